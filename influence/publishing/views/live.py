"""What is done about a publication beside its going out: corrected, removed, its comment settled, its files fetched."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.library.serving import respond
from influence.people.doors import MemberRequest, members
from influence.publishing import actions
from influence.publishing.access import change_for, comment_for, publication_for
from influence.publishing.forms import CorrectionForm, RemovalForm, WhyNotForm
from influence.publishing.models import Publication
from influence.publishing.refusals import AlreadyAsked, NotOnline, Refusal
from influence.publishing.views.saying import said
from influence.publishing.whole import Whole, file_of


@require_http_methods(["GET", "HEAD", "POST"])
@members
def publication_correct(request: MemberRequest, pk: int) -> HttpResponse:
    found = publication_for(request.member, pk)
    whole = Whole(found, request.member)
    form = CorrectionForm(request.POST or None, initial={"text": found.version.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_correction(
                found, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
            )
        except (NotOnline, AlreadyAsked) as refusal:
            messages.error(request, str(refusal))
            return redirect("publication", pk)
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, proposed(whole))
            return redirect("publication", pk)
    if not whole.may_correct and request.method != "POST":
        return redirect("publication", pk)
    page = {"publication": found, "post": found.post, "whole": whole, "form": form}
    return render(request, "pages/publishing/correct.html", page, status=422 if form.errors else 200)


def proposed(whole: Whole) -> str:
    if whole.is_leader:
        return _("C'est décidé : le texte est corrigé sur LinkedIn dans quelques secondes.")
    leader = whole.publication.post.leader.name
    return _("Correction proposée : %(leader)s reçoit un courrier pour l'approuver.") % {"leader": leader}


@require_http_methods(["GET", "HEAD", "POST"])
@members
def publication_remove(request: MemberRequest, pk: int) -> HttpResponse:
    found = publication_for(request.member, pk)
    whole = Whole(found, request.member)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_removal(found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("C'est demandé : la publication quitte LinkedIn dans quelques secondes.")
            )
        return redirect("publication", pk)
    if not whole.may_remove:
        return redirect("publication", pk)
    page = {"publication": found, "post": found.post, "whole": whole, "form": form}
    return render(request, "pages/publishing/remove.html", page, status=422 if form.errors else 200)


@require_POST
@members
def correction_approve(request: MemberRequest, pk: int, change: int) -> HttpResponse:
    found, seen = change_for(request.member, pk, change), request.POST.get("content_hash", "")
    act = partial(actions.approve_correction, found, content_hash=seen, by=request.user, at=timezone.now())
    return said(
        request, pk, act, _("C'est décidé : le texte est corrigé sur LinkedIn dans quelques secondes.")
    )


@require_POST
@members
def correction_refuse(request: MemberRequest, pk: int, change: int) -> HttpResponse:
    found, form = change_for(request.member, pk, change), WhyNotForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    act = partial(actions.refuse_correction, found, reason=reason, by=request.user, at=timezone.now())
    return said(request, pk, act, _("C'est noté : le texte en ligne reste tel qu'il est."))


@require_POST
@members
def change_drop(request: MemberRequest, pk: int, change: int) -> HttpResponse:
    found = change_for(request.member, pk, change)
    act = partial(actions.drop_change, found, by=request.user, at=timezone.now())
    return said(request, pk, act, _("La demande est abandonnée."))


@require_POST
@members
def change_done(request: MemberRequest, pk: int, change: int) -> HttpResponse:
    found = change_for(request.member, pk, change)
    act = partial(actions.change_done, found, by=request.user, at=timezone.now())
    return said(request, pk, act, _("C'est noté."))


@require_POST
@members
def comment_made(request: MemberRequest, pk: int) -> HttpResponse:
    found = comment_for(request.member, pk)
    act = partial(actions.comment_made, found, by=request.user, at=timezone.now())
    return said(request, pk, act, _("C'est noté : le premier commentaire est en ligne."))


@require_POST
@members
def comment_again(request: MemberRequest, pk: int) -> HttpResponse:
    found = comment_for(request.member, pk)
    act = partial(actions.comment_again, found, by=request.user, at=timezone.now())
    return said(request, pk, act, _("C'est noté : le commentaire repart dans quelques secondes."))


@require_safe
@members
def publication_file(request: MemberRequest, pk: int, sha256: str) -> HttpResponseBase:
    """A file of the approved version, to be posted by hand or to be looked at."""
    found: Publication = publication_for(request.member, pk)
    file = file_of(found, sha256)
    if file is None:
        raise Http404
    answer = respond(file, request)
    if request.GET.get("copie"):
        answer.headers["Content-Disposition"] = answer.headers["Content-Disposition"].replace(
            "inline", "attachment", 1
        )
    return answer
