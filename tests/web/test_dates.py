from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from influence.web import dates


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 1), "vendredi 1er mai 2026"),
        (date(2026, 5, 11), "lundi 11 mai 2026"),
        (date(2026, 5, 21), "jeudi 21 mai 2026"),
    ],
)
def test_the_first_of_a_month_is_written_the_french_way(day: date, expected: str) -> None:
    with translation.override("fr"):
        assert dates.day_long(day) == expected


def test_an_instant_is_told_in_the_slots_zone() -> None:
    at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with translation.override("fr"):
        assert dates.hour(at, "Europe/Paris") == "02:30"
        assert dates.stamp(at, "Indian/Reunion") == "25 oct. 04:30"


def test_what_cannot_be_measured_is_never_zero_per_cent() -> None:
    with translation.override("fr"):
        assert dates.percent(None) == "n.m."
        assert dates.percent(0.0).startswith("0")
