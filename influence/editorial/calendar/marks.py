"""What lies on days beside posts and stops: public holidays, school holidays, milestones of campaigns."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from influence.editorial.calendar.periods import Period
from influence.editorial.days_off import days_off
from influence.editorial.school import away
from influence.people.models import Organisation


@dataclass(frozen=True)
class Milestone:
    name: str
    campaign: str
    campaign_id: int
    is_done: bool


@dataclass
class Marks:
    """Of one day. `school`: the zones that are on holiday, « A·C »."""

    holiday: str = ""
    school: str = ""
    school_name: str = ""
    milestones: list[Milestone] = field(default_factory=list)


NONE = Marks()


def marks_on(
    period: Period, *, organisation: Organisation, zones: tuple[str, ...], language: str
) -> dict[date, Marks]:
    """`zones`: of school holidays (school.zones_of)."""
    start, end = period.grid
    found: dict[date, Marks] = defaultdict(Marks)
    for year in range(start.year, end.year + 1):
        for day, name in days_off(year, organisation.zone, language).items():
            found[day].holiday = name
    for day, theirs, name in away(start, end, zones=zones):
        found[day].school, found[day].school_name = theirs, name
    for day, one in milestones(organisation, start=start, end=end):
        found[day].milestones.append(one)
    return dict(found)


def milestones(organisation: Organisation, *, start: date, end: date) -> Iterable[tuple[date, Milestone]]:
    rows = (
        organisation.campaigns.filter(milestones__day__gte=start, milestones__day__lt=end)
        .order_by("milestones__day", "milestones__name")
        .values_list("milestones__day", "milestones__name", "name", "pk", "milestones__done_at")
    )
    return [
        (day, Milestone(name, campaign, pk, is_done=done is not None))
        for day, name, campaign, pk, done in rows
    ]
