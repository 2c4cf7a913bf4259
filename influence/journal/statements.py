"""Statements that run for every post: prepared by the server once a connection, since to plan one that joins a dozen
tables takes longer than to run it. In the room that all others may import."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def run(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows, none where the statement returns none. Part of the transaction that is open, if one is."""
    # Django's own cursor looks first whether the connection still stands, and puts the values in itself: such a text is
    # never twice the same.
    with connection.cursor() as ours, connection.wrap_database_errors:
        raw = ours.connection
        if raw.prepare_threshold is None:
            raw.prepare_threshold = 0
            # Else the first five executions are planned as well.
            raw.execute("SET plan_cache_mode = force_generic_plan")
        with psycopg.Cursor(raw) as cursor:
            cursor.execute(sql, values, prepare=True)
            return cursor.fetchall() if cursor.description else []
