from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from influence.drafting.queries import made_from
from influence.editorial import access, actions, flags, words
from influence.editorial.beside import Exhibit, of_version
from influence.editorial.calendar import undoing, way_back
from influence.editorial.collisions import told as waived_words
from influence.editorial.collisions import waivers_of
from influence.editorial.composing.access import kin_of
from influence.editorial.embargoes import embargo_of
from influence.editorial.forms import MOST_WHY
from influence.editorial.history import history
from influence.editorial.models import Post
from influence.editorial.preview import preview
from influence.editorial.readiness import unready
from influence.editorial.refusals import NotReady, Refusal
from influence.editorial.spacing import Clash
from influence.editorial.stops import of_posts
from influence.editorial.talking import is_read_in_queue, talking
from influence.library import words as file_words
from influence.library.serving import respond
from influence.people.doors import MemberRequest, editors, members


@members
def post(request: MemberRequest, pk: int) -> HttpResponse:
    if is_read_in_queue(request.member, pk, now=timezone.now()):
        return redirect("decide", pk)
    found = access.post_for(request.member, pk)
    verbs = access.verbs_for(request.member, found)
    problems = list(unready(found, at=timezone.now(), reader=request.user)) if verbs.submit else []
    may_read_history = access.may_read_history(request.member, found)
    return render(
        request,
        "pages/editorial/post.html",
        {
            "post": found,
            "verbs": verbs,
            "preview": preview(found.version.text if found.version else ""),
            "beside": of_version(found.version, organisation_id=found.organisation_id)
            if found.version
            else None,
            "address": address_in(found),
            "file_facts": file_words.facts,
            "problems": [words.unready(one) for one in problems],
            "only_close": bool(problems) and all(isinstance(one, Clash) for one in problems),
            "most_why": MOST_WHY,
            "happenings": history(found, with_internal=request.member.is_editor) if may_read_history else [],
            "talk": talking(request.member, found, now=timezone.now()),
            "waivers": waivers_of(found) if may_read_history else [],
            "waived": waived_words,
            "state": words.standing(found.state, found.reason),
            "chip": words.chip(found.state, found.reason),
            "reason": words.reason(found.reason),
            "stops": of_posts([found], now=timezone.now()).get(found.pk, []),
            "embargo": embargo_of(found),
            "undo": undo_of(request, found),
            "made_from": made_from_template(found) if request.member.is_editor else "",
            "kin": kin_of(request.member, found, is_open=verbs.edit),
            "second_approvals": flags.of_version(found.version) if may_read_history else [],
        },
    )


def made_from_template(found: Post) -> str:
    version = found.version
    if version is None:
        return ""
    return made_from(
        version.template,
        organisation_id=found.organisation_id,
        language=version.language,
        at=version.written_at,
    )


def undo_of(request: MemberRequest, found: Post) -> undoing.Undo | None:
    """What was just done in the calendar, if it was to this post alone."""
    offered = undoing.offered(request.session, now=timezone.now())
    return offered if offered and offered.is_of(found) else None


def address_in(found: Post) -> Callable[[Exhibit], str]:
    """Where somebody who may read the post sees the bytes of a file in it."""
    return lambda one: reverse("post_media", args=[found.pk, one.sha256])


@require_safe
@members
def post_media(request: MemberRequest, pk: int, sha256: str) -> HttpResponseBase:
    found = access.post_for(request.member, pk)
    return respond(access.file_of(found.version, sha256, organisation_id=found.organisation_id), request)


@require_POST
@editors
def submit(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.editable(request.member, pk)
    hand_in(request, found, why=request.POST.get("why", "")[:MOST_WHY])
    return back_from(request, pk)


def hand_in(request: MemberRequest, found: Post, *, why: str = "") -> None:
    try:
        actions.submit(found, by=request.user, at=timezone.now(), closeness_reason=why)
    except NotReady as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("La publication attend maintenant la décision de %(leader)s.") % {"leader": found.leader.name},
        )


@require_POST
@members
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    said = _("La publication est retirée du calendrier. Vous pouvez encore la rétablir.")
    return changed(request, access.withdrawable(request.member, pk), verb=actions.withdraw, said=said)


@require_POST
@editors
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    said = _("La publication est rétablie, en brouillon.")
    return changed(request, access.editable(request.member, pk), verb=actions.restore, said=said)


def changed(request: MemberRequest, found: Post, *, verb: Callable[..., object], said: str) -> HttpResponse:
    try:
        verb(found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return back_from(request, found.pk)


def back_from(request: MemberRequest, pk: int) -> HttpResponse:
    """To the place in the calendar that the form names, else to the post."""
    address = way_back.back(request)
    return redirect(f"{address}#p{pk}") if address else redirect("post", pk)
