from typing import Any

from babel.dates import get_day_names
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.core import cadence
from influence.editorial import access, actions
from influence.editorial.coming import coming
from influence.editorial.coming import recurrences as recurrences_of
from influence.editorial.forms_recurrences import DayForm, RecurrenceForm
from influence.editorial.models import Recurrence
from influence.editorial.refusals import Refusal
from influence.people.doors import MemberRequest, editors
from influence.web import dates

RULE = ("pillar", "weekdays", "time", "starts_on", "ends_on", "on_holiday")
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@editors
def recurrences(request: MemberRequest) -> HttpResponse:
    found = recurrences_of(request.member.organisation, now=timezone.now())
    return render(request, "pages/editorial/recurrences.html", {"recurrences": found, "days_of": days_of})


@read_or_write
@editors
def recurrence_new(request: MemberRequest) -> HttpResponse:
    organisation = request.member.organisation
    today = cadence.local_date(timezone.now(), organisation.zone)
    form = RecurrenceForm(
        request.POST or None, organisation=organisation, is_new=True, initial={"starts_on": today}
    )
    if form.is_valid():
        clean = form.cleaned_data
        kept = actions.keep_recurrence(None, **clean, by=request.user, at=timezone.now())
        messages.success(request, _("Les créneaux des huit prochaines semaines sont dans le calendrier."))
        return redirect("recurrence", kept.pk)
    return page(request, form)


@read_or_write
@editors
def recurrence(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.recurrence_for(request.member, pk)
    form = RecurrenceForm(
        request.POST or None, organisation=request.member.organisation, is_new=False,
        initial={name: getattr(found, name) for name in RULE},
    )  # fmt: skip
    if form.is_valid():
        clean, at = form.cleaned_data, timezone.now()
        said = _(
            "C'est enregistré. Les créneaux libres à venir ont suivi ; ceux qui ont une publication sont restés."
        )
        return done(request, found, said, lambda: actions.keep_recurrence(
            found, leader=found.leader, **clean, by=request.user, at=at
        ))  # fmt: skip
    return page(request, form, found=found)


def page(request: MemberRequest, form: RecurrenceForm, *, found: Recurrence | None = None) -> HttpResponse:
    context = {
        "form": form, "recurrence": found, "coming": coming(found, now=timezone.now()) if found else [],
    }  # fmt: skip
    return render(request, "pages/editorial/recurrence.html", context, status=422 if form.is_bound else 200)


@require_POST
@editors
def recurrence_day(request: MemberRequest, pk: int) -> HttpResponse:
    found, form = access.recurrence_for(request.member, pk), DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ce jour n'est pas une date."))
        return redirect("recurrence", pk)
    day, is_out = form.cleaned_data["day"], form.cleaned_data["is_out"]
    said = _("Le %(day)s est retiré.") if is_out else _("Le %(day)s est rétabli.")
    return done(request, found, said % {"day": dates.day_long(day)}, lambda: actions.leave_out(
        found, day=day, is_out=is_out, by=request.user, at=timezone.now()
    ))  # fmt: skip


@require_POST
@editors
def recurrence_end(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.recurrence_for(request.member, pk)
    said = _("Ce créneau récurrent est terminé. Les publications déjà prévues restent.")
    return done(
        request, found, said, lambda: actions.end_recurrence(found, by=request.user, at=timezone.now())
    )


def done(request: MemberRequest, found: Recurrence, said: str, act: Any) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("recurrence", found.pk)


def days_of(found: Recurrence) -> str:
    """« mardi, jeudi »."""
    names = get_day_names("wide", locale=dates.locale())
    return ", ".join(names[n] for n in found.weekdays)
