"""The Celery application. Tasks carry ids only, as JSON; no results are kept; nothing is ever scheduled by `eta`:
the database says what is due and the timetable only says how often to look (promise 4)."""

import os

from celery import Celery
from celery.signals import setup_logging
from kombu import Queue

from workers.timetable import TICKS, beat_schedule, routes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("influence")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    result_backend=None,
    task_store_errors_even_if_ignored=False,
    task_default_queue="housekeeping",
    task_create_missing_queues=False,
    task_queues=[
        Queue("publish"),
        Queue("mail"),
        Queue("engagement"),
        Queue("reports"),
        Queue("housekeeping"),
    ],
    # A message lost with its worker is found again by the sweep, so it need not be redelivered by the broker.
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    task_time_limit=120,
    task_soft_time_limit=100,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"visibility_timeout": 3600, "socket_keepalive": True},
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    timezone="UTC",
    enable_utc=True,
    include=sorted({tick.task.rpartition(".")[0] for tick in TICKS}),
    task_routes=routes(),
    beat_schedule=beat_schedule(),
    # Beat sleeps no longer than the shortest tick; its own memory of when it last ran what lies in the state folder
    # (`--schedule`, ops.programs), never in the folder that it was started from.
    beat_max_loop_interval=1,
    # A message that cannot be handed over at once is given up: the claim expires and the row is swept again.
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2},
)


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery leaves logging to config.logs when something listens to this signal."""
