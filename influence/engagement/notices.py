"""What LinkedIn tells us about a page's posts (linkedin-api.md §8): taken in at once, acted upon later.

A notice is at-least-once, late and out of order, and it says nothing that we keep but "look at this post". So all that it
does is to bring the post's next reading forward; whatever comes twice, late or backwards does that again, or nothing."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction

from influence.engagement import moments
from influence.engagement.models import Notice, Watch
from influence.networks.linkedin.webhooks import Notice as Told

# LinkedIn tries for eight hours; what is older was recorded by somebody and sent again.
WINDOW = timedelta(hours=24)
# Clocks differ.
AHEAD = timedelta(minutes=10)
# LinkedIn waits three seconds: whatever holds the table up, we have answered by then. After one that had to wait, the
# next ones are told so at once for a while: a few threads serve everybody, and nobody must queue behind those who wait.
WAIT = "SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '1500ms'"
REST_SECONDS = 5.0
BATCH = 1000

POST = re.compile(r"urn:li:(?:share|ugcPost):[0-9]{1,25}")
KIND = re.compile(r"[A-Z_]{1,40}")

TAKE = """
INSERT INTO engagement_notice (account_id, notification_id, kind, post_urn, happened_at, received_at, is_handled)
SELECT account.id, told.id, told.kind, told.post, told.at, %(now)s, false
FROM unnest(%(ids)s::bigint[], %(pages)s::text[], %(kinds)s::text[], %(posts)s::text[], %(times)s::timestamptz[])
     AS told (id, page, kind, post, at)
JOIN accounts_account account ON account.author_urn = told.page AND account.kind = 'page'
                             AND account.state <> 'disconnected'
ON CONFLICT DO NOTHING
"""


class NotNow(Exception):
    """The database does not answer in time. LinkedIn sends again what was not taken, for eight hours."""


@dataclass
class Rest:
    """Of this process. By the machine's own running clock, in seconds."""

    until: float = 0.0


REST = Rest()


def take(told: Iterable[Told], *, now: datetime) -> int:
    """Keep what is new and of a page of ours; one statement. Returns how many notices were new. Raises NotNow."""
    fresh = [notice for notice in told if is_fresh(notice, now=now)]
    if not fresh:
        return 0
    if time.monotonic() < REST.until:
        raise NotNow
    try:
        return keep(fresh, now=now)
    except (OperationalError, InterfaceError) as error:
        REST.until = time.monotonic() + REST_SECONDS
        raise NotNow from error


def keep(fresh: list[Told], *, now: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WAIT)
        cursor.execute(TAKE, {
            "now": now, "ids": [n.id for n in fresh], "pages": [n.organisation_urn for n in fresh],
            "kinds": [n.action for n in fresh], "posts": [n.post_urn for n in fresh], "times": [n.at for n in fresh],
        })  # fmt: skip
        return int(cursor.rowcount)


def is_fresh(notice: Told, *, now: datetime) -> bool:
    """Of our time, and of a form that we know: anything else is of no use to us, signed or not."""
    return (
        now - WINDOW < notice.at < now + AHEAD
        and 0 <= notice.id < 2**63
        and POST.fullmatch(notice.post_urn) is not None
        and KIND.fullmatch(notice.action) is not None
    )


def handle(*, now: datetime) -> int:
    """Bring forward the readings of posts that were acted upon since they were last read. Returns how many posts."""
    waiting = list(Notice.objects.filter(is_handled=False).order_by("pk")[:BATCH])
    latest: dict[tuple[int, str], datetime] = {}
    for notice in waiting:
        key = (notice.account_id, notice.post_urn)
        latest[key] = max(notice.happened_at, latest.get(key, notice.happened_at))
    found = sum(bring_forward(account, urn, at=at, now=now) for (account, urn), at in latest.items())
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(is_handled=True)
    return found


def bring_forward(account_id: int, urn: str, *, at: datetime, now: datetime) -> int:
    """Not where a failure or a spent budget says to wait, nor where a later reading has already seen it."""
    watch = (
        Watch.objects.filter(publication__account_id=account_id, publication__urn=urn, problem="")
        .select_related("publication")
        .first()
    )
    if watch is None or watch.next_at is None or not watch.publication.published_at:
        return 0
    if watch.read_at is not None and watch.read_at > at:
        return 0
    early = moments.early_reading(published_at=watch.publication.published_at, read_at=watch.read_at, now=now)
    return Watch.objects.filter(pk=watch.pk, next_at__gt=early).update(next_at=early)
