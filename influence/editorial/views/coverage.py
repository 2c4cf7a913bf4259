from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core import cadence
from influence.editorial import access
from influence.editorial.calendar.periods import asked_for
from influence.editorial.coverage import Months
from influence.editorial.coverage import coverage as coverage_of
from influence.people.doors import MemberRequest, open_to
from influence.people.models import Role


@open_to(Role.OPERATOR, Role.EDITOR, Role.LEADER)
def coverage(request: MemberRequest) -> HttpResponse:
    today = cadence.local_date(timezone.now(), request.member.organisation.zone)
    span = span_of(request, today=today)
    pairs, more = access.collisions_for(request.member, span)
    context = {
        "found": coverage_of(request.member.organisation, span), "ways": list(ways(today, shown=span)), "pairs": pairs,
        "more": more,
    }  # fmt: skip
    return render(request, "pages/editorial/covered.html", context)


def span_of(request: MemberRequest, *, today: date) -> Months:
    """« ?mois=2026-12 », « ?trimestre=2026-10 » (any month of it); anything else is the present month."""
    if quarter := request.GET.get("trimestre"):
        return Months.quarter(asked_for(month=quarter, today=today).first)
    return Months(asked_for(month=request.GET.get("mois", ""), today=today).first, 1)


@dataclass(frozen=True)
class Way:
    words: Promise | str
    query: str
    is_shown: bool


def ways(today: date, *, shown: Months) -> Iterator[Way]:
    month, quarter = Months(today.replace(day=1), 1), Months.quarter(today)
    for words, span in (
        (_("Ce mois-ci"), month),
        (_("Le mois prochain"), month.next),
        (_("Ce trimestre"), quarter),
        (_("Le trimestre prochain"), quarter.next),
    ):
        name = "mois" if span.months == 1 else "trimestre"
        yield Way(words, f"?{name}={span.first:%Y-%m}", span == shown)
