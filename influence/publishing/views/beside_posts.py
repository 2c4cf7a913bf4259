"""What pages of other rooms show of this one: a post's own page says what is foreseen for it."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from influence.editorial.access import may_read_history
from influence.editorial.models import Post
from influence.people.models import Membership
from influence.publishing.foresight import Foreseen, Risk, foreseen_of
from influence.publishing.words_of_risks import RISKS

SAID_THERE = (Risk.FROZEN, Risk.QUIET)


def page(request: HttpRequest) -> dict[str, Any]:
    member = getattr(request, "member", None)
    return {"foreseen_for_post": partial(for_post, member), "advice_of_risk": RISKS}


def for_post(member: Membership | None, post: Post) -> Foreseen | None:
    """For those who may read its history, as long as it is to come. Freezes and periods are said on that page already
    (editorial.stops)."""
    if member is None or not may_read_history(member, post):
        return None
    found = foreseen_of(post, now=timezone.now())
    risks = tuple(risk for risk in found.risks if risk not in SAID_THERE) if found else ()
    return replace(found, risks=risks) if found and risks else None
