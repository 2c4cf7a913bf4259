from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from influence.people.doors import MemberRequest, open_to
from influence.people.models import Role
from influence.publishing.foresight import foreseen_for
from influence.publishing.words_of_risks import RISKS


@require_safe
@open_to(Role.EDITOR, Role.OPERATOR, Role.LEADER)
def foresight(request: MemberRequest) -> HttpResponse:
    found = foreseen_for(request.member, now=timezone.now())
    page = {"found": found, "advice": RISKS}
    return render(request, "pages/publishing/foresight.html", page)
