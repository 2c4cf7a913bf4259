"""One table says what is looked at, how often and why."""

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection

from tests.publishing.test_races import together
from workers.alone import alone, lock
from workers.app import app
from workers.clock import database_now
from workers.stirring import STIRS
from workers.timetable import TICKS, beat_schedule

FOR_ONE_ROW = {
    "workers.publishing.publish_some", "workers.publishing.claim_more", "workers.publishing.upload_one", "workers.publishing.comment_one",
    "workers.publishing.look_for_comment", "workers.publishing.change_one", "workers.mail.send_mail",
    "workers.publishing.reconcile_one", "workers.publishing.verify_one",
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def tasks() -> Iterator[None]:
    app.loader.import_default_modules()
    return


def test_every_tick_is_a_task_and_every_task_a_tick() -> None:
    ours = {name for name in app.tasks if name.startswith("workers.")}
    assert ours == {tick.task for tick in TICKS} | FOR_ONE_ROW


def test_every_tick_says_why() -> None:
    assert all(tick.why.endswith(".") for tick in TICKS)


def test_every_queue_is_one_that_workers_serve() -> None:
    served = {queue.name for queue in app.conf.task_queues}
    assert {tick.queue for tick in TICKS} <= served
    assert {app.tasks[name].queue for name in FOR_ONE_ROW} <= served


def test_files_travel_apart_from_all_that_must_not_wait() -> None:
    others = FOR_ONE_ROW - {"workers.publishing.upload_one"}
    assert app.tasks["workers.publishing.upload_one"].queue == "media"
    assert "media" not in {app.tasks[name].queue for name in others}


def test_a_tick_that_nobody_takes_expires() -> None:
    for tick in TICKS:
        assert 0 < tick.patience <= max(tick.every, 5)
        assert beat_schedule()[tick.task]["options"] == {"queue": tick.queue, "expires": tick.patience}


def test_what_is_begun_when_there_is_something_to_do_says_when_that_is() -> None:
    assert {tick.task for tick in TICKS if tick.pace} == set(STIRS)


def test_every_task_ends_by_itself() -> None:
    for name in {tick.task for tick in TICKS} | FOR_ONE_ROW:
        assert app.tasks[name].time_limit or app.conf.task_time_limit


def test_only_json_is_spoken_and_nothing_is_kept() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.result_backend is None
    assert app.conf.task_ignore_result
    json.dumps(beat_schedule())


@pytest.mark.django_db(transaction=True)
def test_a_sweep_runs_once_at_a_time() -> None:
    seen: list[datetime] = []

    @alone
    def sweep_something(now: datetime) -> None:
        seen.append(now)

    with lock("sweep_something") as mine:
        assert mine
        together(sweep_something)
        assert seen == []
    together(sweep_something)
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_breaks_gives_its_lock_back() -> None:
    @alone
    def sweep_badly(now: datetime) -> None:
        raise ZeroDivisionError

    for _ in range(2):
        [error] = together(sweep_badly)
        assert isinstance(error, ZeroDivisionError)


@pytest.mark.django_db
def test_the_time_is_the_databases() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        before = cursor.fetchone()[0]
    assert database_now() >= before
