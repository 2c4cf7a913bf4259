"""The least that any product of this kind does: a Celery task with one `requests.post`, and the same without Celery.

Loads neither Django nor anything of the product.

    celery -A bench.publishing.bare worker --queues bare"""

import json
import os
import sys
from typing import Any

import requests
from celery import Celery
from celery.signals import setup_logging
from kombu import Queue

app = Celery("bare", fixups=[])
# As workers.app has it.
app.conf.update(
    broker_url=os.environ["REDIS_URL"],
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_queues=[Queue("bare")],
    task_default_queue="bare",
    worker_prefetch_multiplier=1,
    task_time_limit=120,
    task_soft_time_limit=100,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"ack_emulation": False, "socket_keepalive": True},
    worker_hijack_root_logger=False,
    timezone="UTC",
    enable_utc=True,
)


@setup_logging.connect
def keep_quiet(**_: object) -> None:
    """Celery leaves logging alone when something listens to this signal."""


@app.task
def post(url: str, body: dict[str, Any], headers: dict[str, str]) -> None:
    requests.post(url, json=body, headers=headers, timeout=(3.05, 30)).raise_for_status()


def main() -> None:
    """A plain loop over calls that come as lines of JSON. Says that it is ready, and begins at the first line."""
    print("ready", flush=True)
    for line in sys.stdin:
        post.run(**json.loads(line))


if __name__ == "__main__":
    main()
