from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from influence.people.doors import MemberRequest, members, operators
from influence.people.models import Role

HOMES = {Role.LEADER: "queue", Role.EDITOR: "calendar", Role.OPERATOR: "calendar", Role.READER: "reports"}


@members
def home(request: MemberRequest) -> HttpResponse:
    return redirect(HOMES[Role(request.member.role)])


@operators
def organisation(request: MemberRequest) -> HttpResponse:
    return render(request, "pages/people/organisation.html", {"organisation": request.member.organisation})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/people/accessibility.html")
