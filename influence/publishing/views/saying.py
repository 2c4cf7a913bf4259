"""Doing what a button asks, and saying how it went."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from influence.editorial.refusals import Refusal as EditorialRefusal
from influence.people.doors import MemberRequest
from influence.publishing.refusals import Refusal


def said(
    request: MemberRequest, pk: int, act: Callable[[], Any], done: str | Callable[[Any], str]
) -> HttpResponse:
    """Do it, and say on the publication's page what came of it; `done` may need to know what."""
    try:
        found = act()
    except (Refusal, EditorialRefusal) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done if isinstance(done, str) else done(found))
    return redirect("publication", pk)
