"""The library's pages, for those who fill the calendar."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.library import access, actions, queries, words
from influence.library.forms import DescribeForm, UploadForm
from influence.library.models import MediaFile
from influence.library.refusals import NotTaken
from influence.library.serving import respond
from influence.library.uploads import FILE_MOST, overlong
from influence.people.doors import MemberRequest, editors

PAGE = 24


@require_safe
@editors
def library(request: MemberRequest) -> HttpResponse:
    kind, wanted = request.GET.get("genre", ""), request.GET.get("nom", "")[:100]
    files = access.library_for(request.member)
    found = queries.matching(files, kind=kind, words=wanted)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/library/library.html", {
        "page": page, "kinds": words.KINDS, "kind": kind, "wanted": wanted, "facts": words.facts, "is_bare": not files.exists(),
    })  # fmt: skip


@dataclass
class Outcome:
    """Of one upload: each file by itself."""

    kept: list[MediaFile] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def media_upload(request: MemberRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    outcome = Outcome(refused=[(name, words.too_large(FILE_MOST)) for name in overlong(request)])
    if form.is_valid():
        take(request, form.cleaned_data["files"], outcome)
    if outcome.kept and not outcome.refused:
        messages.success(request, said(len(outcome.kept)))
        return redirect("library")
    status = 422 if form.is_bound else 200
    if outcome.refused and "checked" not in form.errors:
        # The next files are others: they are confirmed anew, and nothing is said of those that are in.
        form = UploadForm()
    page = {"form": form, "outcome": outcome, "checklist": words.CHECKLIST, "facts": words.facts}
    return render(request, "pages/library/upload.html", page, status=status)


def take(request: MemberRequest, files: list[UploadedFile], outcome: Outcome) -> None:
    for file in files:
        try:
            kept = actions.keep(
                file.file, name=file.name or "", organisation=request.member.organisation, by=request.user,
                at=timezone.now(), checked=True,
            )  # fmt: skip
        except NotTaken as refusal:
            outcome.refused.append((refusal.name, str(refusal)))
        else:
            outcome.kept.append(kept)


def said(count: int) -> str:
    return ngettext(
        "%(count)s fichier est dans la médiathèque.", "%(count)s fichiers sont dans la médiathèque.", count
    ) % {"count": count}


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def media_file(request: MemberRequest, pk: int) -> HttpResponse:
    file = access.media_file(request.member, pk)
    form = DescribeForm(request.POST or None, file=file)
    if form.is_valid():
        actions.describe(
            file, name=form.cleaned_data["name"], alt_text=form.cleaned_data.get("alt_text", ""), by=request.user,
            at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("C'est enregistré."))
        return redirect("library")
    page = {
        "file": file, "form": form, "facts": words.facts(file), "most": actions.ALT_TEXT_MOST, "checklist": words.CHECKLIST,
    }  # fmt: skip
    return render(request, "pages/library/file.html", page, status=422 if form.is_bound else 200)


@require_POST
@editors
def media_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    actions.confirm(access.media_file(request.member, pk), by=request.user, at=timezone.now())
    messages.success(request, _("C'est noté, avec votre nom."))
    return redirect("media_file", pk)


@require_safe
@editors
def media_bytes(request: MemberRequest, pk: int) -> HttpResponseBase:
    return respond(access.media_file(request.member, pk), request)
