"""What a copy of the database, of the logs or of a mailbox would give away after people have worked with the house: no
token, no code, no locator, no device's secret (R-4.1); and after 48 hours nothing that ties an employee to a post."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from influence.accounts.models import Account
from influence.accounts.networks import credentials
from influence.accounts.seal import Purpose, unseal
from influence.demo import backstage, connections
from influence.demo.cast import Cast
from influence.editorial.models import Channel, Decision, Post
from influence.engagement import consent
from influence.engagement.models import RawEngagement
from influence.engagement.pseudonym import pseudonym
from influence.people.models import Employee
from influence.publishing.models import Publication
from tests import makers
from tests.approval import stories as approvals
from tests.editorial.stories import fresh, in_review
from tests.flows import company, dumps
from tests.flows.outside import Outside
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db

DUE = NOW + timedelta(hours=6)


@dataclass
class Story:
    """A post from the leader's own consent to its first readings, through the pages where there are any."""

    home: House
    cast: Cast
    outside: Outside
    secrets: dict[str, str] = field(default_factory=dict)

    def play(self) -> None:
        company.known(self.outside.sandbox, self.cast)
        self.connect()
        self.join()
        post = in_review(self.home, where=makers.slot(self.home, at=DUE))
        self.approve_by_code(post.pk)
        for after in (0, 1):
            self.at(DUE + timedelta(seconds=after))
            backstage.publish(now=DUE + timedelta(seconds=after))

    def at(self, now: object) -> None:
        self.outside.sandbox.set_clock(now)  # type: ignore[arg-type]

    def connect(self) -> None:
        """As the leader does, over the consent page."""
        browser = Client()
        browser.force_login(self.home.claire)
        asked = browser.post(f"/comptes/{self.home.account.pk}/connecter/")["Location"]
        code = self.outside.sandbox.consent(asked, member=self.cast.member_ids[self.home.leader.pk])
        [state] = parse_qs(urlsplit(asked).query)["state"]
        browser.get(reverse("account_callback"), {"code": code, "state": state})
        self.secrets |= {
            "code of the consent": code,
            "session of the leader": browser.cookies["influence_session"].value,
        }
        account = Account.objects.get(pk=self.home.account.pk)
        self.secrets["access token"] = credentials(account).access_token
        assert account.sealed_refresh
        self.secrets["refresh token"] = unseal(
            account.sealed_refresh, account=account, purpose=Purpose.REFRESH
        )

    def join(self) -> None:
        """Everybody through the action, the first one over the page."""
        connections.enrol_employees(self.outside.sandbox, self.cast, at=NOW)
        page, browser = f"/participer/{self.home.organisation.slug}/", Client()
        asked = browser.post(page, {"department": self.home.department.pk, "consent": "on"})["Location"]
        [first, *_] = connections.volunteers(self.cast)
        code = self.outside.sandbox.consent(asked, member=first.member_id)
        [state] = parse_qs(urlsplit(asked).query)["state"]
        browser.get(reverse("enrolment_callback"), {"code": code, "state": state})
        self.secrets |= {
            "key to leave": browser.cookies["enrolment_key"].value,
            "code of the enrolment": code,
        }
        assert Employee.objects.count() == 10

    def approve_by_code(self, post_id: int) -> None:
        """From the mail: link, code, and one tap; all of them taken from what really arrived."""
        backstage.deliver(now=timezone.now())
        [letter] = self.outside.letters(self.home.claire.email)
        found = re.search(r"/a/([\w-]+)/", letter.text())
        assert found
        where, browser = found[1], approvals.browser()
        browser.get(approvals.link(where))
        approvals.post(browser, reverse("approval_code", args=[where]))
        backstage.deliver(now=timezone.now())
        code = re.search(
            r"^(\d{6})\s*$", self.outside.letters(self.home.claire.email)[0].text(), re.MULTILINE
        )
        assert code
        wrong = f"{(int(code[1]) + 1) % 1_000_000:06d}"
        assert (
            approvals.post(browser, reverse("approval_prove", args=[where]), {"code": wrong}).status_code
            == 422
        )
        approvals.post(browser, reverse("approval_prove", args=[where]), {"code": code[1]})
        read = approvals.read(fresh(Post.objects.get(pk=post_id)))
        approvals.post(browser, reverse("decide", args=[post_id]), read)
        self.secrets |= {
            "locator": where,
            "digits": code[1],
            "device": browser.cookies["influence_device"].value,
        }
        browser.get(approvals.link(where[:-1]))


@pytest.fixture
def story(outside: Outside, caplog: pytest.LogCaptureFixture) -> Story:
    caplog.set_level("INFO")
    home = makers.house()
    found = Story(home=home, cast=company.cast_of(home, home.leader), outside=outside)
    found.play()
    assert Decision.objects.get().channel == Channel.CODE
    assert Publication.objects.get().state == "published"
    return found


def kept() -> Iterator[tuple[str, str]]:
    """Every row as text, and every session as Django would read it."""
    for table, row in dumps.everything():
        yield table, dumps.text_of(row)
    for session in Session.objects.all():
        yield "django_session", str(session.get_decoded())


def holds(text: str, secret: str) -> bool:
    """Six digits may well stand inside a hash or a fraction of a second: those count as a word of their own only."""
    return (
        secret in text
        if not secret.isdigit()
        else re.search(rf"(?<![\w.+/=-]){secret}(?![\w+/=-])", text) is not None
    )


def test_nothing_secret_can_be_read_from_a_copy_of_the_database(story: Story) -> None:
    # Django keeps its sessions under the very key that is in the cookie.
    looked_for = {name: secret for name, secret in story.secrets.items() if not name.startswith("session")}
    assert len(looked_for) == 8
    found = {
        (name, table) for table, text in kept() for name, secret in looked_for.items() if holds(text, secret)
    }
    assert found == set()


def test_a_search_of_the_copy_finds_what_is_there(story: Story) -> None:
    """The search above is not blind: it finds a word of a mail, of a journal's entry and of a session."""
    Session.objects.create(
        session_key="k", session_data=Client().session.encode({"word": "nautilus"}), expire_date=NOW
    )
    for word in ("claire@saint-luc.example", "post.approved", "nautilus"):
        assert any(holds(text, word) for _table, text in kept()), word
    sealed = Account.objects.get(pk=story.home.account.pk).sealed_access
    assert sealed
    assert any(bytes(sealed) in row for _table, row in dumps.everything())


def test_nothing_secret_is_logged(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    said = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.get_records("setup"))
    assert "mail" in said
    assert [name for name, secret in story.secrets.items() if holds(said, secret)] == []


def test_after_48_hours_nothing_ties_an_employee_to_a_post(story: Story) -> None:
    """Looked for as the network names them and as we do, in every table, closely while rows grow too old and then now and
    again."""
    members = [f"urn:li:person:{one.member_id}" for one in connections.volunteers(story.cast)]
    known = [pseudonym(urn, organisation_id=story.home.organisation.pk) for urn in members]
    assert set(known) == set(Employee.objects.values_list("pseudonym", flat=True))
    seen = set()
    for hours in (*range(1, 76, 3), *range(76, 200, 12)):
        now = DUE + timedelta(hours=hours)
        story.at(now)
        backstage.observe(now=now)
        assert not RawEngagement.objects.filter(happened_at__lt=now - timedelta(hours=48)).exists()
        seen |= named_in(known + members)
    assert seen == {"people_employee", "engagement_rawengagement"}, (
        "nobody was read, or somebody is kept elsewhere"
    )
    assert named_in(known + members) == {"people_employee"}
    assert named_in([str(story.cast.member_ids[story.home.leader.pk])]) >= {"accounts_account"}


def named_in(names: list[str]) -> set[str]:
    pattern = re.compile("|".join(map(re.escape, [*names, *(name.rpartition(":")[2] for name in names)])))
    return {table for table, text in kept() if pattern.search(text)}


def test_consent_asks_an_employee_for_no_more_than_who_they_are(story: Story) -> None:
    assert consent.scopes("community") == ("r_basicprofile",)
