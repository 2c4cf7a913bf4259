"""Tokens are looked at a day and a quarter of an hour before a post comes due (linkedin-api.md §12.4)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from structlog.testing import capture_logs

from influence.accounts import checks
from influence.accounts.models import Account, AccountState
from influence.accounts.networks import credentials
from influence.core.lifecycle import PublicationState
from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.people.models import Leader
from influence.publishing.models import Publication
from tests.accounts.conftest import BOTH, LinkedInSandbox, app_of, connect, with_apps
from tests.accounts.test_care import due_on, mails
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db

DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
TICK = timedelta(minutes=5)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as found:
        yield found


@pytest.fixture
def account(home: House, clock: time_machine.Traveller, two_apps: LinkedInSandbox) -> Account:
    """Connected through the self-serve app, whose tokens do not renew themselves."""
    connect(home.account, two_apps, app="self_serve")
    return home.account


def ended(linkedin: LinkedInSandbox, account: Account, **changes: object) -> None:
    token = credentials(account).access_token
    linkedin.world.tokens[token] = replace(linkedin.world.tokens[token], **changes)


@pytest.mark.deep
def test_a_token_is_looked_at_once_in_each_window(home: House, account: Account) -> None:
    due_on(home, days=5)
    due = NOW + 5 * DAY
    now, looked = due - 2 * DAY, []
    while now < due + TICK:
        if checks.check_before(now=now):
            looked.append(due - now)
        now += TICK
    assert looked == [DAY, QUARTER]


def test_one_look_serves_every_post_of_its_window(home: House, account: Account) -> None:
    for minutes in (0, 3, 6):
        due_on(home, days=5 + minutes / 1440)
    due = NOW + 5 * DAY
    assert checks.check_before(now=due - DAY + 2 * TICK) == 1
    assert checks.check_before(now=due - DAY + 3 * TICK) == 0
    assert checks.check_before(now=due - QUARTER + 2 * TICK) == 1
    assert checks.check_before(now=due - QUARTER + 2.5 * TICK) == 0


def test_a_tick_that_came_late_still_looks(home: House, account: Account) -> None:
    due_on(home, days=5)
    assert checks.check_before(now=NOW + 5 * DAY - timedelta(minutes=1)) == 1


@pytest.mark.parametrize("state", [PublicationState.PUBLISHED, PublicationState.CANCELLED])
def test_without_a_post_that_waits_nothing_is_asked(
    home: House, account: Account, state: PublicationState
) -> None:
    publication = due_on(home, days=1)
    Publication.objects.filter(pk=publication.pk).update(
        state=state, urn="urn:li:share:7529830966886400001", published_at=NOW
    )
    assert checks.check_before(now=NOW + DAY - QUARTER) == 0


def test_a_token_that_was_just_given_is_not_asked_about(home: House, account: Account) -> None:
    due_on(home, days=0.5)
    assert checks.check_before(now=NOW + timedelta(minutes=1)) == 0


@pytest.mark.parametrize(
    ("changes", "problem"), [({"is_revoked": True}, "token_revoked"), ({"expires_ms": 1}, "token_expired")]
)
def test_a_token_that_ended_is_told_a_day_before_the_post(
    home: House, account: Account, two_apps: LinkedInSandbox, changes: dict[str, object], problem: str
) -> None:
    due_on(home, days=5)
    ended(two_apps, account, **changes)
    assert checks.check_before(now=NOW + 4 * DAY) == 1
    account.refresh_from_db()
    assert (account.state, account.last_problem) == (AccountState.RECONNECT, problem)
    assert len(mails("account_reconnect")) == 1
    assert {mail.to_email for mail in mails("account_lost")} == {home.bruno.email, home.odile.email}
    assert checks.check_before(now=NOW + 5 * DAY - QUARTER) == 0


def test_posts_after_the_expiry_are_told_a_day_before_once(home: House, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(access_expires_at=NOW + 5 * DAY)
    for days in (4.9, 5.5, 6, 7):
        due_on(home, days=days)
    assert checks.check_before(now=NOW + 4 * DAY) == 1
    assert mails("account_late") == []
    assert checks.check_before(now=NOW + 4.5 * DAY) == 1
    [mail] = mails("account_late")
    assert mail.to_email == home.claire.email
    assert "3 publications en dépendent" in mail.subject
    assert {mail.to_email for mail in mails("account_late_team")} == {home.bruno.email, home.odile.email}
    checks.check_before(now=NOW + 4.99 * DAY)
    assert len(mails("account_late")) == 1
    assert Entry.objects.get(verb="account.late_told").details["posts"] == 3


def test_a_sooner_end_that_the_network_names_is_believed(
    home: House, account: Account, two_apps: LinkedInSandbox
) -> None:
    due_on(home, days=5.5)
    end = NOW + 5 * DAY
    ended(two_apps, account, expires_ms=int(end.timestamp() * 1000))
    assert checks.check_before(now=NOW + 4.6 * DAY) == 1
    account.refresh_from_db()
    assert account.access_expires_at == end
    assert len(mails("account_late")) == 1


def test_a_token_that_renews_itself_ends_no_post(home: House, two_apps: LinkedInSandbox) -> None:
    connect(home.account, two_apps)
    Account.objects.filter(pk=home.account.pk).update(access_expires_at=NOW + DAY, token_checked_at=NOW)
    due_on(home, days=2)
    assert checks.check_before(now=NOW + DAY) == 1
    assert mails("account_late") == []


def test_no_answer_changes_nothing_and_is_asked_again(
    home: House, account: Account, two_apps: LinkedInSandbox
) -> None:
    due_on(home, days=5)
    with with_apps("http://127.0.0.1:9", BOTH):
        assert checks.check_before(now=NOW + 4 * DAY) == 0
    account.refresh_from_db()
    assert account.state == AccountState.CONNECTED
    assert checks.check_before(now=NOW + 4 * DAY + TICK) == 1


def test_a_wrong_secret_of_the_app_ends_no_connection(
    home: House, account: Account, two_apps: LinkedInSandbox
) -> None:
    due_on(home, days=5)
    with with_apps(two_apps.url, {"self_serve": app_of(secret="wrong")}), capture_logs() as told:
        assert checks.check_before(now=NOW + 4 * DAY) == 1
    [line] = [one for one in told if one["event"] == "account.app_refused"]
    assert (line["reason"], line["status_code"], line["vendor_code"]) == (
        "client_invalid",
        401,
        "invalid_client",
    )
    assert line["request_id"]
    account.refresh_from_db()
    assert account.state == AccountState.CONNECTED


@pytest.mark.parametrize("apps", [{"self_serve": app_of(secret="wrong")}, {}])
def test_a_token_whose_app_cannot_ask_is_tried_once_a_window(
    home: House, account: Account, two_apps: LinkedInSandbox, apps: dict[str, Any]
) -> None:
    """Asked again at every round, it would spend the member's calls of the day."""
    due_on(home, days=5)
    with with_apps(two_apps.url, apps):
        assert checks.check_before(now=NOW + 4 * DAY) == 1
        assert checks.check_before(now=NOW + 4 * DAY + TICK) == 0
        ended(two_apps, account, is_revoked=True)
        with capture_logs() as told:
            assert checks.check_before(now=NOW + 5 * DAY - QUARTER) == 1
    [line] = [one for one in told if one["event"] == "account.token_refused"]
    assert (line["account"], line["reason"], line["status_code"]) == (account.pk, "token_revoked", 401)
    assert line["vendor_code"]
    assert line["request_id"]
    account.refresh_from_db()
    assert (account.state, account.last_problem) == (AccountState.RECONNECT, "token_revoked")


def test_a_token_of_another_app_is_tried_before_it_is_given_up(
    home: House, account: Account, two_apps: LinkedInSandbox
) -> None:
    """After an operator changed the app in the settings, introspection calls a good token inactive."""
    due_on(home, days=5)
    other = {"self_serve": app_of("partner")}
    with with_apps(two_apps.url, other):
        assert checks.check_before(now=NOW + 4 * DAY) == 1
        account.refresh_from_db()
        assert account.state == AccountState.CONNECTED
        ended(two_apps, account, is_revoked=True)
        assert checks.check_before(now=NOW + 5 * DAY - QUARTER) == 1
    account.refresh_from_db()
    assert (account.state, account.last_problem) == (AccountState.RECONNECT, "token_revoked")


def test_a_look_that_comes_back_late_does_not_undo_a_new_connection(
    home: House, account: Account, two_apps: LinkedInSandbox, clock: time_machine.Traveller
) -> None:
    stale = Account.objects.select_related("leader__user", "organisation").get(pk=account.pk)
    clock.shift(timedelta(hours=1))
    connect(account, two_apps, app="self_serve")
    assert checks.checked(stale, state=checks.TokenState(active=False, status="revoked"), now=NOW) is False
    account.refresh_from_db()
    assert account.state == AccountState.CONNECTED


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mails_about_posts_after_the_expiry_render(home: House, account: Account, language: str) -> None:
    Leader.objects.filter(pk=home.leader.pk).update(language=language)
    Account.objects.filter(pk=account.pk).update(access_expires_at=NOW + 5 * DAY)
    due_on(home, days=5.5)
    checks.check_before(now=NOW + 4.6 * DAY)
    found = Message.objects.filter(kind__startswith="account_late")
    assert found.count() == 3
    for mail in found:
        assert "%(" not in mail.subject + mail.text + mail.html
        assert "{{" not in mail.text + mail.html
        assert "1 publication" in mail.text or language == "en"
