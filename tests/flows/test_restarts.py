"""Everything that can be pulled out is pulled out while posts are due: the broker is emptied and restarted, the database
is restarted under a running web, worker and beat. On servers of the test's own."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.db import connection

from influence.accounts.models import Account
from influence.accounts.networks import credentials
from influence.demo import connections
from influence.demo.outside import Sandbox
from influence.journal.queries import breaks
from influence.outbox.models import Message
from influence.publishing.models import Attempt, Publication
from ops.mailsink import MailSink
from ops.postgres import binaries, start_postgres
from ops.servers import Server
from ops.state import State
from tests import makers
from tests.editorial import stories
from tests.flows import company
from tests.makers import House
from tests.workers.conftest import Broker, Processes, broker, database_url, eventually
from workers.clock import database_now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.deep]

__all__ = ["broker"]


@dataclass
class Database:
    state: State
    server: Server
    url: str

    def restart(self) -> None:
        self.server.stop()
        self.server, again = start_postgres(self.state, for_tests=True)
        assert again == self.url


@pytest.fixture
def database(transactional_db: None, tmp_path: Path) -> Iterator[Database]:
    """A server of our own with the tables of the tests' database; this process speaks to it for the length of the test."""
    model = database_url()
    state = State(tmp_path / "database").make()
    server, url = start_postgres(state, for_tests=True)
    found = Database(state, server, url)
    kept = dict(connection.settings_dict)
    connection.close()
    try:
        copy_tables(model, url)
        parts = urlsplit(url)
        connection.settings_dict |= {
            "HOST": parts.hostname, "PORT": str(parts.port), "USER": parts.username, "PASSWORD": parts.password,
            "NAME": parts.path.strip("/"),
        }  # fmt: skip
        yield found
    finally:
        connection.close()
        connection.settings_dict.update(kept)
        found.server.stop()


def copy_tables(model: str, url: str) -> None:
    dump = subprocess.run([binaries() / "pg_dump", "--no-owner", model], capture_output=True, check=True)
    done = subprocess.run(
        [binaries() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", url],
        input=dump.stdout,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture
def processes(
    database: Database,
    broker: Broker,
    house_at_linkedin: None,
    sandbox_url: str,
    mail: MailSink,
    tmp_path: Path,
) -> Iterator[Processes]:
    logs = tmp_path / "logs"
    logs.mkdir()
    found = Processes(
        folder=logs,
        environment={
            "DATABASE_URL": database.url, "REDIS_URL": broker.url, "LINKEDIN_API_URL": sandbox_url,
            "LINKEDIN_AUTH_URL": sandbox_url, "SMTP_URL": mail.smtp_url, "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "INFLUENCE_ENV": "", "LOG_LEVEL": "INFO",
        },
    )  # fmt: skip
    yield found
    for process in found.running:
        found.kill(process)


def house(sandbox: Sandbox) -> House:
    home = makers.house()
    cast = company.cast_of(home, home.leader)
    sandbox.register([{"id": cast.member_ids[home.leader.pk], "name": "Claire Martin"}])
    connections.connect_leaders(sandbox, cast, at=database_now())
    return home


def approve(home: House, text: str, *, due_in: float) -> None:
    """Through the verbs, by the database's clock."""
    now = database_now()
    post = stories.draft(home, text=text, where=makers.slot(home, at=now + timedelta(seconds=due_in)), at=now)
    stories.actions.submit(post, by=home.bruno, at=now)
    stories.yes(home, stories.fresh(post), at=now)


def published() -> int:
    return Publication.objects.filter(state="published").count()


def reachable(question: Any) -> bool:
    """Asked again on a new connection where the old one died with the server."""
    connection.close()
    return bool(question())


def test_nothing_is_lost_or_doubled_when_broker_and_database_go_down(
    processes: Processes, database: Database, broker: Broker, sandbox_url: str, mail: MailSink
) -> None:
    sandbox = Sandbox(sandbox_url)
    home = house(sandbox)
    processes.beat()
    processes.worker(queues="publish,mail,housekeeping,engagement", concurrency=2)
    approve(home, "Avant la panne.", due_in=1)
    assert eventually(lambda: published() == 1), processes.said()
    carried = all_that_the_broker_holds(broker)
    stories.in_review(home, text="À relire.", where=makers.slot(home, at=database_now() + timedelta(days=2)))
    approve(home, "Pendant la panne du courtier.", due_in=2)
    broker.empty()
    broker.restart()
    approve(home, "Pendant la panne de la base.", due_in=3)
    database.restart()
    connection.close()
    approve(home, "Après la panne.", due_in=1)
    assert eventually(lambda: reachable(lambda: published() == 4)), processes.said()
    assert eventually(all_mails_have_left), processes.said()
    state = sandbox.state()
    texts = sorted(post["text"] for post in state["posts"])
    assert texts == [
        "Après la panne.",
        "Avant la panne.",
        "Pendant la panne de la base.",
        "Pendant la panne du courtier.",
    ]
    assert len(state["create_calls"]) == Attempt.objects.count() == 4
    ids = [str(one.message["Message-ID"]) for one in mail.box.all()]
    assert len(ids) == len(set(ids)) == Message.objects.count() > 0
    assert list(breaks(home.organisation.pk)) == []
    token = credentials(Account.objects.get(leader=home.leader)).access_token
    for told in (carried, all_that_the_broker_holds(broker), processes.said()):
        assert told
        assert token not in told


def all_mails_have_left() -> bool:
    """The leader is told of the draft within a few seconds of its submission: before that there is none to wait for."""
    told = Message.objects.filter(kind="draft_to_approve", state="sent").exists()
    return told and not Message.objects.exclude(state="sent").exists()


def all_that_the_broker_holds(broker: Broker) -> str:
    """Every key with its value, whatever its type."""
    client: Any = redis.Redis.from_url(broker.url)
    kinds = {b"string": client.get, b"hash": client.hgetall, b"set": client.smembers,
             b"list": lambda key: client.lrange(key, 0, -1), b"zset": lambda key: client.zrange(key, 0, -1)}  # fmt: skip
    return "\n".join(f"{key} {kinds[client.type(key)](key)}" for key in client.keys("*"))
