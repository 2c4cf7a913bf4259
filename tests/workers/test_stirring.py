"""What waits is begun within a second or two; where nothing does, nothing is begun."""

from datetime import datetime, timedelta

import pytest

from influence.engagement.models import Notice, Watch
from influence.outbox.actions import queue
from influence.publishing import actions, sending
from influence.publishing.models import FirstComment, Publication
from influence.publishing.policy import CLAIM_LEASE, LEFT, SEND_LEASE, UPLOAD_LEAD
from tests import makers
from tests.editorial import stories
from tests.makers import NOW, House
from tests.publishing.stage import DUE, approved, connect
from workers.stirring import stirred

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
LATER = DUE + timedelta(hours=1)


def begun(now: datetime = NOW) -> list[str]:
    """At moments of even tens of seconds, when every question is asked."""
    assert now.timestamp() % 10 == 0
    return [tick.task.rpartition(".")[2] for tick in stirred(now)]


def test_a_quiet_house_begins_nothing(home: House) -> None:
    stories.draft(home)
    makers.published(home)
    Watch.objects.all().delete()
    assert begun() == []


def test_an_approved_post_is_planned_then_left_alone_until_its_slot(home: House) -> None:
    connect(home)
    approved(home)
    assert begun() == ["sweep_publications"]
    actions.plan(now=NOW)
    assert begun() == []
    assert begun(DUE - 60 * SECOND) == []
    assert begun(DUE) == ["sweep_publications"]


def test_what_a_dead_worker_left_is_found_when_its_lease_ends(home: House) -> None:
    connect(home)
    approved(home)
    actions.plan(now=NOW)
    [claim] = actions.claim(now=DUE)
    assert begun(DUE + 40 * SECOND) == []
    assert begun(DUE + CLAIM_LEASE + 5 * SECOND) == ["sweep_publications"]
    assert sending.begin(claim.publication_id, token=claim.token, now=DUE)
    assert begun(DUE) == []
    # What it never called, or was told of, is not left until then.
    assert begun(DUE + LEFT) == ["sweep_publications"]
    assert begun(DUE + SEND_LEASE) == ["sweep_publications"]


def test_files_are_asked_about_before_their_slot(home: House) -> None:
    connect(home)
    at = NOW + UPLOAD_LEAD + timedelta(hours=1)
    approved(home, at=at, media=[stories.part(stories.kept(home))])
    actions.plan(now=NOW)
    assert begun() == []
    soon = at - UPLOAD_LEAD
    assert begun(soon) == ["upload_media"]
    actions.prepare(now=soon)
    assert begun(soon) == ["upload_media"]
    actions.claim_uploads(now=soon, limit=1)
    assert begun(soon) == []


def test_a_first_comment_is_asked_about_when_its_turn_comes(home: House) -> None:
    publication = makers.published(home, at=NOW)
    Watch.objects.all().delete()
    FirstComment.objects.create(
        publication=publication, state="waiting", next_attempt_at=LATER, changed_at=NOW
    )
    assert begun() == []
    assert begun(LATER) == ["follow_up"]


def test_a_mail_is_asked_about_at_once_and_after_a_pause(home: House) -> None:
    queue(
        kind="password_changed",
        dedup_key="one",
        to=home.bruno,
        language="fr",
        at=LATER,
        organisation=None,
        context={"zone": "Europe/Paris", "changed_at": NOW},
    )
    assert begun() == []
    assert begun(LATER) == ["send_mails"]


def test_a_leader_is_written_to_about_what_waits_for_them(home: House) -> None:
    stories.in_review(home)
    assert begun() == ["invite_leaders"]


def test_engagement_is_read_when_its_moment_comes_or_the_network_says_so(home: House) -> None:
    publication = makers.published(home, at=NOW)
    Watch.objects.create(publication=publication, next_at=LATER)
    assert begun() == []
    assert begun(LATER) == ["collect_engagement"]
    Notice.objects.create(
        account=publication.account, post_urn="urn:li:share:1", notification_id=1, kind="LIKE", happened_at=NOW, received_at=NOW
    )  # fmt: skip
    assert begun() == ["collect_engagement"]


def test_a_question_is_asked_no_more_often_than_its_pace(home: House) -> None:
    stories.in_review(home)
    assert [bool(stirred(NOW + n * SECOND)) for n in range(6)] == [True, False, False, False, False, True]
    assert not Publication.objects.exists()


def test_a_lost_answer_and_what_is_live_are_looked_at_when_their_time_comes(home: House) -> None:
    live = makers.published(home)
    Watch.objects.all().delete()
    Publication.objects.filter(pk=live.pk).update(next_look_at=LATER)
    assert begun(LATER - 10 * SECOND) == []
    assert begun(LATER) == ["look_after"]
    Publication.objects.filter(pk=live.pk).update(state="removed")
    assert begun(LATER) == []
