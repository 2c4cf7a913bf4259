from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from influence.home.site_map import open_to
from influence.people.doors import MemberRequest, members


@require_safe
@members
def site_map(request: MemberRequest) -> HttpResponse:
    return render(request, "pages/home/site_map.html", {"parts": list(open_to(request.member))})
