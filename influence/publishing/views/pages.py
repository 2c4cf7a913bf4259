from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from influence.core.lifecycle import PublicationState
from influence.library import words as file_words
from influence.people.doors import MemberRequest, members
from influence.publishing import actions, queries, words, words_of_parts
from influence.publishing.access import publication_for, publications_for
from influence.publishing.forms import AgainForm, Verdict, WithdrawForm
from influence.publishing.history import for_support, history
from influence.publishing.models import Publication
from influence.publishing.profiles import posts_of
from influence.publishing.queries import Group
from influence.publishing.refusals import BadLink, LinkTaken, ReasonNeeded, Refusal
from influence.publishing.views.saying import said
from influence.publishing.whole import Whole


@require_safe
@members
def publications(request: MemberRequest) -> HttpResponse:
    found = publications_for(request.member)
    group = chosen(request.GET.get("etat", ""))
    rows = Paginator(queries.of_group(found, group), queries.PAGE).get_page(request.GET.get("page"))
    page = {
        "tabs": queries.tabs(found, current=group), "group": group, "rows": rows, "words": words,
        "zone": request.member.organisation.zone, "everything": "tout",
    }  # fmt: skip
    return render(request, "pages/publishing/publications.html", page)


def chosen(asked: str) -> Group | None:
    """What needs a person comes first; « tout » shows all."""
    if asked == "tout":
        return None
    return Group(asked) if asked in set(Group) else Group.TODO


@require_safe
@members
def publication(request: MemberRequest, pk: int) -> HttpResponse:
    found = publication_for(request.member, pk)
    return page(request, found, form=Verdict(initial={"link": queries.suggested_link(found)}))


def page(
    request: MemberRequest, found: Publication, *, form: Verdict, may_confirm: bool = False, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    can = queries.verbs(found, now=now)
    form.fields["reason"].required = can.mark
    whole = Whole(found, request.member)
    shown: dict[str, Any] = {
        "publication": found, "post": found.post, "suggested": queries.suggested_link(found), "words": words, "form": form,
        "history": history(found), "for_support": for_support(found), "posts_of": posts_of(found.account),
        "house_zone": request.member.organisation.zone, "again_form": AgainForm(), "can": can,
        "problem": words.about(found), "zone": found.post.slot.zone if found.post.slot else found.post.leader.zone,
        "by_hand": queries.is_by_hand(found), "may_confirm": may_confirm, "whole": whole, "is_own_profile": whole.is_leader and found.account.kind == "member", "parts": words_of_parts, "file_words": file_words,
    }  # fmt: skip
    return render(request, "pages/publishing/publication.html", shown, status=status)


@require_POST
@members
def publication_live(request: MemberRequest, pk: int) -> HttpResponse:
    found = publication_for(request.member, pk)
    form = Verdict(request.POST)
    if not form.is_valid():
        return page(request, found, form=form, status=422)
    try:
        actions.settle(
            found, is_live=True, link=form.cleaned_data["link"], has_moved=form.cleaned_data["has_moved"],
            reason=form.cleaned_data["reason"], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except (BadLink, LinkTaken, ReasonNeeded) as refusal:
        form.add_error("reason" if isinstance(refusal, ReasonNeeded) else "link", str(refusal))
        return page(request, found, form=form, may_confirm=getattr(refusal, "may_confirm", False), status=422)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C'est noté : la publication est en ligne."))
    return redirect("publication", pk)


@require_POST
@members
def publication_absent(request: MemberRequest, pk: int) -> HttpResponse:
    found = publication_for(request.member, pk)
    act = partial(actions.settle, found, is_live=False, by=request.user, at=timezone.now())
    return said(request, pk, act, after_absent)


def after_absent(settled: Publication) -> str:
    if settled.state == PublicationState.MISSED:
        return _("C'est noté. Son créneau est passé : choisissez-en un autre, puis soumettez-la de nouveau.")
    return _("C'est noté : elle repart dans quelques secondes.")


@require_POST
@members
def publication_hurry(request: MemberRequest, pk: int) -> HttpResponse:
    found = publication_for(request.member, pk)
    act = partial(actions.hurry, found, by=request.user, at=timezone.now())
    return said(request, pk, act, _("Nouvel essai dans quelques secondes."))


@require_POST
@members
def publication_again(request: MemberRequest, pk: int) -> HttpResponse:
    found, form = publication_for(request.member, pk), AgainForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    act = partial(actions.again, found, reason=reason, by=request.user, at=timezone.now())
    return said(request, pk, act, _("C'est noté : elle repart, si tout ce qui compte le permet encore."))


@require_POST
@members
def publication_there(request: MemberRequest, pk: int) -> HttpResponse:
    found = publication_for(request.member, pk)
    act = partial(actions.still_there, found, by=request.user, at=timezone.now())
    return said(request, pk, act, _("C'est noté : la publication est toujours en ligne."))


@require_POST
@members
def publication_gone(request: MemberRequest, pk: int) -> HttpResponse:
    found = publication_for(request.member, pk)
    act = partial(actions.gone, found, by=request.user, at=timezone.now())
    return said(request, pk, act, _("C'est noté : la publication n'est plus en ligne."))


@require_POST
@members
def publication_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    found, form = publication_for(request.member, pk), WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    act = partial(actions.withdraw, found, reason=reason, by=request.user, at=timezone.now())
    return said(request, pk, act, _("La publication est retirée : elle ne partira pas."))
