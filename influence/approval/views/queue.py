from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from influence.approval import access, actions, queries
from influence.approval.actions.decisions import may_undo
from influence.approval.actions.devices import used
from influence.approval.doors import DeciderRequest, deciders
from influence.approval.forms import DecisionForm
from influence.approval.refusals import SlotMoved
from influence.approval.views.pages import SHOWN
from influence.approval.views.words import UNDER_WAY, outcome
from influence.editorial.access import file_of
from influence.editorial.late import awaits, chances
from influence.editorial.models import Decision, DecisionKind, Post
from influence.editorial.refusals import AlreadyDecided, Outdated, PlaceGone, Refusal
from influence.library.serving import respond

# So many posts are shown whole: the page stays light on a train, and the next ones move up after each decision.
WHOLE = 5


@require_safe
@deciders
def queue(request: DeciderRequest) -> HttpResponse:
    decider, now = request.decider, timezone.now()
    page = SHOWN | {
        "items": queries.waiting(decider, now=now), "late": queries.late(decider, now=now), "recent": queries.recent(decider), "coming": queries.coming(decider, now=now),
        "devices": access.devices_of(decider, now=now) if decider.is_signed_in else [], "decider": decider,
        "whole": WHOLE, "can_undo": lambda decision: can_undo(decision, now=now),
    }  # fmt: skip
    return render(request, "pages/approval/queue.html", page)


def can_undo(decision: Decision, *, now: datetime) -> bool:
    """Of the version that is on its way."""
    post = decision.version.post
    is_it = post.version_id == decision.version_id and decision.kind == DecisionKind.APPROVE
    return is_it and post.state in UNDER_WAY and may_undo(post, decision, now=now)


@deciders
def decide(request: DeciderRequest, pk: int) -> HttpResponse:
    """One post before its leader; the form of the page comes back here."""
    post = access.post_for(request.decider, pk)
    if request.method != "POST":
        return one(request, post)
    form = DecisionForm(request.POST)
    return settle(request, post, form) if form.is_valid() else one(request, post, form=form)


def one(request: DeciderRequest, post: Post, *, form: DecisionForm | None = None) -> HttpResponse:
    now = timezone.now()
    item = queries.described([post], now=now)[0]
    is_late = awaits(post, now=now)
    seen = request.GET.get("vue", "")
    page = SHOWN | {
        "item": item, "post": post, "form": form, "decider": request.decider, "is_waiting": is_late or post.state == "in_review",
        "chances": chances(post, now=now) if is_late else None,
        "decision": queries.decision_on(post.version) if post.version else None,
        "since": queries.since(post, number=int(seen)) if seen.isascii() and seen.isdecimal() and len(seen) < 5 else None,
    }  # fmt: skip
    return render(request, "pages/approval/one.html", page, status=422 if form else 200)


@require_safe
@deciders
def decide_media(request: DeciderRequest, pk: int, version: int, sha256: str) -> HttpResponseBase:
    """A file of a version that this person was asked about."""
    post = access.post_for(request.decider, pk)
    shown = access.version_for(post, version)
    return respond(file_of(shown, sha256, organisation_id=post.organisation_id), request)


def settle(request: DeciderRequest, post: Post, form: DecisionForm) -> HttpResponse:
    """Decide, say what happened, and show the next post. A text or an hour that changed meanwhile decides nothing."""
    version = access.version_for(post, form.cleaned_data["version"])
    back = reverse("decide", args=[post.pk])
    try:
        decision = decided(request, post, form)
    except AlreadyDecided as refusal:
        messages.info(
            request,
            _("Cette version avait déjà reçu votre décision. %(outcome)s")
            % {"outcome": outcome(refusal.decision)},
        )
        return redirect("queue")
    except Outdated as refusal:
        messages.warning(request, str(refusal))
        return redirect(f"{back}?vue={version.number}")
    except (SlotMoved, PlaceGone) as refusal:
        messages.warning(request, str(refusal))
        return redirect(back)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("queue")
    messages.success(request, outcome(decision))
    return redirect("queue")


def decided(request: DeciderRequest, post: Post, form: DecisionForm) -> Decision:
    decider, given, now = request.decider, form.cleaned_data, timezone.now()
    version = access.version_for(post, given["version"])
    decision = actions.decide(
        version, kind=DecisionKind(given["kind"]), reason=given["reason"], by=decider.user, at=now,
        content_hash=given["content_hash"], channel=access.channel_of(decider, version), shown_at=given["shown_at"],
    )  # fmt: skip
    if decider.device:
        used(decider.device, at=now)
    return decision


@deciders
def take_back(request: DeciderRequest, pk: int) -> HttpResponse:
    post = access.post_for(request.decider, pk)
    if request.method == "POST":
        try:
            actions.take_back(post, by=request.decider.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("Votre accord est repris : la publication est retirée et votre équipe est prévenue."),
            )
    # Whoever had to sign in first comes back by GET: their list shows where things stand.
    return redirect("queue")


@deciders
def forget_device(request: DeciderRequest, pk: int) -> HttpResponse:
    device = access.device_for(request.decider, pk)
    if request.method == "POST" and request.decider.is_signed_in:
        actions.forget_device(device, by=request.decider.user, at=timezone.now())
        messages.success(request, _("Cet appareil est oublié : il demandera un code la prochaine fois."))
    return redirect("queue")
