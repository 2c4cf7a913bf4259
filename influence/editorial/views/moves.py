"""Moving a post: by the page, the box over the calendar, a drag or a button, all through one form."""

from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from influence.editorial import access, words
from influence.editorial.actions.seen import move_seen
from influence.editorial.calendar import undoing, way_back, wishes
from influence.editorial.collisions import Said, near_to
from influence.editorial.forms_moving import PlaceForm, form_of
from influence.editorial.models import Post, Slot
from influence.editorial.moving import MovedMeanwhile
from influence.editorial.refusals import OddHour, Refusal, TooClose
from influence.people.doors import MemberRequest, editors
from influence.web import dates


@editors
def move(request: MemberRequest, pk: int) -> HttpResponse:
    found, now = access.editable(request.member, pk), timezone.now()
    form = asked_for(request, found, now=now)
    if form.is_bound and form.is_valid() and (slot := moved(request, found, form, now=now)):
        return onward(request, found, slot)
    return page(request, found, form, now=now)


def asked_for(request: MemberRequest, found: Post, *, now: datetime) -> PlaceForm:
    if request.method != "POST":
        return form_of(found, None, retour=way_back.came_from(request))
    wished = wishes.wished(found, request.POST, now=now)
    place = {"day": wished[0].isoformat(), "time": wished[1].isoformat()} if wished else {}
    return form_of(found, request.POST, **place)


def moved(request: MemberRequest, found: Post, form: PlaceForm, *, now: datetime) -> Slot | None:
    was, why = found.slot, found.closeness_reason
    place = {name: form.cleaned_data[name] for name in ("day", "time", "fold", "seen")}
    try:
        slot = move_seen(
            found,
            **place,
            zone=zone_of(found),
            by=request.user,
            at=now,
            closeness_reason=form.cleaned_data["why"],
        )
    except MovedMeanwhile as refusal:
        form.show_met(refusal)
    except OddHour as question:
        form.ask(question)
    except TooClose as refusal:
        form.ask_why(refusal)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        step = undoing.move_back(found, was=was, why=why, now_at=slot, at=now)
        undoing.remember(request.session, told(found, slot), [step], at=now)
        if not form.cleaned_data["why"]:
            for one in near_to(replace(Said.of(found), at=slot.at), now=now, reader=request.user):
                messages.warning(request, str(one))
        return slot
    return None


def zone_of(found: Post) -> str:
    return found.slot.zone if found.slot else found.leader.zone


def told(found: Post, slot: Slot) -> str:
    facts = {"leader": found.leader.name, "moment": dates.moment(slot.at, slot.zone)}
    return _("La publication de %(leader)s a changé de créneau : %(moment)s.") % facts


def onward(request: MemberRequest, found: Post, slot: Slot) -> HttpResponse:
    address = way_back.back(request)
    return redirect(f"{address}#p{found.pk}") if address else redirect("post", found.pk)


def page(request: MemberRequest, found: Post, form: PlaceForm, *, now: datetime) -> HttpResponse:
    free = wishes.next_place(found, now=now)
    context = {
        "post": found, "form": form, "zone": zone_of(found), "state": words.state(found.state), "chip": words.chip(found.state),
        "free": dates.day_long(free[0]) + ", " + dates.hour(free[1]) if free else "",
        "retour": way_back.ours(str(form["retour"].value() or "")),
    }  # fmt: skip
    return render(request, "pages/editorial/move.html", context)


@require_POST
@editors
def undo(request: MemberRequest) -> HttpResponse:
    """Each post by its own verb, and only where it is as the gesture left it."""
    now = timezone.now()
    offered = undoing.offered(request.session, now=now)
    undoing.forget(request.session)
    if offered is None:
        messages.error(request, _("Il n'y a plus rien à annuler."))
    else:
        done = sum(undone(request, step, now=now) for step in undoing.in_order(offered.steps))
        if done:
            messages.success(request, ngettext("%(num)s publication est revenue où elle était.",
                                               "%(num)s publications sont revenues où elles étaient.", done) % {"num": done})  # fmt: skip
    return redirect(way_back.back(request) or "calendar")


def undone(request: MemberRequest, step: undoing.Step, *, now: datetime) -> bool:
    found = access.editable(request.member, step.post)
    try:
        undoing.take_back(step, found, by=request.user, at=now)
    except Refusal as refusal:
        messages.error(request, f"{found.leader.name} : {refusal}")
        return False
    return True
