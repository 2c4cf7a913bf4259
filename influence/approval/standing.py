"""Where a mailed link stands: what the person who follows it can still do."""

from datetime import datetime
from enum import StrEnum

from influence.approval.models import Link
from influence.core.lifecycle import PostState
from influence.editorial.late import awaits
from influence.editorial.models import Decision


class Standing(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    # Replaced by a newer version, or taken back by the editors to be changed.
    SUPERSEDED = "superseded"
    # The slot has passed without a decision: its leader may still take one (editorial.late).
    LATE = "late"
    # It has passed, and the editors are at work on the post again.
    PASSED = "passed"
    # Seventy-two hours have passed: the version still waits, the link does not open it any more.
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def standing(link: Link, *, decision: Decision | None, now: datetime) -> Standing:
    post = link.version.post
    if decision is not None:
        return Standing.DECIDED
    if post.state == PostState.WITHDRAWN:
        return Standing.WITHDRAWN
    if post.version_id == link.version_id and awaits(post, now=now):
        return Standing.EXPIRED if link.expires_at <= now else Standing.LATE
    if post.version_id == link.version_id and is_late(link, now=now):
        return Standing.PASSED
    if post.version_id != link.version_id or post.state != PostState.IN_REVIEW:
        return Standing.SUPERSEDED
    return Standing.EXPIRED if link.expires_at <= now else Standing.OPEN


def is_late(link: Link, *, now: datetime) -> bool:
    post = link.version.post
    return post.state == PostState.MISSED or (post.slot is not None and post.slot.at <= now)
