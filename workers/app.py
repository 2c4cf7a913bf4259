"""The Celery application. Tasks carry ids only, as JSON; no results are kept; nothing is ever scheduled by `eta`:
the database says what is due and the timetable only says how often to look (promise 4). Beat has an application of its
own (workers.beat) with the same timetable."""

import gc
import os

from celery import Celery
from celery.signals import celeryd_after_setup, setup_logging, task_prerun
from django.db import close_old_connections

from workers.timetable import QUEUES, TICKS, routes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django's checks load every page, which no worker shows. The migration before it has made them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

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
    task_queues=QUEUES,
    # A message lost with its worker is found again by the sweep, so it need not be redelivered by the broker.
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    task_time_limit=120,
    task_soft_time_limit=100,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # For the same reason no copy of a message is kept in the broker until it is acknowledged. That copy costs a call a
    # task, and a worker whose broker went away between the two ends itself when it tries to put the copy back.
    broker_transport_options={"ack_emulation": False, "socket_keepalive": True},
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    timezone="UTC",
    enable_utc=True,
    include=sorted({tick.task.rpartition(".")[0] for tick in TICKS}),
    task_routes=routes(),
    # A message that cannot be handed over at once is given up: the claim expires and the row is swept again.
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2},
)


# Celery closes the database's connection before and after each task, and to open one costs more than most tasks do. A
# number that no worker reaches, as it takes nothing for "never".
app.conf["CELERY_DB_REUSE_MAX"] = 10**12


@task_prerun.connect
def keep_the_connection(**_: object) -> None:
    """While it is sound and not too old (config.env): a database that was restarted costs one reconnection."""
    close_old_connections()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery leaves logging to config.logs when something listens to this signal."""


@celeryd_after_setup.connect
def share_what_is_loaded(**_: object) -> None:
    """Before the first process of the pool: what a collection never touches stays shared with the children."""
    gc.collect()
    gc.freeze()
