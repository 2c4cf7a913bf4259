"""The door of the pages where one decides: for leaders, and for whoever holds a mandate, signed in or on a browser that once
proved a code."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from influence.approval import access
from influence.approval.access import Decider
from influence.approval.proofs import DEVICE_LIFE
from influence.people.doors import members
from influence.people.mandates import was_ever_given

P = ParamSpec("P")

# Tied to this very host where https allows it, so that no neighbour can plant one.
COOKIE = "__Host-device" if settings.HTTPS else "influence_device"


class DeciderRequest(HttpRequest):
    decider: Decider
    # Of whoever signed in; None on a browser that is only known.
    member: Any


View = Callable[Concatenate[DeciderRequest, P], HttpResponse]


def deciders(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Sets `request.decider`. The browser alone counts only while nobody is signed in on it; without either the person
    is asked to sign in, and a wrong role gets 403."""

    @members
    def by_session(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.member.is_leader and not was_ever_given(request.member):
            raise PermissionDenied
        request.decider = access.by_session(request.member, now=timezone.now())
        return view(request, *args, **kwargs)

    @wraps(view)
    def inner(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        known = (
            None
            if request.user.is_authenticated
            else access.by_device(secret_of(request), now=timezone.now())
        )
        if known is None:
            return by_session(request, *args, **kwargs)
        request.decider = known
        return view(request, *args, **kwargs)

    return inner


def secret_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def remember(response: HttpResponse, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(DEVICE_LIFE.total_seconds()),
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
