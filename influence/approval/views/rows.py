"""Several in a row: what was just answered stands above the next one, with its undoing and the place in the row.

All of it is in the address, so that a reload, the back button or a lost session show the same."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from influence.approval import queries
from influence.approval.access import Decider
from influence.approval.actions.decisions import may_undo
from influence.approval.views.words import UNDER_WAY
from influence.editorial.actions.own_words import is_untouched
from influence.editorial.models import Decision, DecisionKind

MOST = 500


@dataclass(frozen=True)
class Place:
    """The second of five, say; alone in the row it is not worth a word."""

    rank: int
    total: int

    @property
    def is_worth_saying(self) -> bool:
        return self.total > 1


def number(value: str) -> int:
    """What stands in an address, which anybody may write there."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def rank_of(request: HttpRequest) -> int:
    asked = request.POST.get("rank", "") or request.GET.get("rang", "")
    return min(max(number(asked), 1), MOST)


def just_answered(request: HttpRequest, decider: Decider) -> Decision | None:
    return queries.own_decision(decider, number(request.GET.get("apres", "")))


def onward(
    decider: Decider, *, rank: int, now: datetime, after: Decision | None = None, but: int = 0
) -> HttpResponse:
    """To the next post that waits, or to the list when there is none."""
    told = {"apres": after.pk} if after else {}
    following = queries.next_waiting(decider, but=but, now=now)
    if following is None:
        return redirect(reverse("queue") + query(told))
    return redirect(reverse("decide", args=[following.pk]) + query(told | {"rang": rank}))


def query(values: dict[str, int]) -> str:
    return f"?{urlencode(values)}" if values else ""


def can_undo(decision: Decision, *, now: datetime) -> bool:
    """A yes until the cut-off, of the version that is on its way; anything else while nobody acted on it."""
    post = decision.version.post
    if decision.kind != DecisionKind.APPROVE:
        return is_untouched(post, decision) and post.slot is not None and post.slot.at > now
    return (
        post.version_id == decision.version_id
        and post.state in UNDER_WAY
        and may_undo(post, decision, now=now)
    )
