"""The demo's calendar: the file that ships has dates of two fixed months, the story needs last month and this one."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

SHIPPED = Path(__file__).parent / "data" / "calendrier.csv"

_BOM = "\ufeff"
_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
# Four whole weeks: what every month holds, so that each weekday of a month has its place in any other.
_CYCLE = 28


def shifted(csv_bytes: bytes, first_month: date) -> bytes:
    """The same file with its first month moved to the month of `first_month`, the second to the next, and so on.

    A row keeps its weekday and moves by whole weeks, so that days that follow each other still do. Other dates of a row
    (an event, an arrival) move as its own does. The file has `;` between cells and its row's date in the first."""
    rows = list(csv.reader(io.StringIO(csv_bytes.decode("utf-8-sig"), newline=""), delimiter=";"))
    head, *body = rows
    origin = min(_date(row[0]) for row in body)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(list(_moved(row, origin=origin, first_month=first_month)) for row in body)
    return (_BOM + out.getvalue()).encode()


def _moved(row: list[str], *, origin: date, first_month: date) -> Iterator[str]:
    day = _date(row[0])
    months = (day.year - origin.year) * 12 + day.month - origin.month
    by = same_place(day, month=_later(first_month, months=months)) - day
    for cell in row:
        yield (_date(cell) + by).strftime("%d/%m/%Y") if _DATE.fullmatch(cell) else cell


def same_place(day: date, *, month: date) -> date:
    """The day of that month with the same weekday, as near as whole weeks come; a day pushed past the month's fourth
    week is one of its first days instead. Only for the first four weeks of a month."""
    if day.day > _CYCLE:
        raise ValueError(f"{day} is after the fourth week of its month")
    first = month.replace(day=1)
    turn = (day.replace(day=1).weekday() - first.weekday()) % 7
    return first + timedelta(days=(day.day - 1 + turn) % _CYCLE)


def _later(month: date, *, months: int) -> date:
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)


def _date(cell: str) -> date:
    match = _DATE.fullmatch(cell)
    if match is None:
        raise ValueError(f"not a date: {cell!r}")
    return date(int(match[3]), int(match[2]), int(match[1]))
