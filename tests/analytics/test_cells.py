"""Numbers, shares and days as people and programs write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.analytics.reading.cells import MixedDays, Order, day, days_in, number, order_of, plain, share

SEPARATORS = ["", " ", "\u00a0", "\u202f", "\u2009", ",", ".", "'", "\u2019"]
SIGNS = {"": 1, "+": 1, "-": -1, "\u2212": -1, "- ": -1}
EDGES = ["", " ", "\u00a0", "\u200e", "\ufeff", "\t"]


@given(
    whole=st.integers(0, 10**12 - 1), separator=st.sampled_from(SEPARATORS), sign=st.sampled_from(sorted(SIGNS)),
    before=st.sampled_from(EDGES), after=st.sampled_from(EDGES), zeros=st.sampled_from(["", ".0", ",0", ",00"]),
)  # fmt: skip
def test_a_whole_number_is_read_however_it_is_written(
    whole: int, separator: str, sign: str, before: str, after: str, zeros: str
) -> None:
    if separator and zeros:
        zeros = ""
    text = before + sign + f"{whole:,}".replace(",", separator) + zeros + after
    assert number(text) == SIGNS[sign] * whole


@given(whole=st.integers(-(10**12) + 1, 10**12 - 1))
def test_a_number_that_is_a_number_stays_itself(whole: int) -> None:
    assert number(whole) == number(float(whole)) == whole


@given(text=st.text(max_size=30))
def test_any_text_is_a_number_nothing_or_refused(text: str) -> None:
    try:
        found = number(text)
    except ValueError:
        return
    assert found is None or isinstance(found, int)


@given(text=st.text(alphabet="0123456789.,' %<>-/", max_size=14))
def test_any_digits_are_read_or_refused_in_each_way(text: str) -> None:
    for read in (
        number,
        share,
        lambda cell: day(cell, order=Order.DAY),
        lambda cell: day(cell, order=Order.MONTH),
    ):
        try:
            read(text)
        except ValueError:
            continue


@pytest.mark.parametrize("nothing", [None, "", "  ", "-", "–", "n/a", "\u00a0"])
def test_nothing_is_unknown_and_never_zero(nothing: str | None) -> None:
    assert number(nothing) is None
    assert share(nothing) is None
    assert day(nothing, order=Order.DAY) is None


@pytest.mark.parametrize(
    "text",
    ["1,5", "12.34", "1 23", "1,23,4", "1.234,5", "1 234.567 890", "12k", "=1+1", "1e5", "١٢٣", "--3", "#REF!", "9" * 30,
     1.5, float("nan"), float("inf"), 1e15, True],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(text: str | float) -> None:
    with pytest.raises(ValueError):
        number(text)


def test_indian_groups_are_a_number() -> None:
    assert number("12,34,567") == 1_234_567


@pytest.mark.parametrize(
    ("text", "value", "below"),
    [
        ("12,5 %", "0.125", False), ("12.5%", "0.125", False), ("2%", "0.02", False), ("0.125", "0.125", False),
        (0.125, "0.125", False), ("100 %", "1", False), ("< 1%", "0.01", True), ("<\u00a01\u202f%", "0.01", True),
        ("menos de 1%", "0.01", True), ("moins de 1 %", "0.01", True), ("Inférieur à 1 %", "0.01", True), ("0 %", "0", False),
    ],
)  # fmt: skip
def test_a_share_is_a_part_of_one(text: str | float, value: str, below: bool) -> None:
    found = share(text)
    assert found
    assert (found.value, found.below) == (Decimal(value), below)


@pytest.mark.parametrize(
    "text",
    [
        "120 %",
        "12",
        "> 5 %",
        "beaucoup",
        "1 % 2 %",
        "-3 %",
        "moins de 1",
        "plus de 1 %",
        "moins de 5 %",
        7,
        True,
    ],
)
def test_what_is_no_share_is_refused(text: str | int) -> None:
    with pytest.raises(ValueError):
        share(text)


@pytest.mark.parametrize(
    "text",
    ["14/05/2026", "14.05.2026", "14-5-2026", "2026-05-14", "2026-05-14T08:00:00", "14/05/2026 08:30", "14 mai 2026",
     "May 14, 2026", "14 de mai. de 2026", "14 May 2026", date(2026, 5, 14), datetime(2026, 5, 14, 8, tzinfo=UTC)],
)  # fmt: skip
def test_a_day_is_read_in_several_forms(text: str | date) -> None:
    assert day(text, order=Order.DAY) == date(2026, 5, 14)


@given(when=st.dates(date(2003, 5, 1), date(2030, 12, 31)), order=st.sampled_from(list(Order)))
def test_a_written_day_comes_back(when: date, order: Order) -> None:
    slashed = f"{when:%d/%m/%Y}" if order is Order.DAY else f"{when.month}/{when.day}/{when.year}"
    assert day(slashed, order=order) == day(when.isoformat(), order=order) == when


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "14/05/26", "05/14/2026", "2026", "46156", "hier", "14/05/2026/1", "14 brumaire 2026"],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        day(text, order=Order.DAY)


@pytest.mark.parametrize(
    ("french", "month"), [("5 juin 2026", 6), ("5 juillet 2026", 7), ("5 juil. 2026", 7), ("1er mars 2026", 3), ("5 août 2026", 8)]
)  # fmt: skip
def test_french_months_are_told_apart(french: str, month: int) -> None:
    assert day(french, order=Order.MONTH).month == month  # type: ignore[union-attr]


def test_a_number_above_twelve_says_which_comes_first() -> None:
    assert order_of([["01/02/2026", "13/02/2026"]], hint=Order.MONTH) is Order.DAY
    assert order_of([["01/02/2026"], ["02/13/2026"]], hint=Order.DAY) is Order.MONTH


@given(
    first=st.dates(date(2020, 1, 1), date(2025, 12, 1)),
    count=st.integers(2, 12),
    order=st.sampled_from(list(Order)),
)
def test_days_that_follow_one_another_say_it_too(first: date, count: int, order: Order) -> None:
    first = first.replace(day=1)
    span = [first + timedelta(days=n) for n in range(count)]
    written = [f"{d:%d/%m/%Y}" if order is Order.DAY else f"{d:%m/%d/%Y}" for d in span]
    other = Order.MONTH if order is Order.DAY else Order.DAY
    assert order_of([written], hint=other) is order


def test_else_the_habit_of_the_language_decides() -> None:
    assert order_of([["01/02/2026"], ["05/03/2026"]], hint=Order.MONTH) is Order.MONTH
    assert order_of([], hint=None) is Order.DAY


def test_days_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(MixedDays):
        order_of([["13/01/2026", "01/13/2026"]], hint=None)


def test_a_sentence_tells_its_days() -> None:
    assert days_in("1/1/2025 - 12/31/2025", order=Order.MONTH) == [date(2025, 1, 1), date(2025, 12, 31)]
    assert days_in("Nombre total d'abonnés le 31/12/2025 :", order=Order.DAY) == [date(2025, 12, 31)]


def test_marks_that_nobody_sees_are_left_out() -> None:
    assert plain("\u200e 1\u202f234\ufeff ") == "1 234"
