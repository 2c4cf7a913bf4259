from datetime import date, timedelta

import pytest
from structlog.testing import capture_logs

from influence.accounts.models import Account
from influence.engagement import actions, followers
from influence.engagement.models import FollowerCount
from influence.engagement.queries import Followers, followers_of
from tests.engagement.conftest import Outside
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def counted(outside: Outside, *, after: timedelta) -> int:
    return followers.count_followers(now=outside.at(NOW + after))


def test_a_profile_and_a_page_are_counted_once_a_day(home: House, outside: Outside) -> None:
    page = outside.page(home)
    assert [counted(outside, after=hours * HOUR) for hours in (0, 1, 12)] == [2, 0, 0]
    assert len(outside.calls()) == 2
    assert counted(outside, after=24 * HOUR) == 2
    rows = FollowerCount.objects.filter(account=page).order_by("day")
    assert [row.day for row in rows] == [NOW.date(), NOW.date() + DAY]
    assert all(row.followers for row in rows)


def test_the_day_is_the_networks(home: House, outside: Outside) -> None:
    outside.member(home)
    # Half past midnight in Paris, still the day before for LinkedIn.
    counted(outside, after=14 * HOUR + HOUR / 2)
    assert FollowerCount.objects.get().day == NOW.date()


def test_an_access_that_may_not_know_is_not_asked(home: House, outside: Outside) -> None:
    outside.member(home)
    Account.objects.update(scopes=["w_member_social"])
    assert counted(outside, after=HOUR) == 0
    assert outside.calls() == []


def test_what_is_refused_is_not_asked_again_that_day(home: House, outside: Outside) -> None:
    outside.member(home)
    outside.sandbox.control("faults", {"fault": "403-scope", "times": None})
    assert [counted(outside, after=hours * HOUR) for hours in range(5)] == [0] * 5
    assert len(outside.calls()) == 1
    assert FollowerCount.objects.get().followers is None
    assert followers_of([home.account.pk], day=NOW.date()) == {}


def test_what_may_pass_is_asked_an_hour_later(home: House, outside: Outside) -> None:
    outside.member(home)
    outside.sandbox.control("faults", {"fault": "500-before"})
    with capture_logs() as told:
        assert [counted(outside, after=hours * HOUR) for hours in (0, 1)] == [0, 1]
    [line] = [one for one in told if one["event"] == "followers.not_read"]
    assert (line["account"], line["status_code"]) == (home.account.pk, 500)
    assert line["request_id"]


def test_an_account_that_is_to_be_reconnected_is_asked_no_more(home: House, outside: Outside) -> None:
    outside.page(home)
    outside.sandbox.control("tokens/revoke", {"member": "Ab12Cd34Ef"})
    assert [counted(outside, after=hours * HOUR) for hours in range(3)] == [0] * 3
    assert Account.objects.get(pk=home.account.pk).state == "reconnect"


def kept(account: Account, day: date, number: int | None, *, source: str = "api") -> None:
    FollowerCount.objects.create(account=account, day=day, followers=number, source=source)


def test_a_number_is_told_with_what_thirty_days_changed(home: House) -> None:
    today, account = NOW.date(), home.account
    kept(account, today - 32 * DAY, 5000)
    kept(account, today - 29 * DAY, 5100)
    kept(account, today - DAY, 5120)
    kept(account, today, None)
    # Of another source: never in the same series.
    kept(account, today, 9999, source="import")
    assert followers_of([account.pk], day=today) == {account.pk: Followers(today - DAY, 5120, change=120)}


def test_without_an_earlier_number_the_change_is_not_known(home: House) -> None:
    kept(home.account, NOW.date(), 5120)
    kept(home.account, NOW.date() - 40 * DAY, 5000)
    assert followers_of([home.account.pk], day=NOW.date())[home.account.pk].change is None
    assert followers_of([home.account.pk], day=NOW.date() + 8 * DAY) == {}


def test_numbers_are_kept_for_a_year(home: House) -> None:
    kept(home.account, NOW.date(), 5120)
    actions.purge(now=NOW + 365 * DAY)
    assert FollowerCount.objects.count() == 1
    actions.purge(now=NOW + 366 * DAY)
    assert FollowerCount.objects.count() == 0
