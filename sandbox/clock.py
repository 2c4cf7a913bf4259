"""The sandbox's time: real, shifted, or fixed. Everything that is timed asks here."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(slots=True)
class Clock:
    """now_ms is epoch milliseconds, as LinkedIn writes times."""

    offset_ms: int = 0
    fixed_ms: int | None = None

    def now_ms(self) -> int:
        return self.fixed_ms if self.fixed_ms is not None else time.time_ns() // 1_000_000 + self.offset_ms

    def fix(self, at: datetime) -> None:
        self.fixed_ms = to_ms(at)

    def shift(self, seconds: float) -> None:
        self.fixed_ms, self.offset_ms = None, round(seconds * 1000)

    def use_real(self) -> None:
        self.fixed_ms, self.offset_ms = None, 0

    @property
    def mode(self) -> str:
        if self.fixed_ms is not None:
            return "fixed"
        return "offset" if self.offset_ms else "real"


def to_ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, tz=UTC)


def iso(ms: int) -> str:
    return from_ms(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def utc_day(ms: int) -> date:
    return from_ms(ms).date()


def midnight_ms(day: date) -> int:
    return to_ms(datetime(day.year, day.month, day.day, tzinfo=UTC))


def days_between(first: date, end: date) -> list[date]:
    """The end is not in the list."""
    return [first + timedelta(days=n) for n in range((end - first).days)]
