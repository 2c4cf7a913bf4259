"""The network and the mail server at their worst, on the real sandbox and a real SMTP server: nothing twice, nothing
lost, somebody told."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from influence.accounts.models import Account
from influence.accounts.networks import credentials
from influence.core import cadence
from influence.demo import backstage, connections
from influence.demo.cast import Cast
from influence.editorial import actions as editorial
from influence.editorial.models import Post
from influence.engagement.models import RawEngagement, Snapshot
from influence.journal.queries import breaks
from influence.outbox.models import Message, MessageState
from influence.people.models import Leader
from influence.publishing.models import Attempt, Publication
from ops.mailsink import MailSink
from ops.ports import free_port
from tests import makers
from tests.editorial import stories
from tests.flows import company
from tests.flows.outside import Outside
from tests.makers import NOW, House
from tests.sampling import sample

pytestmark = pytest.mark.django_db

DUE = NOW + timedelta(hours=3)


@pytest.fixture
def home(outside: Outside) -> House:
    return makers.house()


@pytest.fixture
def cast(home: House, outside: Outside) -> Cast:
    """Two leaders, connected."""
    found = company.two_leaders(home)
    company.known(outside.sandbox, found)
    connections.connect_leaders(outside.sandbox, found, at=NOW)
    return found


def approved(home: House, leader: Leader, *, at: datetime = DUE, text: str = stories.TEXT) -> Post:
    day, time = cadence.wall(at, leader.zone)
    whose: dict[str, Any] = {"organisation": home.organisation, "leader": leader, "pillar": home.pillar}
    slot = editorial.plan_slot(**whose, day=day, time=time, zone=leader.zone, fold=None, at=NOW)
    post = editorial.write_post(**whose, slot=slot, text=text, by=home.bruno, at=NOW)
    version = editorial.submit(post, by=home.bruno, at=NOW)
    editorial.approve(version, by=leader.user, content_hash=version.content_hash, channel="session", at=NOW)
    return stories.fresh(post)


def state_of(post: Post) -> tuple[str, str]:
    return str(Publication.objects.get(post=post).state), str(stories.fresh(post).state)


def publish_at(outside: Outside, *moments: datetime) -> None:
    for moment in moments:
        outside.sandbox.set_clock(moment)
        backstage.publish(now=moment)
        backstage.deliver(now=moment)


def reconnect(home: House, cast: Cast, outside: Outside) -> None:
    """By the leader, over the consent page."""
    browser = Client()
    browser.force_login(home.claire)
    account = Account.objects.get(leader=home.leader)
    asked = browser.post(f"/comptes/{account.pk}/connecter/")["Location"]
    code = outside.sandbox.consent(asked, member=cast.member_ids[home.leader.pk])
    state = asked.split("state=")[1].split("&")[0]
    browser.get(reverse("account_callback"), {"code": code, "state": state})
    assert Account.objects.get(pk=account.pk).state == "connected"


def revoked(home: House, cast: Cast, outside: Outside) -> None:
    outside.sandbox.control("tokens/revoke", {"member": cast.member_ids[home.leader.pk]})


def expired(home: House, cast: Cast, outside: Outside) -> None:
    outside.sandbox.fault("401-expired", member=cast.member_ids[home.leader.pk])


@pytest.mark.parametrize(
    ("trouble", "back_after", "ends_as"),
    sample(
        [
            (revoked, 20, "published"),
            (expired, 31, "missed"),
            (revoked, 31, "missed"),
            (expired, 20, "published"),
        ],
        quick=2,
    ),
)
def test_a_token_that_ended_holds_the_post_until_its_leader_is_back(
    home: House, cast: Cast, outside: Outside, trouble: Callable[..., None], back_after: int, ends_as: str
) -> None:
    post, other = approved(home, cast.leaders[0]), approved(home, cast.leaders[1], text="Une autre voix.")
    trouble(home, cast, outside)
    publish_at(outside, DUE, DUE + timedelta(seconds=2))
    assert state_of(post) == ("held", "scheduled")
    assert state_of(other) == ("published", "published")
    assert not Account.objects.get(leader=home.leader).sealed_access
    assert outside.letters(home.claire.email)
    assert outside.letters(home.bruno.email)
    told = Counter(Message.objects.values_list("kind", "to_email"))
    publish_at(outside, *(DUE + timedelta(minutes=n) for n in range(1, back_after, 6)))
    assert Counter(Message.objects.values_list("kind", "to_email")) == told, "the same trouble was told twice"
    outside.sandbox.set_clock(DUE + timedelta(minutes=back_after))
    reconnect(home, cast, outside)
    # The sweep that lets it go runs after the one that claims: the next turn sends it.
    publish_at(outside, *(DUE + timedelta(minutes=back_after, seconds=n) for n in range(0, 6, 2)))
    assert state_of(post) == (ends_as, ends_as)
    mine = [text for text in outside.texts() if text.startswith("Hier, au bloc")]
    assert len(mine) == (1 if ends_as == "published" else 0)
    assert (Message.objects.filter(kind="publication_missed").count() == 2) == (ends_as == "missed")
    assert list(breaks(home.organisation.pk)) == []


@pytest.mark.parametrize(
    "fault",
    sample(["502-html-after-commit", "bad-json", "500-after-commit", "timeout-after-commit", "502-html"]),
)
def test_garbage_about_a_new_post_is_asked_of_a_person_and_never_sent_again(
    home: House, cast: Cast, outside: Outside, fault: str
) -> None:
    post = approved(home, cast.leaders[0])
    outside.sandbox.fault(fault, call="posts.CREATE")
    publish_at(outside, DUE, *(DUE + timedelta(minutes=n) for n in (1, 5, 29, 40, 200)))
    assert state_of(post) == ("unclear", "publishing")
    assert len(outside.state()["create_calls"]) == Attempt.objects.count() == 1
    told = Message.objects.filter(kind="publication_unclear", state=MessageState.SENT)
    assert sorted(told.values_list("to_email", flat=True)) == [home.bruno.email, home.claire.email]
    there = outside.state()["posts"]
    assert len(there) == (0 if fault == "502-html" else 1)
    settled(home, outside, post, urn=there[0]["urn"] if there else "")
    assert state_of(post) == (("published", "published") if there else ("missed", "missed"))
    assert len(outside.state()["create_calls"]) == 1


def settled(home: House, outside: Outside, post: Post, *, urn: str) -> None:
    """Bruno looks at the profile and answers on the page."""
    browser = Client()
    browser.force_login(home.bruno)
    publication = Publication.objects.get(post=post)
    link = f"{settings.LINKEDIN['auth_url']}/feed/update/{urn}/"
    verb, answer = ("publication_live", {"link": link}) if urn else ("publication_absent", {})
    page = browser.post(reverse(verb, args=[publication.pk]), answer)
    assert page.status_code == 302, page.content.decode()


def test_garbage_about_one_post_stores_nothing_and_keeps_no_other_waiting(
    home: House, cast: Cast, outside: Outside
) -> None:
    connections.enrol_employees(outside.sandbox, cast, at=NOW)
    one, other = approved(home, cast.leaders[0]), approved(home, cast.leaders[1], text="Une autre voix.")
    publish_at(outside, DUE)
    assert (state_of(one)[0], state_of(other)[0]) == ("published", "published")
    later = DUE + timedelta(hours=24, seconds=5)
    outside.sandbox.set_clock(later)
    outside.sandbox.fault("bad-json", member=cast.member_ids[cast.leaders[0].pk], times=None)
    backstage.observe(now=later)
    assert set(Snapshot.objects.values_list("publication__post", flat=True)) == {other.pk}
    assert set(RawEngagement.objects.values_list("publication__post", flat=True)) == {other.pk}
    outside.sandbox.mend()
    backstage.observe(now=later + timedelta(seconds=75))
    assert set(Snapshot.objects.values_list("publication__post", flat=True)) == {one.pk, other.pk}
    assert credentials(Account.objects.get(leader=home.leader)), (
        "a garbled answer is no reason to forget the token"
    )


@pytest.mark.parametrize("fault", sample(["502-html", "bad-json", "500-before", "timeout-before"]))
def test_a_reading_that_breaks_half_way_stores_nothing(
    home: House, cast: Cast, outside: Outside, fault: str
) -> None:
    """The counters were read, the reactions were not."""
    connections.enrol_employees(outside.sandbox, cast, at=NOW)
    post = approved(home, cast.leaders[0])
    publish_at(outside, DUE)
    later = DUE + timedelta(hours=24, seconds=5)
    outside.sandbox.set_clock(later)
    outside.sandbox.fault(fault, path="/rest/reactions", times=None)
    backstage.observe(now=later)
    assert not Snapshot.objects.exists()
    assert not RawEngagement.objects.exists()
    outside.sandbox.mend()
    backstage.observe(now=later + timedelta(seconds=75))
    assert Snapshot.objects.get().publication.post == post
    assert RawEngagement.objects.exists()


def test_mail_that_waited_an_hour_for_its_server_arrives_once(
    home: House, cast: Cast, outside: Outside
) -> None:
    """The server goes down before anybody is told, and comes back after an hour on the same port."""
    port = free_port()
    with override_settings(EMAIL_PORT=port):
        post = approved(home, cast.leaders[0])
        stories.in_review(home, where=makers.slot(home, at=DUE + timedelta(days=1)), text="Un second texte.")
        revoked(home, cast, outside)
        for minute in range(0, 60, 12):
            publish_at(outside, DUE + timedelta(minutes=minute))
        assert state_of(post)[0] == "missed"
        written = Message.objects.count()
        assert written >= 5
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
        assert not Message.objects.filter(attempts=0).exists()
        with MailSink(smtp_port=port) as sink:
            for minute in range(60, 150, 15):
                publish_at(outside, DUE + timedelta(minutes=minute))
            ids = [str(one.message["Message-ID"]) for one in sink.box.all()]
            assert len(ids) == len(set(ids)) == written
        assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
        assert outside.mail.box.all() == []
