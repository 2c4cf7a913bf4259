"""The budget, with the sandbox's own quotas and faults."""

from datetime import timedelta
from typing import Any

import pytest

from influence.calls import actions, queries
from influence.calls.models import CallCount
from influence.networks.errors import RateLimited, Reason
from influence.networks.ports import Purpose
from tests.calls.conftest import NOW, Play

pytestmark = pytest.mark.django_db


def calls(member: int | None) -> int:
    return CallCount.objects.get(member=member).calls


def test_we_stop_before_the_sandbox_does_and_publications_still_go(linkedin: Play) -> None:
    """A member of the Development tier: 100 calls a day, as the sandbox counts them too."""
    for purpose, most in ((Purpose.OLD, 60), (Purpose.YOUNG, 80), (Purpose.TOKEN, 95)):
        while calls_so_far() < most:
            linkedin.look(purpose=purpose)
        with pytest.raises(RateLimited) as caught:
            linkedin.look(purpose=purpose)
        assert caught.value.http_status is None
    assert linkedin.publish().urn
    assert calls_so_far() == 96


def calls_so_far() -> int:
    return calls(7) if CallCount.objects.exists() else 0


def test_beyond_its_quota_the_network_itself_refuses_a_publication(linkedin: Play, settings: Any) -> None:
    settings.LINKEDIN_CALLS = {}
    for _ in range(100):
        linkedin.look(purpose=Purpose.OLD)
    with pytest.raises(RateLimited) as caught:
        linkedin.publish()
    assert (caught.value.http_status, caught.value.reason) == (429, Reason.DAILY_QUOTA)
    assert "MEMBER DAY" in caught.value.detail
    with pytest.raises(RateLimited) as ours:
        linkedin.look(purpose=Purpose.TOKEN)
    assert (ours.value.http_status, ours.value.until) == (None, caught.value.until)
    # Another account is asked for, though the sandbox knows the token and refuses it too.
    with pytest.raises(RateLimited) as others:
        linkedin.look(purpose=Purpose.OLD, member=8)
    assert others.value.http_status == 429


def test_the_apps_day_is_over_for_everybody(linkedin: Play) -> None:
    linkedin.fault("429-app-day")
    with pytest.raises(RateLimited):
        linkedin.look(purpose=Purpose.YOUNG)
    with pytest.raises(RateLimited) as caught:
        linkedin.look(purpose=Purpose.OLD, member=8)
    assert caught.value.http_status is None
    assert linkedin.publish().urn
    linkedin.at = NOW + timedelta(days=1)
    assert linkedin.look(purpose=Purpose.OLD, member=8)


def test_a_comment_that_came_too_fast_ends_no_day(linkedin: Play) -> None:
    linkedin.fault("429-comment")
    with pytest.raises(RateLimited):
        linkedin.look(purpose=Purpose.YOUNG)
    assert linkedin.look(purpose=Purpose.OLD)


def test_nobody_at_the_address_costs_nothing(linkedin: Play) -> None:
    gone = Play("http://127.0.0.1:9", linkedin.world)
    with pytest.raises(Exception, match="not_connected"):
        gone.look()
    assert (calls(7), calls(None)) == (0, 0)


def test_what_was_spent_is_told_in_numbers(linkedin: Play) -> None:
    linkedin.look(purpose=Purpose.TOKEN)
    linkedin.publish(member=8)
    today = queries.of_app("community", day=NOW.date())
    assert (today.calls, today.limit, today.part) == (2, 500, 0.004)
    assert {m: one.calls for m, one in queries.of_members("community", [7, 8, 9], day=NOW.date()).items()} == {
        7: 1, 8: 1, 9: 0,
    }  # fmt: skip
    days = queries.days_of_app("community", until=NOW.date() + timedelta(days=1), days=3)
    assert [one.calls for one in days] == [0, 2, 0]


def test_the_shares_say_what_waits_and_until_when(linkedin: Play, settings: Any) -> None:
    settings.LINKEDIN_CALLS = {"community": {"app": 4, "member": 4}}
    linkedin.look(purpose=Purpose.OLD)
    linkedin.look(purpose=Purpose.OLD)
    shares = queries.shares(queries.of_app("community", day=NOW.date()), now=NOW)
    assert [(one.purpose, one.calls, one.most, one.waits_until is not None) for one in shares] == [
        (Purpose.PUBLISH, 0, None, False),
        (Purpose.TOKEN, 0, 3, False),
        (Purpose.YOUNG, 0, 3, False),
        (Purpose.OLD, 2, 2, True),
    ]


def test_counts_older_than_ninety_days_are_forgotten(linkedin: Play) -> None:
    for days in (0, 90, 91):
        linkedin.at = NOW - timedelta(days=days)
        linkedin.look()
    actions.forget(now=NOW)
    left = CallCount.objects.filter(member=None).order_by("day").values_list("day", flat=True)
    assert list(left) == [(NOW - timedelta(days=90)).date(), NOW.date()]
