"""One guarded UPDATE a move, for a publication and for its post. Everybody in this room locks the post first, then the
publication: two orders would end in a deadlock."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import structlog
from django.db.models import F, QuerySet

from influence.core.lifecycle import POST_MOVES, PUBLICATION_MOVES, PostMove, PostState, PublicationMove
from influence.editorial.models import Post
from influence.networks.errors import NetworkFailure
from influence.publishing.models import Answered, Errand, Publication

log = structlog.get_logger(__name__)

# At most so many rows a sweep: the next one goes on.
BATCH = 200

FREE: dict[str, Any] = {"claim_token": None, "claimed_until": None}


class Diverged(Exception):
    """A publication and its post are not where they belong together: the transaction is undone, a person has to look."""


def locked(publication_id: int) -> Publication | None:
    """The row as it is now, kept from others until this transaction ends."""
    if not Post.objects.select_for_update().filter(publications=publication_id).values_list("pk").first():
        return None
    return (
        Publication.objects.select_for_update(of=("self",))
        .select_related("organisation", "version", "account__through", "post__leader__user", "post__slot")
        .filter(pk=publication_id)
        .first()
    )


def shift(publication: Publication, move: PublicationMove, *, at: datetime, **columns: Any) -> bool:
    """Along the table of the lifecycle; False when the row is elsewhere by now."""
    allowed = PUBLICATION_MOVES[move]
    columns = {"state": allowed.target, "changed_at": at} | columns
    if not Publication.objects.filter(pk=publication.pk, state__in=allowed.sources).update(**columns):
        return False
    for name, value in columns.items():
        setattr(publication, name, value)
    return True


def shift_post(post: Post, *moves: PostMove, at: datetime, reason: str = "") -> None:
    for move in moves:
        allowed = POST_MOVES[move]
        here = Post.objects.filter(pk=post.pk, state__in=allowed.sources)
        if not here.update(state=allowed.target, changed_at=at, reason=reason):
            raise Diverged(f"post {post.pk} cannot {move}")
        post.state, post.changed_at, post.reason = allowed.target, at, reason


def heard(row: Answered, failure: NetworkFailure) -> None:
    """What the network said is kept with the row, whatever becomes of it next."""
    row.http_status = failure.http_status
    row.vendor_code = (failure.vendor_code or "")[:80]
    row.request_id = (failure.request_id or "")[:120]
    row.save(update_fields=["http_status", "vendor_code", "request_id"])


def keep(row: Errand, now: datetime, **columns: Any) -> None:
    """Inside the caller's transaction, of a row that is locked. Whoever had it in hand has it no more."""
    columns = FREE | {"changed_at": now} | columns
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))


def each(rows: Iterable[int], act: Callable[[int], int]) -> int:
    """One after the other: what cannot be done to one row keeps no other one waiting."""
    done = 0
    for pk in rows:
        try:
            done += act(pk)
        except Exception:
            log.exception("publication.sweep_broke", row=pk, act=getattr(act, "__name__", ""))
    return done


def pks(rows: "QuerySet[Publication]") -> list[int]:
    """The oldest first."""
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])


def at_their_slot(rows: "QuerySet[Publication]") -> "QuerySet[Publication]":
    """Not those whose post was moved, edited or withdrawn: the planner and `sweeping.cancel_stale` see to them."""
    return rows.filter(
        post__state=PostState.SCHEDULED, post__version=F("version"), post__slot__at=F("due_at")
    )
