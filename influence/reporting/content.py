"""What an edition says, before it is a mail, a text, a page or a PDF: all four are made from this and say the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Table:
    """The first column names the row. `numbers`: the columns to align at their end."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Chart:
    """`alt` is the chart's conclusion in one sentence; `drawing` is what influence.reporting.drawing draws."""

    name: str
    alt: str
    drawing: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    sentences: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    # An EditionKind.
    kind: str
    language: str
    title: str
    organisation: str
    readership: str
    month: str
    # Filled in a rectified report: that it is one, and why.
    rectified: str
    findings: tuple[str, ...]
    decision: str
    sections: tuple[Section, ...] = field(default=())
    footer: tuple[str, ...] = ()

    @property
    def charts(self) -> list[Chart]:
        return [section.chart for section in self.sections if section.chart]
