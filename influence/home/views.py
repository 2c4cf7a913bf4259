from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from influence.home.failures import failures
from influence.home.lately import asked, lately
from influence.home.waiting import open_publications, waiting
from influence.home.words import GENRES, age
from influence.people.doors import MemberRequest, editors
from influence.people.queries import all_leaders, members


@require_safe
@editors
def activity(request: MemberRequest) -> HttpResponse:
    now, what, organisation = timezone.now(), asked(request.GET), request.member.organisation
    publications = open_publications(request.member)
    found = lately(request.member, what)
    older = "?" + urlencode(what.given() | {"avant": found.older}) + "#lately" if found.older else ""
    page = {
        "bunches": waiting(request.member, publications, now=now),
        "failures": failures(request.member, publications, now=now),
        "lately": found, "asked": what, "older": older, "genres": GENRES, "age": lambda since: age(since, now=now),
        "leaders": all_leaders(organisation), "people": members(organisation), "zone": organisation.zone,
    }  # fmt: skip
    return render(request, "pages/home/activity.html", page)
