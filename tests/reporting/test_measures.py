from typing import Any

import pytest
from django.utils import translation

from influence.core.measures import Metric
from influence.reporting.measures import measures, outliers
from influence.reporting.words import change, figure, hours, moment, share
from tests.reporting.reading import plain


def counts(
    posts: int, *, reactions: int = 0, comments: int = 0, impressions: int | None = None
) -> dict[str, Any]:
    engagements = reactions + comments
    return {
        "posts": posts, "read": posts, "reactions": reactions, "comments": comments, "reshares": 0, "internal": 0,
        "engagements": engagements, "impressions": impressions, "rated": engagements if impressions else 0,
        "rated_posts": posts if impressions else 0,
    }  # fmt: skip


def said(now: dict[str, Any], before: dict[str, Any] | None, key: str) -> str:
    with translation.override("fr"):
        return plain(next(m for m in measures(now, before) if m.key == key).words_of_change)


def test_four_posts_make_no_percentage() -> None:
    assert said(counts(4, reactions=40), counts(9, reactions=20), "reactions") == ""
    assert said(counts(9, reactions=40), counts(4, reactions=20), "reactions") == ""


def test_five_posts_do() -> None:
    assert said(counts(5, reactions=40), counts(9, reactions=20), "reactions") == "+100 %"
    assert said(counts(5, reactions=15), counts(9, reactions=20), "reactions") == "−25 %"


def test_from_zero_is_new_and_never_infinite() -> None:
    assert said(counts(6, comments=3), counts(6), "comments") == "nouveau"


def test_shares_differ_in_points() -> None:
    now, before = counts(6, reactions=52, impressions=1000), counts(6, reactions=49, impressions=1000)
    assert said(now, before, Metric.ENGAGEMENT_RATE) == "+0,3 pt"


def test_without_a_month_before_nothing_changes() -> None:
    assert {m.words_of_change for m in measures(counts(9, reactions=5), None)} == {""}


def test_falling_is_a_gain_only_for_the_discussion_ratio() -> None:
    now, before = counts(6, reactions=30, comments=10), counts(6, reactions=60, comments=10)
    gains = {m.key: m.gain for m in measures(now, before)}
    assert gains[Metric.DISCUSSION_RATIO] == 0.5
    assert gains["reactions"] == -0.5
    assert gains[Metric.INTERNAL_SHARE] is None


def post(reactions: int) -> dict[str, Any]:
    return {"reactions": reactions, "comments": 0, "reshares": None}


def test_a_post_above_three_times_the_median_is_marked() -> None:
    assert outliers([post(n) for n in (10, 10, 12, 11, 34)]) == [post(34)]
    assert outliers([post(n) for n in (10, 10, 12, 11, 33)]) == []


def test_a_handful_has_no_outlier() -> None:
    assert outliers([post(n) for n in (1, 1, 1, 90)]) == []


@pytest.mark.parametrize(("language", "expected"), [("fr", "5,2 %"), ("en", "5.2%")])
def test_shares_are_written_as_readers_write_them(language: str, expected: str) -> None:
    with translation.override(language):
        assert plain(share(0.0523)) == expected


def test_something_is_never_shown_as_nothing() -> None:
    with translation.override("fr"):
        assert plain(share(0.00046)) == "0,05 %"
        assert plain(share(0.0)) == "0 %"


def test_what_cannot_be_measured_says_so() -> None:
    with translation.override("fr"):
        assert (figure(None, measures(counts(0), None)[2].unit), change(None)) == ("n.m.", "")


def test_hours_show_in_the_slots_own_zone() -> None:
    with translation.override("fr"):
        assert plain(moment("2026-07-07T08:15:00+00:00", "Europe/Paris")) == "mar. 7 juil. 10:15"
        assert plain(moment("2026-07-07T08:15:00+00:00", "America/Martinique")) == "mar. 7 juil. 04:15"


def test_waits_are_said_in_hours_then_in_days() -> None:
    with translation.override("fr"):
        assert [plain(hours(n)) for n in (0.2, 30, 72)] == ["1 h", "30 h", "3 j"]
