"""Periods of silence: what they are, and what of the calendar they lie on before they are kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from influence.editorial import words
from influence.editorial.displacing import displaced
from influence.editorial.forms_periods import PeriodForm
from influence.people.doors import MemberRequest, editors
from influence.safeguards import queries
from influence.safeguards.access import period_for
from influence.safeguards.models import Period
from influence.safeguards.periods import add_period, cancel_period, change_period, outlined
from influence.safeguards.refusals import Refusal


@require_safe
@editors
def periods(request: MemberRequest) -> HttpResponse:
    organisation, now = request.member.organisation, timezone.now()
    shown = {
        "coming": queries.upcoming(organisation, now=now), "past": queries.past(organisation, now=now),
        "zone": organisation.zone,
    }  # fmt: skip
    return render(request, "pages/safeguards/periods.html", shown)


@editors
def period(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """First what it lies on is shown, and only then it can be kept."""
    found = period_for(request.member, pk) if pk else None
    form = PeriodForm(request.POST or None, organisation=request.member.organisation, period=found)
    if not form.is_valid():
        return shown(request, form, found)
    try:
        outline = outlined(request.member.organisation, **form.outline)
        if request.POST.get("do") != "keep":
            return shown(request, form, found, outline=outline)
        keep(request, found, outline)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return shown(request, form, found)
    return redirect("periods")


def keep(request: MemberRequest, found: Period | None, outline: Period) -> None:
    now = timezone.now()
    if found is None:
        add_period(outline, by=request.user, at=now)
    else:
        change_period(found, outline, by=request.user, at=now)
    messages.success(request, _("La période est enregistrée."))


def shown(
    request: MemberRequest, form: PeriodForm, found: Period | None, *, outline: Period | None = None
) -> HttpResponse:
    page = {
        "form": form, "period": found, "outline": outline, "posts": list(displaced(outline)[:200]) if outline else [],
        "state": words.standing, "zone": request.member.organisation.zone,
    }  # fmt: skip
    return render(request, "pages/safeguards/period.html", page, status=422 if form.errors else 200)


@require_POST
@editors
def period_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    found = period_for(request.member, pk)
    try:
        cancel_period(found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La période est annulée. Ce qu'elle avait arrêté reste à reconfirmer."))
    return redirect("periods")
