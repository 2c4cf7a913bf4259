"""Beat alone: it knows the timetable and the broker, and sends names. It loads neither Django nor any task, which saves
more than half of its memory.

    celery -A workers.beat beat --schedule FILE"""

from pathlib import Path

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import setup_logging

from config.env import load
from config.logs import configure
from workers.timetable import QUEUES, beat_schedule

env = load(Path(__file__).resolve().parent.parent)


class Steady(PersistentScheduler):
    """Celery's own wakes ten milliseconds before a tick and spins until it is due: half of all that beat costs."""

    def adjust(self, n: float | None, drift: float = 0.0) -> float | None:
        return n if n is None else n + drift


# No fixups: Celery would load Django where DJANGO_SETTINGS_MODULE is set.
app = Celery("influence", fixups=[])
app.conf.update(
    broker_url=env.text("REDIS_URL"),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"socket_keepalive": True},
    task_serializer="json",
    task_ignore_result=True,
    task_create_missing_queues=False,
    task_queues=QUEUES,
    timezone="UTC",
    enable_utc=True,
    beat_schedule=beat_schedule(),
    beat_scheduler="workers.beat:Steady",
    # Beat sleeps no longer than the shortest tick. Its own memory of when it last sent what lies in the state folder
    # (`--schedule`, ops.programs), never in the folder that it was started from.
    beat_max_loop_interval=1,
    # A tick that cannot be handed over at once is given up: the next one is a second away.
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2},
)


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    configure(level=env.choice("LOG_LEVEL"), style=env.choice("LOG_FORMAT"))
