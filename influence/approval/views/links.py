"""The pages that a mail's link opens. Reading changes nothing, whoever or whatever reads (domain.md §4.3, R-4.5)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from influence.approval import access, actions, queries
from influence.approval.access import Decider
from influence.approval.doors import remember, secret_of
from influence.approval.forms import CodeForm
from influence.approval.models import Link
from influence.approval.refusals import CodeOver, WrongCode
from influence.approval.snoozing import LABELS, choices
from influence.approval.standing import Standing, standing
from influence.approval.views.pages import SHOWN, for_link
from influence.approval.views.rows import can_undo
from influence.approval.views.words import device_label, refused
from influence.editorial.access import file_of
from influence.editorial.late import awaits, chances
from influence.editorial.models import Decision, Post
from influence.editorial.refusals import Refusal
from influence.library.serving import respond
from influence.people.models import User
from influence.people.passkeys import has_passkey

View = Callable[..., HttpResponse]

SHOWING = (Standing.OPEN, Standing.LATE)


def posted(view: View) -> View:
    """Only a POST acts; whoever comes by the address alone (a reload, a change of language) sees the link's page."""

    @wraps(view)
    def inner(request: HttpRequest, locator: str) -> HttpResponse:
        return view(request, locator) if request.method == "POST" else redirect("approval_link", locator)

    return inner


@require_safe
def approval_link(request: HttpRequest, locator: str) -> HttpResponse:
    link = access.link_at(locator)
    return shown(request, link, locator=locator) if link else unknown(request)


@require_safe
def approval_media(request: HttpRequest, locator: str, sha256: str) -> HttpResponseBase:
    """A file that the link's page shows, to whom and as long as it shows the text."""
    link = access.link_at(locator)
    if link is None or not shows_text(request, link):
        return unknown(request)
    post = link.version.post
    return respond(file_of(link.version, sha256, organisation_id=post.organisation_id), request)


def shows_text(request: HttpRequest, link: Link) -> bool:
    now = timezone.now()
    stands = standing(link, decision=queries.decision_on(link.version), now=now)
    if stands == Standing.DECIDED:
        return access.decider_of(link, person=person(request), secret=secret_of(request), now=now) is not None
    return stands in SHOWING


@posted
def approval_code(request: HttpRequest, locator: str) -> HttpResponse:
    """Mail a code to the leader of the link, whoever asks: it goes to nobody else."""
    link = access.link_at(locator)
    if link is None:
        return unknown(request)
    try:
        actions.send_code(link, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refused(refusal, zone=link.version.post.leader.zone))
    else:
        messages.success(request, _("Un code à six chiffres vient de partir. Il est valable dix minutes."))
    return redirect("approval_link", locator)


@posted
def approval_prove(request: HttpRequest, locator: str) -> HttpResponse:
    """A right code makes this browser known; the decision itself is another tap."""
    link = access.link_at(locator)
    if link is None:
        return unknown(request)
    form = CodeForm(request.POST)
    if somebody_else(request, link) or not form.is_valid():
        return shown(request, link, locator=locator, form=form)
    return proven(request, link, form, locator=locator)


def proven(request: HttpRequest, link: Link, form: CodeForm, *, locator: str) -> HttpResponse:
    label = device_label(request.headers.get("User-Agent", ""))
    try:
        secret = actions.prove(link, code=form.cleaned_data["code"], label=label, at=timezone.now())
    except (WrongCode, CodeOver) as refusal:
        form.add_error("code", str(refusal))
        return shown(request, link, locator=locator, form=form)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("approval_link", locator)
    response = redirect("approval_link", locator)
    remember(response, secret)
    messages.success(request, _("Cet appareil est reconnu pour 90 jours. Vous pouvez décider."))
    return response


@posted
def approval_renew(request: HttpRequest, locator: str) -> HttpResponse:
    """A new link for the version that waits now, mailed to whoever the old one was for, alone."""
    link = access.link_at(locator)
    if link is None:
        return unknown(request)
    try:
        is_leader = link.user_id == link.version.post.leader.user_id
        renewing = actions.renew if is_leader else actions.renew_for
        renewing(link, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Un nouveau lien vient de partir dans votre messagerie."))
    return redirect("approval_link", locator)


def shown(request: HttpRequest, link: Link, *, locator: str, form: CodeForm | None = None) -> HttpResponse:
    now = timezone.now()
    decision = queries.decision_on(link.version)
    stands = standing(link, decision=decision, now=now)
    decider = access.decider_of(link, person=person(request), secret=secret_of(request), now=now)
    page = SHOWN | {
        "link": link, "locator": locator, "post": link.version.post, "standing": stands, "decision": decision, "form": form,
        "has_passkey": decider is None and has_passkey(link.user),
        "decider": decider, "put_off_choices": lambda post: choices(post, now=now), "put_off_labels": LABELS,
        "somebody_else": somebody_else(request, link), "code": queries.live_code(link, now=now),
        "item": described(link.version.post, decider=decider, now=now) if stands in SHOWING else None,
        "chances": chances(link.version.post, now=now) if stands == Standing.LATE else None,
        "can_undo": lambda one: can_undo(one, now=now), "is_undoable": is_undoable(decision, decider, now=now),
        "may_say_again": stands == Standing.DECIDED and awaits(link.version.post, now=now),
        "has_newer": queries.waits_elsewhere(link, now=now), "address": for_link(locator),
    }  # fmt: skip
    return render(request, "pages/approval/link.html", page, status=422 if form else 200)


def is_undoable(decision: Decision | None, decider: Decider | None, *, now: datetime) -> bool:
    """Whoever decided comes back by the same mail to think again, on a browser that we know."""
    is_theirs = decision is not None and decider is not None and decision.decided_by_id == decider.user.pk
    return is_theirs and decision is not None and can_undo(decision, now=now)


def described(post: Post, *, decider: Decider | None, now: datetime) -> queries.Waiting:
    return queries.described([post], reader=decider.user if decider else None, now=now)[0]


def unknown(request: HttpRequest) -> HttpResponse:
    """The same page for a link that never was and for one that was cut off in a mail."""
    return render(request, "pages/approval/unknown.html", status=404)


def person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) and request.user.is_authenticated else None


def somebody_else(request: HttpRequest, link: Link) -> bool:
    somebody = person(request)
    return somebody is not None and somebody.pk != link.user_id
