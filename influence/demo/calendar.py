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
# Every month has each weekday four times.
_EVERYWHERE = 28


def shifted(csv_bytes: bytes, first_month: date) -> bytes:
    """The same file with its first month moved to the month of `first_month`, the second to the next, and so on.

    A row keeps its weekday and its week of the month. Other dates of a row (an event, an arrival) move as its own does.
    The file has `;` between cells and the date in the first."""
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
    """The second Tuesday of one month is the second Tuesday of the other. Only for the first four of a weekday."""
    if day.day > _EVERYWHERE:
        raise ValueError(f"{day} is after the fourth week of its month")
    first, weeks = month.replace(day=1), (day.day - 1) // 7
    return first + timedelta(weeks=weeks, days=(day.weekday() - first.weekday()) % 7)


def _later(month: date, *, months: int) -> date:
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)


def _date(cell: str) -> date:
    match = _DATE.fullmatch(cell)
    if match is None:
        raise ValueError(f"not a date: {cell!r}")
    return date(int(match[3]), int(match[2]), int(match[1]))
