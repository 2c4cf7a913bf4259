"""Mandates: a leader gives and takes back theirs, an operator may take any back, whoever holds one sees it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from influence.people import access, actions, mandates
from influence.people.doors import MemberRequest, leaders, members
from influence.people.forms_mandates import MandateForm
from influence.people.refusals import Refusal
from influence.people.views.organisation import read_or_write
from influence.people.words_of_mandates import CHIPS, STANDINGS


@require_safe
@members
def mandates_list(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    ahead, past = mandates.listed(request.member, now=now)
    page = {
        "ahead": ahead, "past": past, "may_give": request.member.is_leader, "words": STANDINGS, "chips": CHIPS,
        "standing": lambda mandate: mandates.standing(mandate, now=now),
        "may_revoke": lambda mandate: request.member.is_operator or mandate.leader.user_id == request.member.user_id,
    }  # fmt: skip
    return render(request, "pages/people/mandates.html", page)


@read_or_write
@leaders
def mandate_new(request: MemberRequest) -> HttpResponse:
    leader = access.own_leader(request.member)
    form = MandateForm(request.POST or None, leader=leader)
    if form.is_valid():
        try:
            mandate = actions.give_mandate(leader, **form.given(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("C'est fait : un courrier prévient %(name)s.") % {"name": mandate.delegate}
            )
            return redirect("mandates")
    return render(request, "pages/people/mandate.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@members
def mandate_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    mandate = access.mandate_for(request.member, pk)
    try:
        went = actions.revoke_mandate(mandate, by=request.member, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = (
            _("Le mandat est retiré. Ce qui a été décidé avant reste décidé.")
            if went
            else _("Ce mandat n'avait plus cours.")
        )
        messages.success(request, said)
    return redirect("mandates")
