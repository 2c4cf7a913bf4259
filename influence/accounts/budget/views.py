from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from influence.accounts.budget import access
from influence.accounts.budget.words import APPS
from influence.calls import actions, queries, words
from influence.calls.breaking import NotOpen
from influence.people.doors import MemberRequest, editors, operators


@require_safe
@editors
def calls(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    page = {
        "budgets": access.budgets_for(request.member, now=now), "breaker": queries.breaker(), "now": now,
        "apps": APPS, "purposes": words.PURPOSES, "states": words.STATES, "zone": request.member.organisation.zone,
    }  # fmt: skip
    return render(request, "pages/calls/calls.html", page)


@require_POST
@operators
def breaker_retry(request: MemberRequest) -> HttpResponse:
    member = request.member
    try:
        actions.try_again(by=request.user.pk, organisation_id=member.organisation_id, at=timezone.now())
    except NotOpen:
        messages.info(
            request, _("Il n'y a rien à réessayer : les appels passent, ou un essai est déjà permis.")
        )
    else:
        messages.success(request, _("Le prochain appel à LinkedIn dira si les appels peuvent reprendre."))
    return redirect("calls")
