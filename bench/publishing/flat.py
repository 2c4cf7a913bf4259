"""The claim, and what the ticks ask beside it, in a table of ten thousand publications and in one of a million."""

import re
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.publishing.stage import undone
from influence.publishing import actions
from influence.publishing.claiming import CLAIM, POOL
from influence.publishing.fitness import ROW_BY_ROW
from workers.stirring import stirred

SMALL, LEAST, GROWTH_MOST, TURNS = 10_000, 100, 1.5, 15
# Rows as the product leaves them, without the way there: of a hundred 95 are published, one is still to come, the others
# came to other ends. Each has a slot, a post, a version and a decision of its own.
FILL = """
SET session_replication_role = replica;
CREATE TEMPORARY TABLE fresh AS
SELECT n, account.id AS account_id, account.organisation_id, account.leader_id, leader.user_id, pillar.id AS pillar_id,
       CASE WHEN n %% 100 < 95 THEN 'published' WHEN n %% 100 < 96 THEN 'due' WHEN n %% 100 < 98 THEN 'missed'
            WHEN n %% 100 < 99 THEN 'cancelled' ELSE 'failed' END AS state,
       %(now)s::timestamptz - interval '2 hours' - n * interval '61 seconds' AS at
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
  JOIN (SELECT id, organisation_id, leader_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
          FROM accounts_account) account ON account.place = n %% account.many
  JOIN people_leader leader ON leader.id = account.leader_id
  JOIN editorial_pillar pillar ON pillar.organisation_id = account.organisation_id;
UPDATE fresh SET at = %(now)s::timestamptz + n * interval '61 seconds' WHERE state = 'due';
INSERT INTO editorial_slot (id, organisation_id, leader_id, pillar_id, day, time, zone, at)
SELECT %(base)s + n, organisation_id, leader_id, pillar_id, at::date, at::time, 'UTC', at FROM fresh;
INSERT INTO editorial_post (id, organisation_id, leader_id, pillar_id, slot_id, state, version_id, reason, is_undated,
                            closeness_reason, created_by_id, created_at, changed_at)
SELECT %(base)s + n, organisation_id, leader_id, pillar_id, %(base)s + n,
       CASE state WHEN 'due' THEN 'scheduled' WHEN 'cancelled' THEN 'withdrawn' ELSE state END,
       %(base)s + n, '', false, '', user_id, at, at FROM fresh;
INSERT INTO editorial_version (id, post_id, number, text, media, card, first_comment, account_id, audience, content_hash,
                               template, fields, language, written_by_id, written_at)
SELECT %(base)s + n, %(base)s + n, 1, repeat('Trois mois de travail. ', 5) || n, '[]', '{}', '', account_id, 'PUBLIC',
       md5(n::text) || md5(n::text), '', '{}', 'fr', user_id, at FROM fresh;
INSERT INTO editorial_decision (id, version_id, content_hash, kind, reason, wishes, decided_by_id, decided_at, channel,
                                slot_at)
SELECT %(base)s + n, %(base)s + n, md5(n::text) || md5(n::text), 'approve', '', '{}', user_id, at - interval '1 day', 'session',
       at
  FROM fresh;
INSERT INTO publishing_publication (id, organisation_id, post_id, account_id, version_id, content_hash, due_at, state, urn,
                                    permalink, published_at, problem, changed_at)
SELECT %(base)s + n, organisation_id, %(base)s + n, account_id, %(base)s + n, md5(n::text) || md5(n::text), at, state,
       CASE WHEN state = 'published' THEN 'urn:li:share:' || %(base)s + n ELSE '' END, '',
       CASE WHEN state = 'published' THEN at END, '', at FROM fresh;
DROP TABLE fresh;
SET session_replication_role = DEFAULT;
"""
BASE = 1_000_000_000


def measure(*, rows: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    grow(now, first=1, last=SMALL)
    small = claim_ms(now)
    grow(now, first=SMALL + 1, last=rows)
    large = claim_ms(now)
    return {
        "claim_ms_small": round(small, 2), "claim_ms_large": round(large, 2),
        "claim_rows_small": SMALL, "claim_rows_large": rows,
        "claim_growth": round(large / small, 2), "claim_growth_most": GROWTH_MOST,
        "claim_indexes": plan_of_the_claim(now),
        "tick_ms_large": ticks_ms(now),
        "full_scans": full_scans(now), "full_scans_most": [],
    }  # fmt: skip


def grow(now: datetime, *, first: int, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"now": now, "first": first, "last": last, "base": BASE})
        cursor.execute("VACUUM ANALYZE")
    due_now(now)


def due_now(now: datetime) -> None:
    """Of what is to come a hundred are due: what a claim takes at once. The same hundred, whatever the table's size."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, column in (("publishing_publication", "due_at"), ("editorial_slot", "at")):
            cursor.execute(
                f"UPDATE {table} SET {column} = %(at)s - (id - %(base)s) * interval '1 millisecond'"
                " WHERE id > %(base)s AND id <= %(base)s + 10000 AND (id - %(base)s) %% 100 = 95",
                {"at": now - timedelta(seconds=30), "base": BASE},
            )
        cursor.execute("SET session_replication_role = DEFAULT")


def claim_ms(now: datetime) -> float:
    """The median of some, each undone: the next one finds the same."""
    taken = []
    for _ in range(TURNS):
        with undone():
            began = time.perf_counter()
            claims = actions.claim(now=now, limit=LEAST)
            taken.append(1000 * (time.perf_counter() - began))
            if len(claims) != LEAST:
                raise SystemExit(f"bench: {len(claims)} of {LEAST} due posts were claimed")
    return median(taken)


def plan_of_the_claim(now: datetime) -> list[str]:
    with undone(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {ROW_BY_ROW}")
        cursor.execute(
            f"EXPLAIN (ANALYZE, BUFFERS OFF) {CLAIM}",
            {"now": now, "until": now, "limit": LEAST, "pool": POOL * LEAST},
        )
        lines = [line for (line,) in cursor.fetchall()]
    return [shown for line in lines if " on " in line and (shown := access(line))]


def access(line: str) -> str:
    """How a table is read, and how often: "Index Scan using publication_due on publishing_publication … loops=1"."""
    found = re.search(
        r"(\w[\w ]* Scan(?: Backward)?(?: using \w+)? on \w+).*?(\(actual.*\)|\(never executed\))", line
    )
    return f"{found[1]}  {found[2]}" if found else ""


def ticks_ms(now: datetime) -> dict[str, float]:
    """What runs each second or so, with nothing to mend: the median of some."""
    found = {}
    for name, tick in ticks(now).items():
        taken = []
        for _ in range(5):
            with undone():
                began = time.perf_counter()
                tick()
                taken.append(1000 * (time.perf_counter() - began))
        found[name] = round(median(taken), 1)
    return found


def ticks(now: datetime) -> dict[str, Any]:
    return {
        "stir": lambda: stirred(now), "plan": lambda: actions.plan(now=now), "recover": lambda: actions.recover(now=now),
        "tidy": lambda: actions.tidy(now=now), "prepare": lambda: actions.prepare(now=now),
        "claim_uploads": lambda: actions.claim_uploads(now=now, limit=2),
        "claim_comments": lambda: actions.claim_comments(now=now),
        "claim_changes": lambda: actions.claim_changes(now=now),
        "in_hand": actions.in_hand,
    }  # fmt: skip


LARGE = (
    "publishing_publication",
    "editorial_post",
    "editorial_version",
    "editorial_slot",
    "editorial_decision",
)


def full_scans(now: datetime) -> list[str]:
    """Statements of the ticks that read a whole large table: none should."""
    found = []
    for name, tick in ticks(now).items():
        with undone(), CaptureQueriesContext(connection) as said:
            tick()
        found += [f"{name}: {line}" for query in said.captured_queries for line in scans_of(query["sql"])]
    return sorted(set(found))


def scans_of(sql: str) -> list[str]:
    if not sql.lstrip().upper().startswith(("SELECT", "UPDATE", "INSERT", "WITH")):
        return []
    with undone(), connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql.replace("%", "%%"), [])
        lines = [line.strip() for (line,) in cursor.fetchall()]
    return [line for line in lines if "Seq Scan" in line and any(f" {table} " in line for table in LARGE)]
