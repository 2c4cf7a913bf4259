from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from influence.core.anonymity import TOTAL, Cell, MaskedTable, mask
from influence.engagement.models import DailyCount, InternalCount, Kind
from influence.people.models import Employee, Organisation


@dataclass(frozen=True)
class Internal:
    """Acts of enrolled employees on one publication, all departments together."""

    reactions: int = 0
    comments: int = 0

    @property
    def acts(self) -> int:
        return self.reactions + self.comments


@dataclass(frozen=True)
class MonthEngagement:
    """Employees' engagement of a period of days in the organisation's zone.

    `person_days[department_id, leader_id]`: each day's distinct persons, summed over the days (domain.md §3.2, option
    a): the figure that remains when nobody is remembered from one day to the next."""

    members: Mapping[int, int]
    person_days: Mapping[tuple[int, int], int]
    acts: int
    table: MaskedTable


def internal_counts(publication_ids: Iterable[int]) -> dict[int, Internal]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for publication_id, kind, acts in InternalCount.objects.filter(publication_id__in=list(publication_ids)).values_list(
        "publication_id", "kind", "acts"
    ):
        found[publication_id][kind] = acts
    return {
        pk: Internal(reactions=counts.get(Kind.REACTION, 0), comments=counts.get(Kind.COMMENT, 0))
        for pk, counts in found.items()
    }


def members_by_department(organisation: Organisation) -> dict[int, int]:
    """How many volunteers each department has; departments without any are there with 0."""
    found = dict.fromkeys(organisation.departments.values_list("pk", flat=True), 0)
    counted = Employee.objects.filter(organisation=organisation).values_list("department_id").annotate(n=Count("id"))
    return found | dict(counted)


def month_engagement(organisation: Organisation, *, first: date, last: date) -> MonthEngagement:
    """From `first` to `last`, both included."""
    counts = DailyCount.objects.filter(organisation=organisation, day__range=(first, last), kind=Kind.ANY)
    members = members_by_department(organisation)
    person_days = {
        (row["department_id"], row["leader_id"]): row["persons"]
        for row in counts.exclude(leader=None).values("department_id", "leader_id").annotate(persons=Sum("persons"))
    }
    acts = counts.filter(leader=None).aggregate(acts=Sum("acts"))["acts"] or 0
    table = mask(
        {(str(department), str(leader)): n for (department, leader), n in person_days.items()},
        columns=[str(pk) for pk in organisation.leaders.order_by("name").values_list("pk", flat=True)],
        members={str(pk): n for pk, n in members.items()},
        min_members=organisation.min_members,
        min_persons=organisation.min_persons,
        days=(last - first).days + 1,
        also_hidden=thin(counts, at_least=organisation.min_persons),
    )
    return MonthEngagement(members=members, person_days=person_days, acts=acts, table=table)


def thin(counts: QuerySet[DailyCount], *, at_least: int) -> set[Cell]:
    """Cells and totals behind which too few persons may stand. On its best day a cell counted so many *distinct*
    persons: the month had at least as many. Where even that day is below the threshold, twenty person-days may be one
    person's."""
    day_of: dict[Cell, Counter[date]] = defaultdict(Counter)
    for department, leader, day, persons in counts.values_list("department_id", "leader_id", "day", "persons"):
        column = TOTAL if leader is None else str(leader)
        day_of[str(department), column][day] += persons
        # Nobody is of two departments, so a day's departments add up.
        day_of[TOTAL, column][day] += persons
    return {cell for cell, days in day_of.items() if max(days.values()) < at_least}
