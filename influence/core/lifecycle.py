"""The two lifecycles: of a post (what people decide) and of a publication (what the network does).

The tables are the only place where a move is allowed. A caller turns an entry into one guarded
UPDATE: `.filter(pk=…, state__in=move.sources).update(state=move.target)`; zero rows means refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar, overload


class PostState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    REFUSED = "refused"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class PostMove(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    REFUSE = "refuse"
    OBJECT = "object"
    RETHINK = "rethink"
    SCHEDULE = "schedule"
    RESCHEDULE = "reschedule"
    REOPEN = "reopen"
    MISS = "miss"
    SEND = "send"
    PUBLISH = "publish"
    RETRY = "retry"
    FAIL = "fail"
    AGAIN = "again"
    FIND = "find"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


class PublicationState(StrEnum):
    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    PUBLISHED = "published"
    UNCLEAR = "unclear"
    HELD = "held"
    FAILED = "failed"
    MISSED = "missed"
    CANCELLED = "cancelled"
    REMOVED = "removed"


class PublicationMove(StrEnum):
    CLAIM = "claim"
    UNCLAIM = "unclaim"
    SEND = "send"
    PUBLISH = "publish"
    RETRY = "retry"
    LOSE = "lose"
    REFUSE = "refuse"
    HOLD = "hold"
    RELEASE = "release"
    ADOPT = "adopt"
    ABSENT = "absent"
    RESUBMIT = "resubmit"
    AGAIN = "again"
    MISS = "miss"
    CANCEL = "cancel"
    REPLAN = "replan"
    REMOVE = "remove"


S = TypeVar("S", PostState, PublicationState)


@dataclass(frozen=True)
class Move(Generic[S]):
    sources: frozenset[S]
    target: S


def _move(*sources: S, to: S) -> Move[S]:
    return Move(sources=frozenset(sources), target=to)


_P = PostState
_UNSENT = (_P.DRAFT, _P.IN_REVIEW, _P.RETURNED, _P.REFUSED, _P.APPROVED, _P.SCHEDULED, _P.FAILED, _P.MISSED)

POST_MOVES: Mapping[PostMove, Move[PostState]] = {
    # An edit makes a new version, so whatever was decided about the old one no longer counts.
    PostMove.EDIT: _move(*_UNSENT, to=_P.DRAFT),
    PostMove.SUBMIT: _move(_P.DRAFT, _P.RETURNED, to=_P.IN_REVIEW),
    PostMove.APPROVE: _move(_P.IN_REVIEW, to=_P.APPROVED),
    PostMove.RETURN: _move(_P.IN_REVIEW, to=_P.RETURNED),
    PostMove.REFUSE: _move(_P.IN_REVIEW, to=_P.REFUSED),
    # A second approver said no: back to the editors, also where the leader had said yes.
    PostMove.OBJECT: _move(_P.IN_REVIEW, _P.APPROVED, _P.SCHEDULED, to=_P.RETURNED),
    # A leader thinks again, before it left or before anybody acted on what they asked for: the same words are before them once more.
    PostMove.RETHINK: _move(_P.RETURNED, _P.REFUSED, _P.APPROVED, _P.SCHEDULED, to=_P.IN_REVIEW),
    PostMove.SCHEDULE: _move(_P.APPROVED, to=_P.SCHEDULED),
    # A new slot keeps the decision: it names the text, the media, the account and the audience, not the hour.
    PostMove.RESCHEDULE: _move(_P.SCHEDULED, _P.APPROVED, to=_P.APPROVED),
    # A post that missed its slot, or failed, is asked about again before it may go out.
    PostMove.REOPEN: _move(_P.MISSED, _P.FAILED, to=_P.IN_REVIEW),
    PostMove.MISS: _move(_P.DRAFT, _P.IN_REVIEW, _P.RETURNED, _P.APPROVED, _P.SCHEDULED, to=_P.MISSED),
    PostMove.SEND: _move(_P.SCHEDULED, to=_P.PUBLISHING),
    PostMove.PUBLISH: _move(_P.PUBLISHING, to=_P.PUBLISHED),
    PostMove.RETRY: _move(_P.PUBLISHING, to=_P.SCHEDULED),
    PostMove.FAIL: _move(_P.PUBLISHING, to=_P.FAILED),
    # A person has the very same thing tried again, while its leader's yes to it stands and its slot is not over.
    PostMove.AGAIN: _move(_P.FAILED, to=_P.SCHEDULED),
    # A person found it live, or put it there by hand. Nothing is sent by this.
    PostMove.FIND: _move(_P.MISSED, _P.FAILED, to=_P.PUBLISHED),
    PostMove.WITHDRAW: _move(*_UNSENT, to=_P.WITHDRAWN),
    PostMove.RESTORE: _move(_P.WITHDRAWN, to=_P.DRAFT),
}

_Q = PublicationState

PUBLICATION_MOVES: Mapping[PublicationMove, Move[PublicationState]] = {
    PublicationMove.CLAIM: _move(_Q.DUE, to=_Q.CLAIMED),
    PublicationMove.UNCLAIM: _move(_Q.CLAIMED, to=_Q.DUE),
    PublicationMove.SEND: _move(_Q.CLAIMED, to=_Q.SENDING),
    PublicationMove.PUBLISH: _move(_Q.SENDING, to=_Q.PUBLISHED),
    # Only when the network said that it did not take the post: otherwise the outcome is lost, see LOSE.
    PublicationMove.RETRY: _move(_Q.SENDING, to=_Q.DUE),
    PublicationMove.LOSE: _move(_Q.SENDING, to=_Q.UNCLEAR),
    PublicationMove.REFUSE: _move(_Q.SENDING, to=_Q.FAILED),
    PublicationMove.HOLD: _move(_Q.DUE, _Q.CLAIMED, _Q.SENDING, to=_Q.HELD),
    PublicationMove.RELEASE: _move(_Q.HELD, to=_Q.DUE),
    # It is live, whatever we thought: a person found it or published it by hand, or the network's yes came late.
    PublicationMove.ADOPT: _move(
        _Q.UNCLEAR, _Q.HELD, _Q.DUE, _Q.CLAIMED, _Q.FAILED, _Q.MISSED, to=_Q.PUBLISHED
    ),
    # A person looked and says that the post is not live: the way back from "unclear" to a new sending.
    PublicationMove.ABSENT: _move(_Q.UNCLEAR, to=_Q.DUE),
    # Where an organisation wants it (safeguards.Policy.resubmits), the same text once more, without a person's word: the
    # network then names the post that it has. It is never committed as "claimed": either it is on its way, or unclear.
    PublicationMove.RESUBMIT: _move(_Q.UNCLEAR, to=_Q.CLAIMED),
    # What the network refused, tried again as it is by a person.
    PublicationMove.AGAIN: _move(_Q.FAILED, to=_Q.DUE),
    PublicationMove.MISS: _move(_Q.DUE, _Q.HELD, to=_Q.MISSED),
    PublicationMove.CANCEL: _move(_Q.DUE, _Q.HELD, _Q.MISSED, _Q.FAILED, to=_Q.CANCELLED),
    PublicationMove.REPLAN: _move(_Q.MISSED, _Q.FAILED, _Q.CANCELLED, _Q.HELD, _Q.DUE, to=_Q.DUE),
    # Taken off the network after it was live. The post stays published: it was, and nothing sends it again.
    PublicationMove.REMOVE: _move(_Q.PUBLISHED, to=_Q.REMOVED),
}


@overload
def may(move: PostMove, state: PostState) -> bool: ...
@overload
def may(move: PublicationMove, state: PublicationState) -> bool: ...
def may(move: PostMove | PublicationMove, state: PostState | PublicationState) -> bool:
    # Not one merged table: the two enums share words ("publish"), and a StrEnum hashes as its word.
    if isinstance(move, PostMove):
        return state in POST_MOVES[move].sources
    return state in PUBLICATION_MOVES[move].sources
