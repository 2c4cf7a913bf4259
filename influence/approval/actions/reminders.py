from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from influence.approval.reminding import Pending, pending
from influence.journal.actions import record
from influence.outbox.actions import queue
from influence.outbox.models import Message
from influence.people.models import Organisation, Role, User
from influence.people.queries import people_of

Due = list[tuple[Pending, datetime]]
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
    told = [
        tell(REMINDER, person, mine, due=[(one, at) for one in mine if (at := one.step(now))], now=now)
        for person in people.values()
        if (mine := [one for one in waiting if person in one.people])
    ]
    late = [(one, at) for one in waiting if (at := one.escalation(now))]
    editors = people_of(organisation, Role.EDITOR) or people_of(organisation, Role.OPERATOR)
    told += [tell(ESCALATION, person, [one for one, _at in late], due=late, now=now) for person in editors]
    return sum(told)


@transaction.atomic
def tell(kind: str, person: User, waiting: Iterable[Pending], *, due: Due, now: datetime) -> bool:
    """One mail for all that waits. Any such mail since the moment has said it already: it said everything."""
    if not due:
        return False
    organisation, moment = due[0][0].post.organisation, max(at for _one, at in due)
    stem = f"{kind}:{organisation.pk}:{person.pk}:"
    if Message.objects.filter(dedup_key__startswith=stem, created_at__gte=moment).exists():
        return False
    written = queue(
        kind=kind, dedup_key=f"{stem}{moment.timestamp():.0f}", to=person, language=person.language,
        organisation=organisation, at=now, context={"decisions": own(waiting), "seconds": seconds(waiting)},
    )  # fmt: skip
    if written is None:
        return False
    for one, at in due:
        if at == moment:
            record(f"approval.{kind.removeprefix('approval_')}", one.post, organisation_id=organisation.pk, at=now,
                   by=None, to=person.pk)  # fmt: skip
    return True


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
