"""Real workers, a real beat, a real broker, a real database; a network on the loopback that counts what it gets."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from influence.accounts.models import Account
from influence.networks.linkedin import little
from influence.outbox.models import Message
from influence.publishing.models import Attempt, Outcome, Publication
from tests import makers
from tests.editorial import stories
from tests.networks.loopback import Loopback
from tests.publishing.stage import URN, connect, states, urn_at
from tests.publishing.stage import approved as approved_post
from tests.workers.conftest import Broker, Processes, eventually
from workers.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)


def approved(home: makers.House, *, due_in: timedelta) -> datetime:
    due = database_now() + due_in
    connect(home, until=due + timedelta(days=30))
    approved_post(home, at=due)
    return due


def count(**found: str) -> int:
    return Publication.objects.filter(**found).count()


def test_a_post_goes_out_on_time_and_once(processes: Processes, broker: Broker, linkedin: Loopback) -> None:
    """Through beat, broker and worker, after the broker was emptied and restarted and the database connections cut."""
    home = makers.house()
    approved(home, due_in=timedelta(days=1))
    linkedin.answer(201, x_restli_id=URN)
    processes.beat()
    worker = processes.worker(concurrency=2)
    assert eventually(lambda: count(state="due") == 1), processes.said()
    cut_connections()
    broker.empty()
    for _ in range(3):  # a worker that loses its broker with a task in hand waits for it, it does not end
        broker.restart()
    due = approved(home, due_in=timedelta(seconds=2))
    assert eventually(lambda: count(state="published")), processes.said()
    publication = Publication.objects.get(state="published")
    assert publication.published_at
    assert publication.published_at >= due
    assert (len(linkedin.seen), Attempt.objects.count()) == (1, 1)
    assert count(state="due") == 1
    assert worker.poll() is None, processes.said()


@pytest.mark.deep
def test_a_picture_is_there_before_its_post_goes_out(processes: Processes, linkedin: Loopback) -> None:
    """By a worker of its own, as `bin/influence up` starts it."""
    home, image = makers.house(), "urn:li:image:C4E22"
    shown = [stories.part(stories.kept(home))]
    place = {
        "uploadUrl": f"{linkedin.url}/dms-uploads/1",
        "uploadUrlExpiresAt": 1_900_000_000_000,
        "image": image,
    }
    linkedin.answer(200, {"value": place})
    linkedin.answer(201)
    linkedin.answer(200, {"id": image, "status": "AVAILABLE"})
    linkedin.answer(201, x_restli_id=URN)
    due = database_now() + timedelta(seconds=8)
    connect(home, until=due + timedelta(days=30))
    approved_post(home, at=due, media=shown)
    processes.beat()
    processes.worker()
    uploads = processes.worker(queues="media", concurrency=4, pool="threads")
    assert eventually(lambda: count(state="published")), processes.said()
    assert [one.method for one in linkedin.seen] == ["POST", "PUT", "GET", "POST"]
    assert linkedin.last.json["content"]["media"]["id"] == image
    published = Publication.objects.get().published_at
    assert published
    assert published >= due
    uploads.terminate()
    assert uploads.wait(60) == 0, processes.said()


def cut_connections() -> None:
    """As a restart of the database looks to those that are connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.deep
def test_a_worker_killed_between_the_sending_and_its_outcome_leaves_one_post_and_a_question(
    processes: Processes, linkedin: Loopback
) -> None:
    """R-6.6. The network has the post and is slow to say so; the worker's machine loses its power meanwhile."""
    approved(makers.house(), due_in=timedelta(seconds=1))
    linkedin.break_off("silence")
    processes.beat()
    worker = processes.worker()
    assert eventually(lambda: linkedin.seen), processes.said()
    processes.kill(worker)
    publication = Publication.objects.get()
    assert states(publication) == ("sending", "publishing")
    Publication.objects.update(claimed_until=database_now())
    processes.worker()
    assert eventually(lambda: states(publication)[0] == "unclear"), processes.said()
    assert states(publication) == ("unclear", "publishing")
    assert Attempt.objects.get().outcome == Outcome.UNCLEAR
    assert Message.objects.filter(kind="publication_unclear").count() == 2
    assert not eventually(lambda: len(linkedin.seen) > 1, seconds=2)


@pytest.mark.deep
def test_a_lost_post_is_found_by_a_worker_and_then_looked_at_again(
    processes: Processes, linkedin: Loopback
) -> None:
    """Through beat, broker and worker: the network takes the post, hangs up, and shows it when asked."""
    home = makers.house()
    approved(home, due_in=timedelta(seconds=1))
    Account.objects.update(scopes=["w_member_social", "r_member_social"])
    linkedin.break_off("reset")
    processes.beat()
    processes.worker(queues="publish,housekeeping,mail,engagement")
    assert eventually(lambda: count(state="unclear")), processes.said()
    publication = Publication.objects.get()
    found = shown(publication, at=database_now())
    linkedin.answer(200, {"elements": [found], "paging": {"links": []}})
    Publication.objects.update(next_look_at=database_now())
    assert eventually(lambda: count(state="published")), processes.said()
    assert Publication.objects.get().urn == found["id"]
    linkedin.answer(200, found)
    Publication.objects.update(next_look_at=database_now())
    assert eventually(lambda: Publication.objects.exclude(verified_at=None).exists()), processes.said()
    assert [one.method for one in linkedin.seen] == ["POST", "GET", "GET"]


def shown(publication: Publication, *, at: datetime) -> dict[str, object]:
    author = Account.objects.get(pk=publication.account_id).author_urn
    text = little.commentary(publication.version.text)
    return {
        "id": urn_at(at), "author": author, "commentary": text, "createdAt": int(at.timestamp() * 1000),
        "lifecycleState": "PUBLISHED",
    }  # fmt: skip
