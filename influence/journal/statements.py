"""Statements that run for every post: prepared by the server once a connection, since to plan one that joins a dozen
tables takes longer than to run it. In the room that all others may import."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import psycopg
from django.db import connection

Rows = list[tuple[Any, ...]]
# What is said, and the values of its names.
Statement = tuple[str, Mapping[str, Any]]
NAME = re.compile(r"%\((\w+)\)s")


def run(sql: str, values: Mapping[str, Any]) -> Rows:
    """The rows: a statement that changes something says so by RETURNING. Part of the transaction that is open, if one is."""
    with connection.wrap_database_errors:
        cursor = psycopg.RawCursor(ready())
        send(cursor, sql, values)
        return cursor.fetchall()


def run_all(*statements: Statement) -> list[Rows]:
    """One after the other, in one message, and in one transaction of their own where none is open. Each sees what others
    committed before *it* began."""
    raw = ready()
    with connection.wrap_database_errors:
        with raw.pipeline():
            cursors = [psycopg.RawCursor(raw) for _ in statements]
            for cursor, (sql, values) in zip(cursors, statements, strict=True):
                send(cursor, sql, values)
        return [cursor.fetchall() for cursor in cursors]


def send(cursor: "psycopg.RawCursor[tuple[Any, ...]]", sql: str, values: Mapping[str, Any]) -> None:
    text, names = numbered(sql)
    cursor.execute(text, [values[name] for name in names], prepare=True)


@cache
def numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """As the server wants it, worked out once: `%(now)s` is $1 wherever it stands, and %% is %."""
    names = tuple(dict.fromkeys(NAME.findall(sql)))
    text = NAME.sub(lambda found: f"${names.index(found[1]) + 1}", sql).replace("%%", "%")
    return text.encode(), names


def ready() -> "psycopg.Connection[tuple[Any, ...]]":
    """Django's connection, looked at as Django does before each of its own cursors (which put the values into the text
    themselves, so that no text is there twice)."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = 0
        # Else the first five executions are planned as well.
        raw.execute("SET plan_cache_mode = force_generic_plan")
    return raw
