"""A file read in this very process: what the child would say."""

from collections.abc import Mapping, Sequence
from typing import Any

from influence.analytics.reading.child import answers
from tests.analytics.files import figures_of

Said = list[dict[str, Any]]


def said(
    content: bytes, *, name: str = "export.xlsx", order: str = "", meanings: Sequence[Sequence[str]] = ()
) -> Said:
    job = {"name": name, "today": "2026-06-02", "order": order, "meanings": meanings}
    return [line for line in answers(content, job=job) if "rows" not in line]


def fault(content: bytes, **job: Any) -> str:
    return str(said(content, **job)[-1].get("fault"))


def found(lines: Said) -> Mapping[str, Any]:
    assert "found" in lines[-1], lines[-1]
    told: Mapping[str, Any] = lines[-1]["found"]
    return told


def value(
    lines: Said, metric: str, first: str, last: str = "", *, part: str = "", label: str = ""
) -> float | None:
    told = figures_of(lines).get((metric, part, label, first, last or first))
    return None if told is None else float(told)


def posts(lines: Said) -> list[list[Any]]:
    return [row for line in lines for row in line.get("posts", ())]


def problems(lines: Said) -> list[tuple[str, int, str, str]]:
    return [(sheet, row, column, str(wrong)) for sheet, row, column, wrong, _cell in found(lines)["problems"]]
