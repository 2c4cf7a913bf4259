"""A query string read by the rules of Rest.li 2.0, and the ways to ask it for one thing."""

import re
from dataclasses import dataclass
from datetime import date

from sandbox import refusals, restli
from sandbox.restli import Malformed, Value

_OLD_FORM = re.compile(r"\[\d*\]|^(?:timeRange|timeIntervals|dateRange|sort)\.")
_MOST = 100
_MOST_DAYS = 1100


@dataclass(frozen=True, slots=True)
class Query:
    values: dict[str, Value]

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise refusals.bad_parameter(name)
        return value

    def required_text(self, name: str) -> str:
        if name not in self.values:
            raise refusals.missing_parameter(name)
        return self.text(name)

    def record(self, name: str) -> dict[str, Value] | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise refusals.bad_parameter(name)
        return value

    def texts(self, name: str) -> list[str]:
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise refusals.bad_query()
        return [item for item in value if isinstance(item, str)]

    def number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        text = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise refusals.bad_query()
        if int(text) < least or (most is not None and int(text) > most):
            raise refusals.bad_query()
        return int(text)

    def page(self) -> tuple[int, int]:
        return self.number("start", 0), self.number("count", 10, least=1, most=_MOST)

    def days(self, name: str) -> tuple[date, date] | None:
        """A date range; its end is not part of it."""
        record = self.record(name)
        if record is None:
            return None
        first, end = _day(record.get("start"), name), _day(record.get("end"), name)
        if not 0 < (end - first).days <= _MOST_DAYS:
            raise refusals.bad_parameter(name)
        return first, end


def parse(raw: str) -> Query:
    """Raises a refusal: of the old forms (`ids[0]=`) by name, of anything else that is not Rest.li 2.0."""
    values: dict[str, Value] = {}
    for pair in filter(None, raw.split("&")):
        name, _, value = pair.partition("=")
        try:
            name = restli.decode_text(name)
            _refuse_old_form(name)
            # A projection is the one list that is written without List().
            values[name] = restli.decode_text(value) if name == "fields" else restli.decode(value)
        except Malformed as error:
            raise refusals.bad_query() from error
    return Query(values)


def _refuse_old_form(name: str) -> None:
    if _OLD_FORM.search(name):
        raise refusals.parameter_not_allowed(name)


def _day(value: Value | None, name: str) -> date:
    try:
        if not isinstance(value, dict):
            raise Malformed(name)
        year, month, day = (int(str(value[part])) for part in ("year", "month", "day"))
        return date(year, month, day)
    except (KeyError, ValueError) as error:
        raise refusals.bad_parameter(name) from error
