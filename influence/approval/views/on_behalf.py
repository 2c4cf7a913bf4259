"""What was decided in a leader's name under their mandates, for that leader."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from influence.approval import access
from influence.approval.views.pages import SHOWN
from influence.approval.views.queue import can_undo
from influence.editorial.standing_in import decider
from influence.people.doors import MemberRequest, leaders


@require_safe
@leaders
def decided_for(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    page = SHOWN | {
        "decisions": access.decided_for(request.member), "decider": decider,
        "can_undo": lambda decision: can_undo(decision, now=now),
    }  # fmt: skip
    return render(request, "pages/approval/decided_for.html", page)
