"""The sources' pages. A source is read before it is followed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.people.doors import MemberRequest, editors
from influence.watch import access, queries, words
from influence.watch import sources as actions
from influence.watch.forms import AddressForm, NameForm, SourceForm
from influence.watch.reader import Reading, Unread, look
from influence.watch.refusals import Refusal
from influence.web.pacing import spend

# Addresses that one person may have read in a minute, and how many entries show what a source says.
LOOKS = 10
SHOWN = 5


@require_safe
@editors
def sources(request: MemberRequest) -> HttpResponse:
    found = list(queries.with_new(access.sources_for(request.member)))
    return render(request, "pages/watch/sources.html", {"sources": found, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def source_new(request: MemberRequest) -> HttpResponse:
    """`do`: look reads the address and shows what it says, add follows it."""
    if request.POST.get("do") == "add":
        return followed(request)
    form = AddressForm(request.POST or None)
    page: dict[str, Any] = {"form": form, "reading": None, "others": (), "keep": None, "shown": SHOWN}
    if form.is_valid():
        page |= read_dry(request, form)
    return render(request, "pages/watch/source_new.html", page, status=422 if form.errors else 200)


def read_dry(request: MemberRequest, form: AddressForm) -> dict[str, Any]:
    if not spend("watch", person=request.user.pk, now=timezone.now(), budget=LOOKS):
        form.add_error("url", _("Beaucoup d'adresses en une minute : réessayez dans un instant."))
        return {}
    url = form.cleaned_data["url"]
    try:
        reading: Reading = look(url)
    except Unread as unread:
        form.add_error("url", words.trouble(unread.trouble, unread.detail))
        return {"others": unread.others}
    return {"reading": reading, "keep": SourceForm(initial={"url": url, "name": reading.title[:120]})}


def followed(request: MemberRequest) -> HttpResponse:
    form = SourceForm(request.POST)
    if form.is_valid():
        try:
            actions.add_source(
                organisation=request.member.organisation,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("La source est suivie : ses premières idées arrivent dans la minute.")
            )
            return redirect("sources")
    page = {
        "form": AddressForm(initial={"url": request.POST.get("url", "")}),
        "keep": form,
        "reading": None,
        "others": (),
    }
    return render(request, "pages/watch/source_new.html", page, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def source(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.source_for(request.member, pk)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        actions.rename(found, name=form.cleaned_data["name"], by=request.user, at=timezone.now())
        messages.success(request, _("C'est enregistré."))
        return redirect("source", pk)
    page = {"source": found, "form": form, "words": words}
    return render(request, "pages/watch/source.html", page, status=422 if form.is_bound else 200)


@require_POST
@editors
def source_stop(request: MemberRequest, pk: int) -> HttpResponse:
    return turned(request, pk, actions.stop, _("La source n'est plus lue. Ses idées restent."))


@require_POST
@editors
def source_resume(request: MemberRequest, pk: int) -> HttpResponse:
    return turned(request, pk, actions.resume, _("La source est de nouveau suivie."))


@require_POST
@editors
def source_hurry(request: MemberRequest, pk: int) -> HttpResponse:
    return turned(request, pk, actions.hurry, _("La source est relue dans la minute."))


def turned(request: MemberRequest, pk: int, act: Any, done: str) -> HttpResponse:
    try:
        act(access.source_for(request.member, pk), by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("source", pk)
