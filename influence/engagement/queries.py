from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet, Sum

from influence.core.anonymity import Cell, Shown, mask_groups
from influence.engagement.models import DailyCount, FollowerCount, InternalCount, Kind, Source
from influence.people.models import Employee, Organisation

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class Internal:
    """Acts of enrolled employees on one publication, all departments together."""

    reactions: int = 0
    comments: int = 0

    @property
    def acts(self) -> int:
        return self.reactions + self.comments


@dataclass(frozen=True)
class Followers:
    """The last number known on a day or in the week before it. `change`: over thirty days, None where the earlier
    number is not known. From the network itself; numbers of imported files are another series (R-1.6)."""

    day: date
    followers: int
    change: int | None


@dataclass(frozen=True)
class MonthEngagement:
    """Employees' engagement of a period of days in the organisation's zone.

    `person_days[department_id, leader_id]`: each day's distinct persons, summed over the days (domain.md §3.2, option
    a): the figure that remains when nobody is remembered from one day to the next. `table` is all of them that may be
    shown, the same wherever it is."""

    members: Mapping[int, int]
    person_days: Mapping[tuple[int, int], int]
    acts: int
    table: Shown


def internal_counts(publication_ids: Iterable[int]) -> dict[int, Internal]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for publication_id, kind, acts in InternalCount.objects.filter(
        publication_id__in=list(publication_ids)
    ).values_list("publication_id", "kind", "acts"):
        found[publication_id][kind] = acts
    return {
        pk: Internal(reactions=counts.get(Kind.REACTION, 0), comments=counts.get(Kind.COMMENT, 0))
        for pk, counts in found.items()
    }


def followers_of(account_ids: Iterable[int], *, day: date) -> dict[int, Followers]:
    """By account; those of which nothing is known are missing."""
    now = last_known(account_ids, day=day)
    before = last_known(now, day=day - MONTH)
    return {
        pk: Followers(
            count.day,
            count.followers,
            change=count.followers - before[pk].followers if pk in before else None,
        )
        for pk, count in now.items()
    }


def last_known(account_ids: Iterable[int], *, day: date) -> dict[int, FollowerCount]:
    """Of that day, or of one of the seven before it: what is older says nothing of the day."""
    found = (
        FollowerCount.objects.filter(
            account__in=list(account_ids), source=Source.API, followers__isnull=False,
            day__range=(day - WEEK, day),
        )
        .order_by("account", "-day")
        .distinct("account")
    )  # fmt: skip
    return {count.account_id: count for count in found}


def members_by_department(organisation: Organisation) -> dict[int, int]:
    """How many volunteers each department has; departments without any are there with 0."""
    found = dict.fromkeys(organisation.departments.values_list("pk", flat=True), 0)
    counted = (
        Employee.objects.filter(organisation=organisation)
        .values_list("department_id")
        .annotate(n=Count("id"))
    )
    return found | dict(counted)


def month_engagement(organisation: Organisation, *, first: date, last: date) -> MonthEngagement:
    """From `first` to `last`, both included."""
    counts = DailyCount.objects.filter(organisation=organisation, day__range=(first, last), kind=Kind.ANY)
    members = members_by_department(organisation)
    person_days = {
        (row["department_id"], row["leader_id"]): row["persons"]
        for row in counts.exclude(leader=None)
        .values("department_id", "leader_id")
        .annotate(persons=Sum("persons"))
    }
    acts = counts.filter(leader=None).aggregate(acts=Sum("acts"))["acts"] or 0
    table = mask_groups(
        {(str(department), str(leader)): n for (department, leader), n in person_days.items()},
        groups=own_and_others(organisation, departments=members),
        members={str(pk): n for pk, n in members.items()},
        min_members=organisation.min_members,
        min_persons=organisation.min_persons,
        also_hidden=thin(counts, at_least=organisation.min_persons),
    )
    return MonthEngagement(members=members, person_days=person_days, acts=acts, table=table)


def own_and_others(organisation: Organisation, *, departments: Iterable[int]) -> tuple[set[Cell], set[Cell]]:
    """The table's cells, apart by what T counts: those of each leader's own department, and all others."""
    home = dict(organisation.leaders.values_list("pk", "department_id"))
    cells = {(str(department), str(leader)) for department in departments for leader in home}
    own = {(str(department), str(leader)) for leader, department in home.items()}
    return own, cells - own


def thin(counts: QuerySet[DailyCount], *, at_least: int) -> set[Cell]:
    """Cells behind which too few persons may stand. On its best day a cell counted so many *distinct* persons: the month
    had at least as many. Where even that day is below the threshold, twenty person-days may be one person's."""
    day_of: dict[Cell, list[int]] = defaultdict(list)
    for department, leader, persons in counts.exclude(leader=None).values_list(
        "department_id", "leader_id", "persons"
    ):
        day_of[str(department), str(leader)].append(persons)
    return {cell for cell, days in day_of.items() if max(days) < at_least}
