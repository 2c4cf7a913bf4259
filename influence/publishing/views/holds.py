"""Freezing, letting go, and saying go again: the pages."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from influence.people.doors import MemberRequest, members
from influence.publishing import actions, words
from influence.publishing.access import publication_for, publications_for
from influence.publishing.access_holds import freeze_to_release, reach_of
from influence.publishing.confirming import stopped
from influence.publishing.forms_holds import FreezeForm
from influence.publishing.frozen import frost, in_its_way
from influence.publishing.views.saying import said
from influence.safeguards import freezing
from influence.safeguards.freezing import Rehearsed
from influence.safeguards.models import Freeze
from influence.safeguards.queries import ended, in_force
from influence.safeguards.refusals import NotFrozen, Refusal

PAGE = "pages/safeguards/freezes.html"


@require_safe
@members
def freezes(request: MemberRequest) -> HttpResponse:
    return page(request, FreezeForm(reach=reach_of(request.member)))


def page(request: MemberRequest, form: FreezeForm, *, status: int = 200, **more: Any) -> HttpResponse:
    organisation, now = request.member.organisation, timezone.now()
    shown = {
        "form": form, "frosts": [frost(one, now=now) for one in in_force(organisation) if concerns(one, form)],
        "ended": [one for one in ended(organisation) if concerns(one, form)], "zone": organisation.zone,
        "reach": form.reach, "rehearsed": None, "words": words,
    }  # fmt: skip
    return render(request, PAGE, shown | more, status=status)


def concerns(frozen: Freeze, form: FreezeForm) -> bool:
    """A leader sees what stops them: the house's freezes, their pillars' and their own."""
    own = form.reach.own
    return own is None or frozen.leader_id in (None, own.pk)


@require_POST
@members
def freeze_place(request: MemberRequest) -> HttpResponse:
    form = FreezeForm(request.POST, reach=reach_of(request.member))
    if not form.is_valid():
        return page(request, form, status=422)
    try:
        placed = freezing.freeze(
            request.member.organisation, **form.leader_and_pillar, reason=form.cleaned_data["reason"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except NotFrozen as refusal:
        return render(request, "pages/safeguards/braked.html", {"problem": str(refusal)}, status=503)
    if placed.row is None:
        # The database is slow: no page that would ask it.
        return render(request, "pages/safeguards/braked.html", {"problem": ""})
    messages.success(request, _("C'est gelé : rien ne part. Deux personnes devront lever le gel."))
    return redirect("freezes")


@require_POST
@members
def freeze_rehearse(request: MemberRequest) -> HttpResponse:
    """The button's dry run: everything is tried, nothing stays."""
    form = FreezeForm(request.POST, reach=reach_of(request.member))
    if not form.is_valid():
        return page(request, form, status=422)
    organisation, now = request.member.organisation, timezone.now()
    rehearsed: Rehearsed = freezing.rehearse(organisation, by=request.user, at=now)
    would = in_its_way(Freeze(organisation=organisation, **form.leader_and_pillar), now=now)
    return page(request, form, rehearsed=rehearsed, would=list(would[:50]), would_count=would.count())


@require_POST
@members
def freeze_ask_release(request: MemberRequest, pk: int) -> HttpResponse:
    found = freeze_to_release(request.member, pk)
    act = partial(freezing.ask_release, found, by=request.user, at=timezone.now())
    return answered(request, act, _("La levée est demandée : une autre personne doit la confirmer."))


@require_POST
@members
def freeze_keep(request: MemberRequest, pk: int) -> HttpResponse:
    found = freeze_to_release(request.member, pk)
    act = partial(freezing.keep_frozen, found, by=request.user, at=timezone.now())
    return answered(request, act, _("Le gel reste en place."))


@require_POST
@members
def freeze_release(request: MemberRequest, pk: int) -> HttpResponse:
    found = freeze_to_release(request.member, pk)
    act = partial(freezing.release, found, by=request.user, at=timezone.now())
    done = _(
        "Le gel est levé. Rien n'est parti pour autant : reconfirmez une à une les publications arrêtées."
    )
    return answered(request, act, done, to="to_confirm")


def answered(
    request: MemberRequest, act: Callable[[], object], done: str, *, to: str = "freezes"
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("freezes")
    messages.success(request, done)
    return redirect(to)


@require_safe
@members
def to_confirm(request: MemberRequest) -> HttpResponse:
    rows = stopped(publications_for(request.member))
    shown = {"rows": rows, "words": words, "zone": request.member.organisation.zone}
    return render(request, "pages/safeguards/to_confirm.html", shown)


@require_POST
@members
def publication_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    found = publication_for(request.member, pk)
    act = partial(actions.confirm, found, by=request.user, at=timezone.now())
    return said(request, pk, act, _("C'est reconfirmé : elle part dans quelques secondes."))
