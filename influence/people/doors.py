"""The doors of pages: who must be signed in, and as what. Views take a MemberRequest once through a door."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from influence.people.models import Membership, Role, User

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request of a signed-in person who acts in one organisation."""

    user: User  # type: ignore[assignment]
    member: Membership
    htmx: bool


View = Callable[Concatenate[MemberRequest, P], HttpResponse]


def open_to(*roles: Role) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Signed in, a member, and of one of `roles` (no role named: any). A wrong role gets 403."""

    def door(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.member is None:
                return render(request, "pages/people/no_organisation.html", status=403)
            if roles and request.member.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return inner

    return door


members = open_to()
editors = open_to(Role.EDITOR, Role.OPERATOR)
operators = open_to(Role.OPERATOR)
leaders = open_to(Role.LEADER)
