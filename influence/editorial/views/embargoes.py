"""The embargo of a post: a page that never shows its words, so that whoever sees the press release out may say so."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from influence.editorial import access, actions
from influence.editorial.embargoes import embargo_of, may_read
from influence.editorial.forms_embargo import EmbargoForm, ReleaseForm
from influence.editorial.models import Post
from influence.editorial.refusals import Refusal
from influence.networks.looking_up import NotPublic, answers
from influence.people.doors import MemberRequest, editors


@editors
def embargo(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.embargo_for(request.member, pk)
    form = EmbargoForm(request.POST or None, post=found, embargo=embargo_of(found))
    if not form.is_valid():
        return page(request, found, form=form)
    act = partial(actions.place_embargo, found, **form.given, by=request.user, at=timezone.now())
    return said(
        request, pk, act, _("L'embargo est enregistré : seules les personnes de sa liste lisent le texte.")
    )


def page(
    request: MemberRequest,
    found: Post,
    *,
    form: EmbargoForm | None = None,
    release: ReleaseForm | None = None,
) -> HttpResponse:
    kept, now = embargo_of(found), timezone.now()
    form = form or EmbargoForm(post=found, embargo=kept)
    shown = {
        "post": found, "embargo": kept, "form": form, "now": now, "zone": found.organisation.zone,
        "release": release or ReleaseForm(initial={"address": kept.address if kept else ""}),
        "may_read": may_read(found, request.user),
        "cites": bool(kept and kept.address and found.version and kept.address in found.version.text),
    }  # fmt: skip
    return render(
        request,
        "pages/safeguards/embargo.html",
        shown,
        status=422 if form.errors or (release and release.errors) else 200,
    )


@require_POST
@editors
def embargo_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.embargo_for(request.member, pk)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return page(request, found, release=form)
    address = form.cleaned_data["address"]
    act = partial(actions.confirm_release, found, address=address, by=request.user, at=timezone.now())
    return said(request, pk, act, _("Le communiqué est confirmé : l'embargo est levé."))


@require_POST
@editors
def embargo_check(request: MemberRequest, pk: int) -> HttpResponse:
    """Does the address answer? For information: a person says whether the press release is out."""
    found = access.embargo_for(request.member, pk)
    form = ReleaseForm(request.POST)
    if form.is_valid():
        look(request, found, form.cleaned_data["address"])
    else:
        messages.error(request, _("Donnez d'abord l'adresse du communiqué."))
    return redirect("embargo", pk)


def look(request: MemberRequest, found: Post, address: str) -> None:
    try:
        status = answers(address, allowed=settings.LOOK_UP_ALLOWED)
    except NotPublic:
        messages.error(request, _("Cette adresse n'est pas publique : Influence ne la demande pas."))
        return
    actions.note_check(found, status=status, by=request.user, at=timezone.now())
    if status == 200:
        messages.success(request, _("L'adresse répond (200)."))
    elif status is None:
        messages.warning(request, _("L'adresse ne répond pas."))
    else:
        messages.warning(request, _("L'adresse répond %(status)s, et non 200.") % {"status": status})


@require_POST
@editors
def embargo_drop(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.embargo_for(request.member, pk)
    act = partial(actions.drop_embargo, found, by=request.user, at=timezone.now())
    return said(request, pk, act, _("L'embargo est retiré."))


def said(request: MemberRequest, pk: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("embargo", pk)
