"""What the plan of readings costs, as the sandbox counted it (`bench/sweep.py`), and that the workers follow that plan."""

import pytest

from bench import sweep
from influence.engagement.moments import AGES
from tests.engagement.conftest import Outside
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db


def test_a_post_costs_forty_calls_and_ten_leaders_fit_into_the_narrowest_day() -> None:
    found = sweep.measure()
    assert 30 <= found["calls_per_post"] <= 40
    # Readings of old posts stop at 60 % of the day: even on the busiest most of them are made at their moment.
    assert found["app_calls_on_the_busiest_day"] <= 350
    assert found["member_calls_on_the_busiest_day"] <= 40
    assert found["is_within"]


def test_a_dearer_plan_would_be_seen() -> None:
    dear = sweep.Cost(dict.fromkeys(AGES, 10))
    assert dear.total > sweep.LIMIT
    days = {sweep.busiest_day(dear, days=days, hour=hour) for days, hour in sweep.patterns()}
    assert max(days) * sweep.LEADERS > sweep.APP_DAY


def test_the_workers_spend_what_the_bench_measured(home: House, outside: Outside) -> None:
    measured = sweep.play().by_age
    outside.receives(half_life_hours=2)
    outside.join(home)
    outside.post(home, outside.member(home))
    for age in AGES:
        outside.sweep(NOW + age)
        spent = len(outside.calls())
        # Whether somebody has commented within the hour is chance.
        assert spent == measured[age] or (age < AGES[3] and spent <= measured[age] + 1), age
