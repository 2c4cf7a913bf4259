"""Statements that run for every post: prepared by the server once a connection, since to plan one that joins a dozen
tables takes longer than to run it. In the room that all others may import."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection

Rows = list[tuple[Any, ...]]


def run(sql: str, values: Mapping[str, Any]) -> Rows:
    """The rows, none where the statement returns none. Part of the transaction that is open, if one is."""
    with connection.wrap_database_errors, psycopg.Cursor(ready()) as cursor:
        cursor.execute(sql, values, prepare=True)
        return cursor.fetchall() if cursor.description else []


def run_all(*statements: str, values: Mapping[str, Any]) -> list[Rows]:
    """One after the other, in one message, and in one transaction of their own where none is open. Each sees what others
    committed before *it* began."""
    raw = ready()
    with connection.wrap_database_errors:
        with raw.pipeline():
            cursors = [psycopg.Cursor(raw) for _ in statements]
            for cursor, sql in zip(cursors, statements, strict=True):
                cursor.execute(sql, values, prepare=True)
        return [cursor.fetchall() if cursor.description else [] for cursor in cursors]


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
