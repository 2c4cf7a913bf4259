from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.core.measures import (
    FORMULAS,
    Metric,
    NotAdditive,
    active_weeks,
    amplification_rate,
    applause_rate,
    cadence_per_week,
    change,
    concentration,
    conversation_rate,
    discussion_ratio,
    engagement_rate,
    engagements,
    gini,
    internal_share,
    median,
    mix,
    outliers,
    points,
    total,
)
from influence.core.transversality import Crossing, crossing, ei_index, transversality


def test_every_metric_has_a_formula_with_its_version() -> None:
    assert set(FORMULAS) == set(Metric)
    for metric, formula in FORMULAS.items():
        assert formula.id is metric
        assert formula.version >= 1
        assert formula.words == f"measure.{metric}"
        assert (formula.denominator is None) or formula.null_when


def test_the_engagement_rate_divides_by_impressions() -> None:
    assert engagement_rate(engagements=52, impressions=1000) == pytest.approx(0.052)


@pytest.mark.parametrize("impressions", [0, None])
def test_without_impressions_there_is_no_rate(impressions: int | None) -> None:
    assert engagement_rate(engagements=5, impressions=impressions) is None


def test_unknown_reshares_count_for_nothing() -> None:
    assert engagements(reactions=30, comments=4, reshares=None) == 34
    assert engagements(reactions=30, comments=4, reshares=2) == 36


def test_reach_is_never_summed() -> None:
    with pytest.raises(NotAdditive):
        total(Metric.REACH, [10, 20])
    with pytest.raises(NotAdditive):
        total(Metric.ENGAGEMENT_RATE, [1, 2])


def test_a_total_of_unknown_figures_is_unknown() -> None:
    assert total(Metric.IMPRESSIONS, [100, None, 50]) == 150
    assert total(Metric.IMPRESSIONS, [None, None]) is None
    assert total(Metric.IMPRESSIONS, []) is None


def test_rates_without_a_denominator_are_not_measurable() -> None:
    assert discussion_ratio(reactions=10, comments=0) is None
    assert internal_share(internal=0, engagements=0) is None
    assert amplification_rate(reshares=1, posts=0) is None
    assert conversation_rate(comments=1, posts=0) is None
    assert applause_rate(reactions=1, posts=0) is None
    assert cadence_per_week(posts=3, days=0) is None
    assert concentration([]) is None
    assert concentration([0, 0]) is None


def test_rates_with_one_are() -> None:
    assert discussion_ratio(reactions=34, comments=2) == 17
    assert internal_share(internal=40, engagements=50) == pytest.approx(0.8)
    assert (amplification_rate(reshares=1, posts=2), conversation_rate(comments=6, posts=2)) == (0.5, 3)
    assert applause_rate(reactions=9, posts=3) == 3
    assert cadence_per_week(posts=6, days=28) == pytest.approx(1.5)


def test_weeks_with_a_post() -> None:
    # ISO weeks 53 of 2026 and 1 of 2027 meet inside; the last day is outside.
    posts = [date(2026, 12, 29), date(2027, 1, 1), date(2027, 1, 18)]
    assert active_weeks(posts, start=date(2026, 12, 28), end=date(2027, 1, 18)) == pytest.approx(1 / 3)
    assert active_weeks(posts, start=date(2026, 12, 28), end=date(2026, 12, 28)) is None


def test_concentration_and_inequality() -> None:
    assert concentration([6, 2, 2]) == pytest.approx(0.6)
    assert gini([2, 2, 2]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([0, 0]) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(any))
def test_inequality_stays_between_none_and_one(counts: list[int]) -> None:
    value = gini(counts)
    assert value is not None
    assert -1e-9 <= value < 1
    mean = sum(counts) / len(counts)
    spread = sum(abs(a - b) for a in counts for b in counts) / len(counts) ** 2
    assert value == pytest.approx(spread / (2 * mean), abs=1e-9)


def test_few_posts_give_no_percentage() -> None:
    assert change(100, 150, posts=4) is None
    assert change(100, 150, posts=5) == pytest.approx(0.5)
    assert points(0.049, 0.052, posts=4) is None
    assert points(0.049, 0.052, posts=5) == pytest.approx(0.3)


def test_a_zero_base_is_new_and_never_infinite() -> None:
    assert change(0, 12, posts=9) == "new"
    assert change(0, 0, posts=9) == 0
    assert change(None, 12, posts=9) is None


def test_a_viral_post_is_marked() -> None:
    assert outliers([10, 12, 11, 90]) == (90,)
    assert outliers([]) == ()
    assert median([3, None, 1, 2]) == 2
    assert median([None]) is None


def test_the_mix_is_held_against_the_target_weights() -> None:
    rows = {row.pillar: row for row in mix({"Soin": 3, "Divers": 1}, targets={"Soin": 2, "Recherche": 2})}
    assert list(rows) == ["Soin", "Recherche", "Divers"]
    assert (rows["Soin"].share, rows["Soin"].target, rows["Soin"].gap) == (0.75, 0.5, 0.25)
    assert (rows["Recherche"].posts, rows["Recherche"].gap) == (0, -0.5)
    assert rows["Divers"].target == 0


def test_a_month_without_posts_has_no_shares() -> None:
    (row,) = mix({}, targets={"Soin": 1})
    assert (row.share, row.target, row.gap) == (None, 1, None)


ENGAGED = {("A", "La"): 30, ("B", "La"): 5, ("C", "La"): 1, ("A", "Lb"): 10, ("B", "Lb"): 20, ("C", "Lb"): 4}
SIZES = {"A": 100, "B": 50, "C": 20}


def test_the_worked_example_of_transversality() -> None:
    c = crossing(ENGAGED, sizes=SIZES, home={"La": "A", "Lb": "B"})
    assert c == Crossing(within=50, cross=20, possible_within=150, possible_cross=190)
    assert ei_index(c) == pytest.approx(-0.428571, abs=1e-6)
    assert transversality(c) == pytest.approx(0.315789, abs=1e-6)


def test_without_anybody_it_is_not_measurable() -> None:
    c = crossing({}, sizes=SIZES, home={"La": "A"})
    assert ei_index(c) is None
    assert transversality(c) is None


def test_one_department_has_nothing_to_cross() -> None:
    c = crossing({("A", "La"): 12}, sizes={"A": 100}, home={"La": "A"})
    assert c.possible_cross == 0
    assert transversality(c) is None


def test_equal_interest_everywhere_is_one() -> None:
    c = crossing({("A", "La"): 10, ("B", "La"): 5}, sizes={"A": 100, "B": 50}, home={"La": "A"})
    assert transversality(c) == pytest.approx(1)
