"""The process in which files are read: `python -m influence.analytics.reading.child`. On standard input a line of JSON
and the bytes; on standard output lines of JSON: rows read so far, figures, posts, and at the end what was found."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from influence.analytics.reading import limits, names
from influence.analytics.reading.cells import MixedDays, Order, plain
from influence.analytics.reading.faults import Fault, Problems, Unreadable
from influence.analytics.reading.layout import Layout, Remembered, What, layout
from influence.analytics.reading.taking import Figure, Period, Post, Taking, order_in, period_in
from influence.analytics.reading.workbook import Told, sheets
from influence.core.confinement import confine, start_clock

READY = b"ready\n"
_BATCH = 1_000
_PAGE = frozenset(
    "metrics|update metrics aggregated|all posts|update engagement|new followers|visitor metrics".split("|")
)


def main() -> None:
    job = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    confine(memory=limits.MEMORY)
    start_clock(limits.SECONDS)
    sys.stdout.buffer.write(READY)
    for line in answers(content, job=job):
        say(line)


def answers(content: bytes, *, job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    try:
        yield from read(content, job=job, told=lambda rows: say({"rows": rows}))
    except Unreadable as unreadable:
        yield {"fault": unreadable.fault, "facts": unreadable.facts}
    except MemoryError:
        yield {"fault": Fault.TOO_MUCH_MEMORY, "facts": {}}
    except Exception as error:  # noqa: BLE001  a damaged file breaks a parser in any way
        yield {"fault": Fault.BROKEN, "facts": {"error": type(error).__name__}}


def say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(line, default=str).encode() + b"\n")
    sys.stdout.buffer.flush()


def read(content: bytes, *, job: dict[str, Any], told: Told) -> Iterator[dict[str, Any]]:
    """`job`: name, today (ISO), order ("" or an Order), meanings [[sheet, header, meaning], …] by key."""
    remembered = {(sheet, header): meaning for sheet, header, meaning in job["meanings"]}
    layouts = arranged(content, remembered=remembered, told=told)
    try:
        order = order_in(layouts, said=Order(job["order"]) if job["order"] else None)
    except MixedDays:
        raise Unreadable(Fault.MIXED_DAYS) from None
    problems = Problems(limits.MOST_PROBLEMS)
    taking = Taking(
        order=order, today=date.fromisoformat(job["today"]), problems=problems,
        period=period_in(layouts, order=order, name=job["name"]), one_post=kind(layouts) == "post",
    )  # fmt: skip
    for one in layouts:
        taking.take(one)
    if not taking.figures and not taking.posts and all(one.what is What.ASIDE for one in layouts):
        raise Unreadable(Fault.NO_FIGURES)
    yield from told_in_batches(taking)
    yield {"found": found(layouts, taking, order=order)}


def arranged(content: bytes, *, remembered: Remembered, told: Told) -> list[Layout]:
    found = sheets(content, told=told)
    if not any(sheet.rows for sheet in found):
        raise Unreadable(Fault.EMPTY)
    heads = {names.key(cell) for sheet in found for row in sheet.rows[:1] for cell in row.cells}
    if heads & names.ARCHIVE:
        raise Unreadable(Fault.ARCHIVE)
    if all(names.key(sheet.name) in names.COMPETITORS for sheet in found):
        raise Unreadable(Fault.COMPETITORS)
    return [layout(sheet, remembered=remembered) for sheet in found if sheet.rows]


def kind(layouts: Sequence[Layout]) -> str:
    """Whose figures these are: of a member, of a page, of one post; "" where the file does not say."""
    if any(one.what is What.PAIRS and one.meaning("post") for one in layouts):
        return "post"
    parts = any(":" in column.meaning for one in layouts for column in one.columns)
    if parts or any(names.key(one.sheet.name) in _PAGE for one in layouts):
        return "page"
    return "member" if any(one.what is What.PAIRS for one in layouts) or len(layouts) > 1 else ""


def told_in_batches(taking: Taking) -> Iterator[dict[str, Any]]:
    figures = [as_list(figure) for figure in taking.figures.values()]
    for start in range(0, len(figures), _BATCH):
        yield {"figures": figures[start : start + _BATCH]}
    posts = [as_row(post) for post in taking.posts.values() if post.values]
    for start in range(0, len(posts), _BATCH):
        yield {"posts": posts[start : start + _BATCH]}


def as_list(one: Figure) -> list[Any]:
    return [
        one.metric,
        one.part,
        one.label,
        one.first.isoformat(),
        one.last.isoformat(),
        str(one.value),
        one.below,
    ]


def as_row(one: Post) -> list[Any]:
    return [list(one.ids), one.posted_on and one.posted_on.isoformat(), one.values]


def found(layouts: Sequence[Layout], taking: Taking, *, order: Order) -> dict[str, Any]:
    period = taking.period or spanned(taking)
    return {
        "kind": kind(layouts),
        "order": order,
        "period": [period.first.isoformat(), period.last.isoformat()] if period else None,
        "sheets": [described(one) for one in layouts],
        "problems": [[one.sheet, one.row, one.column, one.wrong, one.cell] for one in taking.problems.kept],
        "problem_count": taking.problems.count,
        "posts": sum(bool(post.values) for post in taking.posts.values()),
    }


def spanned(taking: Taking) -> Period | None:
    days = [figure.first for figure in taking.figures.values()]
    last = [figure.last for figure in taking.figures.values()]
    return Period(min(days), max(last)) if days else None


def described(one: Layout) -> dict[str, Any]:
    return {
        "name": one.sheet.name,
        "key": names.key(one.sheet.name)[:80],
        "what": one.what,
        "rows": len(one.body),
        "columns": [
            [column.header, names.key(column.header)[:120], column.meaning, column.how]
            for column in one.columns
        ],
        "sample": [[plain(cell)[:60] for cell in row.cells[:12]] for row in one.body[: limits.SAMPLE]],
    }


if __name__ == "__main__":
    main()
