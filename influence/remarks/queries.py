"""Read models: threads of a post, and how many wait. A fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from influence.people.models import User
from influence.remarks.actions import AMENDABLE
from influence.remarks.anchors import place
from influence.remarks.models import Remark, Thread


@dataclass(frozen=True)
class Talk:
    """A thread as somebody reads it beside a text. `is_there`: the passage that it quotes still stands in the text, None
    where it quotes none."""

    thread: Thread
    remarks: list[Remark]
    is_there: bool | None

    @property
    def is_resolved(self) -> bool:
        return self.thread.resolved_at is not None


def talks(post_id: int, *, said: str, with_internal: bool) -> list[Talk]:
    """Open ones first, each in the order in which it was said. `said`: what readers of the present version see."""
    remarks = Prefetch("remarks", queryset=Remark.objects.select_related("author"))
    found = threads(with_internal=with_internal).filter(post=post_id).prefetch_related(remarks)
    related = found.select_related("opened_by", "resolved_by", "version")
    rows = [Talk(one, remarks=list(one.remarks.all()), is_there=stands(one, said)) for one in related]
    return sorted(rows, key=lambda one: one.is_resolved)


def stands(thread: Thread, said: str) -> bool | None:
    return place(said, thread.quote, near=thread.quote_at or 0) is not None if thread.quote else None


def threads(*, with_internal: bool) -> QuerySet[Thread]:
    return Thread.objects.all() if with_internal else Thread.objects.filter(is_internal=False)


def unresolved(posts: Collection[int] | QuerySet[Any], *, with_internal: bool) -> dict[int, int]:
    """How many threads wait for an end, by post; those without any are left out. `posts`: their numbers, or what finds them."""
    waiting = threads(with_internal=with_internal).filter(post__in=posts, resolved_at=None)
    return dict(waiting.order_by().values_list("post").annotate(n=Count("pk")))


def may_amend(remark: Remark, *, by: User, now: datetime) -> bool:
    return is_own(remark, by=by) and now <= remark.written_at + AMENDABLE


def is_own(remark: Remark, *, by: User) -> bool:
    return remark.author_id == by.pk and remark.withdrawn_at is None
