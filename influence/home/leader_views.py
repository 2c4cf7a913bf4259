from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from influence.approval.access import by_session
from influence.approval.views.pages import first_line
from influence.core.lifecycle import PostState
from influence.editorial import words
from influence.home.leader import leader_of, page_of
from influence.people.doors import MemberRequest, leaders


@require_safe
@leaders
def my_page(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    leader = leader_of(request.member)
    if leader is None:
        return render(request, "pages/home/leader_silent.html")
    found = page_of(leader, member=request.member, decider=by_session(request.member, now=now), now=now)
    page = {
        "page": found, "leader": leader, "state_words": words.state, "state_chip": words.chip, "first_line": first_line,
        "is_drafted": lambda post: post.state == PostState.DRAFT, "days_since": lambda at: (now - at).days,
    }  # fmt: skip
    return render(request, "pages/home/leader.html", page)
