"""The first comment under a post. A comment cannot be taken for another one by the network, as a post can: it is made
once or not at all, with the same three steps as a post (influence.publishing.sending)."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction

from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, network_for
from influence.accounts.seal import Unreadable
from influence.core.lifecycle import PublicationState
from influence.editorial.content import recomputed
from influence.networks.errors import NetworkFailure, Reason, Unclear
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.commenting import Route
from influence.networks.ports import Capability, Commented, Credentials
from influence.publishing.blocking import is_stopped, scope_of
from influence.publishing.commented import break_off, finish_comment, hand_over, open_question, stop
from influence.publishing.fitness import USABLE, is_usable
from influence.publishing.following import may
from influence.publishing.models import CommentState, FirstComment
from influence.publishing.policy import CLAIM_LEASE, COMMENT_PAUSE, SEND_LEASE
from influence.publishing.problems import Problem

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], LinkedIn]

HELD_BY = """
      JOIN publishing_publication publication ON publication.id = comment.publication_id
      JOIN accounts_account account ON account.id = publication.account_id
      JOIN accounts_account holder ON holder.id = COALESCE(account.through_id, account.id)
"""

# One comment of a member at a time, and a pause after each, whoever made it.
CLAIM = f"""
WITH fit AS (
    SELECT comment.id,
           row_number() OVER (PARTITION BY holder.id ORDER BY comment.next_attempt_at, comment.id) AS turn
      FROM publishing_firstcomment comment {HELD_BY} AND {USABLE}
     WHERE comment.state = 'waiting' AND comment.next_attempt_at <= %(now)s AND publication.state = 'published'
       AND NOT EXISTS (
           SELECT 1 FROM publishing_firstcomment other
             JOIN publishing_publication theirs ON theirs.id = other.publication_id
             JOIN accounts_account speaker ON speaker.id = theirs.account_id
            WHERE COALESCE(speaker.through_id, speaker.id) = holder.id
              AND (other.attempted_at > %(pause)s OR other.state = 'sending'
                   OR other.state = 'waiting' AND other.claimed_until > %(now)s))
)
UPDATE publishing_firstcomment comment
   SET claim_token = gen_random_uuid(), claimed_until = %(until)s, changed_at = %(now)s
  FROM fit WHERE comment.id = fit.id AND fit.turn = 1
RETURNING comment.id, comment.claim_token
"""  # noqa: S608 (no value of anybody is in it)


@dataclass(frozen=True)
class CommentClaim:
    comment_id: int
    token: UUID


@dataclass(frozen=True)
class Commenting:
    network: LinkedIn
    credentials: Credentials
    urn: str
    text: str
    actor_urn: str
    route: Route


@transaction.atomic
def claim_comments(*, now: datetime) -> list[CommentClaim]:
    """Two that claim at once come one after the other: each member's pause is seen by both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('first comments'))")
        cursor.execute(CLAIM, {"now": now, "pause": now - COMMENT_PAUSE, "until": now + CLAIM_LEASE})
        return [CommentClaim(pk, token) for pk, token in sorted(cursor.fetchall())]


def comment_one(
    comment_id: int, *, token: UUID, now: datetime, network: NetworkOf = network_for
) -> str | None:
    """The state that it is in then. None: nothing was sent, because it was not ours any more."""
    began = time.monotonic()
    commenting = begin(comment_id, token=token, now=now, network=network)
    if commenting is None:
        return None
    answer = call(commenting, comment_id=comment_id)
    passed = timedelta(seconds=time.monotonic() - began)
    return finish_comment(comment_id, token=token, answer=answer, now=now + passed)


@transaction.atomic
def begin(comment_id: int, *, token: UUID, now: datetime, network: NetworkOf) -> Commenting | None:
    comment = ours(comment_id, token=token, now=now)
    if comment is None or comment.publication.state != PublicationState.PUBLISHED:
        return None
    version, account = comment.publication.version, comment.publication.account
    if recomputed(version) != comment.publication.content_hash:
        break_off(comment, problem=Problem.ALTERED, now=now)
        return None
    if not comment.publication.post.leader.is_active:
        break_off(comment, problem=Problem.LEADER_LEFT, now=now)
        return None
    post = comment.publication.post
    if is_stopped(comment.publication_id, scope=scope_of(post), now=now):
        stop(comment, now=now)
        return None
    route = route_for(account)
    if route is None or not is_usable(account, now=now):
        hand_over(comment, problem=Problem.NO_RIGHT, now=now)
        return None
    try:
        shown = credentials(account)
    except (NotConnected, Unreadable):
        hand_over(comment, problem=Problem.UNREADABLE, now=now)
        return None
    start(comment, now=now)
    return Commenting(
        network=network(account), credentials=shown, urn=comment.publication.urn, text=version.first_comment,
        actor_urn=account.author_urn, route=route,
    )  # fmt: skip


def ours(comment_id: int, *, token: UUID, now: datetime) -> FirstComment | None:
    return (
        FirstComment.objects.select_for_update(of=("self",))
        .select_related(
            "publication__version",
            "publication__account__through",
            "publication__organisation",
            "publication__post__leader__user",
        )
        .filter(pk=comment_id, state=CommentState.WAITING, claim_token=token, claimed_until__gt=now)
        .first()
    )


def route_for(account: Account) -> Route | None:
    """The documented way where the account has the right; the old one where an operator allows it."""
    if may(account, Capability.COMMENT):
        return Route.CURRENT
    if settings.LINKEDIN_OLD_COMMENTS and may(account, Capability.PUBLISH):
        return Route.OLD
    return None


def start(comment: FirstComment, *, now: datetime) -> None:
    comment.state, comment.attempted_at, comment.claimed_until = CommentState.SENDING, now, now + SEND_LEASE
    comment.tries, comment.changed_at = comment.tries + 1, now
    comment.save(update_fields=["state", "attempted_at", "claimed_until", "tries", "changed_at"])


def call(commenting: Commenting, *, comment_id: int) -> Commented | NetworkFailure:
    try:
        return commenting.network.comment(
            commenting.urn, commenting.text, actor_urn=commenting.actor_urn,
            credentials=commenting.credentials, route=commenting.route,
        )  # fmt: skip
    except NetworkFailure as failure:
        return failure
    except Exception:
        # A fault of ours, or the worker's time limit: whether it left is not known.
        log.exception("comment.call_broke", comment=comment_id)
        return Unclear(Reason.UNEXPECTED)


def claim_looks(*, now: datetime, limit: int = 20) -> list[int]:
    """Comments whose answer was lost, and that the network may show by now. Looking twice does no harm."""
    asked = FirstComment.objects.filter(
        state=CommentState.UNCLEAR, next_attempt_at__lte=now, publication__state=PublicationState.PUBLISHED
    )
    with transaction.atomic():
        ids = list(asked.select_for_update(skip_locked=True, of=("self",)).order_by("next_attempt_at").values_list("pk", flat=True)[:limit])  # fmt: skip
        FirstComment.objects.filter(pk__in=ids).update(next_attempt_at=now + SEND_LEASE)
    return ids


def look(comment_id: int, *, now: datetime, network: NetworkOf = network_for) -> str | None:
    """Is it there? The network says whose comments there are and when they were made, and that is enough."""
    comment = (
        FirstComment.objects.select_related("publication__account__through")
        .filter(pk=comment_id, state=CommentState.UNCLEAR)
        .first()
    )
    if comment is None:
        return None
    account = comment.publication.account
    found: str | None = None
    try:
        found = made_by_us(comment, network=network(account), shown=credentials(account))
    except (NetworkFailure, NotConnected, Unreadable) as failure:
        log.warning("comment.look_failed", comment=comment_id, reason=type(failure).__name__)
    return open_question(comment_id, found=found, now=now)


def made_by_us(comment: FirstComment, *, network: LinkedIn, shown: Credentials) -> str | None:
    publication, since = comment.publication, comment.attempted_at
    if since is None:
        return None
    earliest, latest = since - timedelta(minutes=1), since + SEND_LEASE
    for one in network.comments(publication.urn, credentials=shown):
        if one.member_urn == publication.account.author_urn and earliest <= one.at <= latest:
            return f"urn:li:comment:({publication.urn},{one.id})"
    return None
