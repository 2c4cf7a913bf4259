from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from influence.approval.actions.links import another_link
from influence.approval.reminding import Pending, pending
from influence.approval.snoozing import ends
from influence.journal.actions import record
from influence.outbox.actions import queue
from influence.outbox.models import Message
from influence.people.models import Organisation, Role, User
from influence.people.queries import people_of
from influence.people.quiet import may_leave

Due = list[tuple[Pending, datetime]]
# When each person wants to be asked again, by post and person.
Later = dict[tuple[int, int], datetime]
REMINDER, ESCALATION = "approval_reminder", "approval_escalation"


def remind(*, now: datetime) -> int:
    """Whoever is still asked for a word hears of all that waits for them, once a moment of the plan; then the editors do.
    How many mails were written."""
    found: dict[int, list[Pending]] = {}
    for one in pending(now=now):
        found.setdefault(one.post.organisation_id, []).append(one)
    return sum(remind_house(theirs[0].post.organisation, theirs, now=now) for theirs in found.values())


def remind_house(organisation: Organisation, waiting: list[Pending], *, now: datetime) -> int:
    people = {person.pk: person for one in waiting for person in one.people}
    later = ends([one.post for one in waiting])
    told = [
        tell(REMINDER, person, mine, due=due(mine, person=person, later=later, now=now), now=now)
        for person in people.values()
        if (
            mine := [
                one for one in waiting if person in one.people and not is_put_off(one, person, later, now)
            ]
        )
    ]
    late = [(one, at) for one in waiting if (at := one.escalation(now))]
    editors = people_of(organisation, Role.EDITOR) or people_of(organisation, Role.OPERATOR)
    told += [tell(ESCALATION, person, [one for one, _at in late], due=late, now=now) for person in editors]
    return sum(told)


def is_put_off(one: Pending, person: User, later: Later, now: datetime) -> bool:
    return not one.topics and later.get((one.post.pk, person.pk), now) > now


def due(mine: list[Pending], *, person: User, later: Later, now: datetime) -> Due:
    """What this person is to hear of now: after their quiet hours, but for the last reminder before a slot, and of what
    they put off when they asked for it."""
    found = [(one, one.step(now, snoozed=later.get((one.post.pk, person.pk)))) for one in mine]
    return [
        (one, at)
        for one, at in found
        if at and (at == one.last_step or may_leave(person, zone=one.zone, at=now) <= now)
    ]


@transaction.atomic
def tell(kind: str, person: User, waiting: Iterable[Pending], *, due: Due, now: datetime) -> bool:
    """One mail for all that waits. Any such mail since the moment has said it already: it said everything."""
    if not due:
        return False
    organisation, moment = due[0][0].post.organisation, max(at for _one, at in due)
    stem = f"{kind}:{organisation.pk}:{person.pk}:"
    if Message.objects.filter(dedup_key__startswith=stem, created_at__gte=moment).exists():
        return False
    decisions = own(waiting)
    locators = linked(decisions, person=person, now=now) if kind == REMINDER else {}
    written = queue(
        kind=kind, dedup_key=f"{stem}{moment.timestamp():.0f}", to=person, language=person.language,
        organisation=organisation, at=now, is_secret=bool(locators),
        context={"decisions": decisions, "seconds": seconds(waiting), "locators": locators},
    )  # fmt: skip
    if written is None:
        return False
    for one, at in due:
        if at == moment:
            record(f"approval.{kind.removeprefix('approval_')}", one.post, organisation_id=organisation.pk, at=now,
                   by=None, to=person.pk)  # fmt: skip
    return True


def linked(decisions: Iterable[Pending], *, person: User, now: datetime) -> dict[int, str]:
    """By post, a link of its own: on a device that nobody knows yet a reminder asks for a code, as the first mail did."""
    made = {one.post.pk: another_link(one.post, person, at=now) for one in decisions}
    return {pk: locator for pk, locator in made.items() if locator}


def own(waiting: Iterable[Pending]) -> list[Pending]:
    return [one for one in waiting if not one.topics]


def seconds(waiting: Iterable[Pending]) -> list[Pending]:
    """A post of which several topics ask the same people is one line."""
    found: dict[tuple[int, tuple[User, ...]], Pending] = {}
    for one in waiting:
        if one.topics:
            there = found.get((one.post.pk, one.people))
            found[one.post.pk, one.people] = replace(one, topics=there.topics + one.topics) if there else one
    return list(found.values())
