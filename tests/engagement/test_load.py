"""LinkedIn waits three seconds: the real web process, with its few threads, answers in less, also while the database holds
everything up."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import requests

from influence.engagement.models import Notice
from influence.engagement.notices import REST_SECONDS
from ops import programs
from ops.ports import free_port
from ops.state import PROJECT
from tests import makers
from tests.engagement.conftest import SECRET
from tests.engagement.test_notices import ADDRESS, body, page_of, signed, told
from tests.workers.conftest import database_url, eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.deep]

THREADS, DELIVERIES = 4, 60
LOCKS = {
    "table": "LOCK TABLE engagement_notice IN ACCESS EXCLUSIVE MODE",
    "account": "SELECT 1 FROM accounts_account WHERE kind = 'page' FOR UPDATE",
}


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    port = free_port()
    environment = {
        **os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "LINKEDIN_COMMUNITY_CLIENT_ID": "x", "LINKEDIN_COMMUNITY_CLIENT_SECRET": SECRET, "INFLUENCE_ENV": "",
        "REDIS_URL": "redis://127.0.0.1:9",
    }  # fmt: skip
    command = programs.web(port=port, threads=THREADS).command
    with (
        (tmp_path / "web.log").open("wb") as out,
        subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=out, stderr=out) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        assert eventually(lambda: is_up(url)), (tmp_path / "web.log").read_text()
        yield url
        process.terminate()


def is_up(url: str) -> bool:
    try:
        return requests.get(f"{url}/sante/", timeout=1).ok
    except requests.RequestException:
        return False


@contextmanager
def held_up(statement: str) -> Iterator[None]:
    """Somebody else's transaction holds a lock for as long as this lasts."""
    with psycopg.connect(database_url()) as other:
        other.execute(statement)
        yield
        other.rollback()


def all_at_once(url: str) -> list[tuple[int, float]]:
    """Status and seconds of each of many deliveries."""
    answers: list[tuple[int, float]] = []

    def send(raw: bytes) -> None:
        started = time.monotonic()
        status = requests.post(
            url + ADDRESS, raw, headers={"X-LI-Signature": signed(raw)}, timeout=20
        ).status_code
        answers.append((status, time.monotonic() - started))

    now = datetime.now(UTC)
    raws = [body(*(told(10 * n + i, at=now) for i in range(10))) for n in range(DELIVERIES)]
    threads = [threading.Thread(target=send, args=(raw,)) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_slow_database_is_answered_for_within_three_seconds(web: str) -> None:
    """Each delivery is told to come again, and then is kept."""
    page_of(makers.house())
    for statement in LOCKS.values():
        with held_up(statement):
            slow = all_at_once(web)
        assert {status for status, _ in slow} == {503}
        assert max(seconds for _, seconds in slow) < 3
        time.sleep(REST_SECONDS)
    quick = all_at_once(web)
    assert {status for status, _ in quick} == {200}
    assert max(seconds for _, seconds in quick) < 3
    assert Notice.objects.count() == 10 * DELIVERIES
