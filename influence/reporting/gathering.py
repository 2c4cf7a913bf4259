"""The month's rows, read in a handful of queries. Nothing is computed here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, DateTimeField, ExpressionWrapper, F, QuerySet, When

from influence.accounts.models import AccountKind
from influence.core.cadence import month_bounds
from influence.core.lifecycle import PublicationState
from influence.editorial.models import Decision, Post, Slot
from influence.engagement.models import Snapshot, Source
from influence.people.models import Organisation
from influence.publishing.models import Publication

# Posts are compared at equal age: the last reading within seven days of going out (domain.md §1.6, R-1.11).
AGE = timedelta(days=7)


@dataclass(frozen=True)
class Month:
    """A calendar month in the organisation's zone; `start` and `end` (excluded) are UTC."""

    first: date
    start: datetime
    end: datetime

    @property
    def last(self) -> date:
        return self.next - timedelta(days=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def days(self) -> int:
        return (self.next - self.first).days


def month_of(organisation: Organisation, first: date) -> Month:
    start, end = month_bounds(first.year, first.month, organisation.zone)
    return Month(first=first, start=start, end=end)


def published_in(
    organisation: Organisation, month: Month, *, kind: AccountKind = AccountKind.MEMBER
) -> list[Publication]:
    """What leaders said in their own name, or what they said for a page: never both together (R-1.4)."""
    return list(
        gone_out_in(organisation, month)
        .filter(state=PublicationState.PUBLISHED, account__kind=kind)
        .select_related("post__leader", "post__pillar", "version", "account")
        .order_by("published_at")
    )


def removed_in(organisation: Organisation, month: Month) -> int:
    """How many went out in the month and were taken down since: LinkedIn has no figures of them any more."""
    return gone_out_in(organisation, month).filter(state=PublicationState.REMOVED).count()


def gone_out_in(organisation: Organisation, month: Month) -> QuerySet[Publication]:
    return Publication.objects.filter(
        organisation=organisation, published_at__gte=month.start, published_at__lt=month.end
    )


def readings(publications: Iterable[Publication], *, until: datetime) -> dict[int, Snapshot]:
    """The last reading of each publication within AGE of its going out, and no later than `until`: of one source, the
    network's own where there is any (R-1.6)."""
    found = (
        Snapshot.objects.filter(publication__in=list(publications), taken_at__lte=until)
        .annotate(limit=ExpressionWrapper(F("publication__published_at") + AGE, output_field=DateTimeField()))
        .filter(taken_at__lte=F("limit"))
        .annotate(imported=Case(When(source=Source.API, then=0), default=1))
        .order_by("publication", "imported", "-taken_at")
        .distinct("publication")
    )
    return {snapshot.publication_id: snapshot for snapshot in found}


def states_in(organisation: Organisation, month: Month) -> dict[str, int]:
    """How many posts planned in the month are in each state now."""
    planned = Post.objects.filter(
        organisation=organisation, slot__at__gte=month.start, slot__at__lt=month.end
    )
    return dict(planned.order_by().values_list("state").annotate(n=Count("id")))


def decisions_in(organisation: Organisation, month: Month) -> list[Decision]:
    return list(
        Decision.objects.filter(
            version__post__organisation=organisation, decided_at__gte=month.start, decided_at__lt=month.end
        ).select_related("version__post")
    )


def planned_in(organisation: Organisation, month: Month) -> list[Slot]:
    return list(
        Slot.objects.filter(organisation=organisation, at__gte=month.start, at__lt=month.end)
        .select_related("leader", "pillar", "post")
        .order_by("at")
    )
