from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from influence.approval import access, actions, queries
from influence.approval.actions.devices import used
from influence.approval.doors import DeciderRequest, deciders
from influence.approval.forms import DecisionForm
from influence.approval.refusals import SlotMoved
from influence.approval.snoozing import LABELS, choices
from influence.approval.views.pages import SHOWN
from influence.approval.views.rows import Place, can_undo, just_answered, number, onward, rank_of
from influence.approval.views.words import outcome
from influence.editorial.access import file_of
from influence.editorial.late import awaits, chances
from influence.editorial.models import Decision, DecisionKind, Post
from influence.editorial.refusals import AlreadyDecided, Outdated, PlaceGone, Refusal
from influence.editorial.talking import Talking, talking
from influence.library.serving import respond
from influence.remarks.queries import unresolved

# The number of a version in an address: beyond it nobody means one.
TOO_MANY = 10_000
# Shown whole: the one to answer now. The page stays light on a train, and the next one comes after each answer.
WHOLE = 1


@require_safe
@deciders
def queue(request: DeciderRequest) -> HttpResponse:
    decider, now = request.decider, timezone.now()
    found = queries.waiting(decider, now=now)
    items = [one for one in found if one.snoozed_until is None]
    page = SHOWN | in_a_row(request, now=now) | {
        "items": items, "later": [one for one in found if one.snoozed_until], "whole": WHOLE,
        "unresolved": unresolved([one.post.pk for one in items], with_internal=False),
        "late": queries.late(decider, now=now), "recent": queries.recent(decider), "coming": queries.coming(decider, now=now),
        "devices": access.devices_of(decider, now=now) if decider.is_signed_in else [], "place": Place(1, len(items)),
    }  # fmt: skip
    return render(request, "pages/approval/queue.html", page)


def in_a_row(request: DeciderRequest, *, now: datetime) -> dict[str, Any]:
    """What the pages of a post and of the list share."""
    return {
        "just": just_answered(request, request.decider), "can_undo": lambda decision: can_undo(decision, now=now),
        "decider": request.decider, "rank": rank_of(request), "put_off_choices": lambda post: choices(post, now=now),
        "put_off_labels": LABELS,
    }  # fmt: skip


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
    item = queries.described([post], reader=request.decider.user, now=now)[0]
    is_late = awaits(post, now=now)
    seen, rank = number(request.GET.get("vue", "")), rank_of(request)
    is_waiting = is_late or post.state == "in_review"
    in_row = is_waiting and not is_late and item.snoozed_until is None
    left = queries.waits_count(request.decider, now=now) if in_row else 0
    decision = queries.decision_on(post.version) if post.version else None
    page = SHOWN | in_a_row(request, now=now) | {
        "item": item, "post": post, "form": form, "is_waiting": is_waiting, "place": Place(rank, rank - 1 + left),
        "chances": chances(post, now=now) if is_late else None,
        "decision": decision, "is_undoable": is_undoable(decision, request, now=now),
        "since": queries.since(post, number=seen) if 0 < seen < TOO_MANY else None,
        "talk": talk_of(request, post, now=now),
    }  # fmt: skip
    return render(request, "pages/approval/one.html", page, status=422 if form else 200)


def is_undoable(decision: Decision | None, request: DeciderRequest, *, now: datetime) -> bool:
    """On the page of a post that was answered, once, beside what was just answered: by whoever answered, and by the leader
    of a yes that was given in their name."""
    if decision is None:
        return False
    mine = decision.decided_by_id == request.decider.user.pk
    in_my_name = decision.version.post.leader.user_id == request.decider.user.pk
    if not mine and not (in_my_name and decision.kind == DecisionKind.APPROVE):
        return False
    just = just_answered(request, request.decider)
    return (just is None or just.pk != decision.pk) and can_undo(decision, now=now)


def talk_of(request: DeciderRequest, post: Post, *, now: datetime) -> Talking | None:
    """A browser that is only known decides; to speak, one signs in."""
    return talking(request.member, post, now=now) if request.decider.is_signed_in else None


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
    return onward(request.decider, rank=rank_of(request) + 1, after=decision, now=timezone.now())


def decided(request: DeciderRequest, post: Post, form: DecisionForm) -> Decision:
    decider, given, now = request.decider, form.cleaned_data, timezone.now()
    version = access.version_for(post, given["version"])
    decision = actions.decide(
        version, kind=DecisionKind(given["kind"]), reason=given["reason"], wishes=given["wishes"], by=decider.user, at=now,
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
                _(
                    "Votre accord est repris : la publication attend de nouveau une décision, et votre équipe est prévenue."
                ),
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
