"""Who hears of freezes, and of what safeguards hold: one mail a person for all that is held in one go."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import structlog
from django.db import transaction

from influence.outbox.actions import queue
from influence.outbox.models import Message
from influence.people.models import Organisation, Role, User
from influence.people.queries import people_of
from influence.publishing import telling, words
from influence.publishing.frozen import in_its_way
from influence.publishing.lateness import last_moment
from influence.publishing.models import Publication
from influence.publishing.problems import Problem
from influence.safeguards.models import Freeze

log = structlog.get_logger(__name__)

MOST = 50


@dataclass(frozen=True)
class Line:
    """A post in a mail that names many: whose, when, and until when something can be done. Never its words."""

    publication_id: int
    leader: str
    due_at: datetime
    last_moment: datetime
    zone: str


def held(publications: Sequence[Publication], *, problem: str, at: datetime) -> None:
    """Of one organisation. A single one has the mail that says more, and each embargo its own."""
    if len(publications) == 1 or problem == Problem.EMBARGO:
        for one in publications:
            telling.held(one, at=at, tell_leader=True)
        return
    organisation = publications[0].organisation
    for person, theirs in sorted(by_person(publications).items(), key=lambda pair: pair[0].pk):
        lines = [line(one) for one in theirs[:MOST]]
        context = {
            "words": words.problem(problem), "lines": lines, "more": len(theirs) - len(lines),
            "count": len(theirs), "to_confirm": problem == Problem.TO_CONFIRM,
        }  # fmt: skip
        digest = sha256(repr([(one.pk, one.due_at) for one in theirs]).encode()).hexdigest()[:16]
        key = f"holds:{organisation.pk}:{problem}:{at.timestamp():.0f}:{digest}:{person.pk}"
        write("publications_held", organisation, to=person, key=key, context=context, at=at)


def by_person(publications: Sequence[Publication]) -> dict[User, list[Publication]]:
    """The comms team hears of all, a leader of their own."""
    found: dict[User, list[Publication]] = defaultdict(list)
    team = telling.editors(publications[0].post)
    for one in publications:
        for person in dict.fromkeys([*team, one.post.leader.user]):
            found[person].append(one)
    return found


def line(publication: Publication) -> Line:
    slot = publication.post.slot
    return Line(
        publication_id=publication.pk, leader=publication.post.leader.name, due_at=publication.due_at,
        last_moment=last_moment(publication), zone=slot.zone if slot else publication.post.leader.zone,
    )  # fmt: skip


def tell_of_freezes(*, now: datetime) -> int:
    """Once a freeze and a person. The button itself waits for no mail."""
    related = ("organisation", "leader", "pillar", "frozen_by")
    return sum(
        tell_of(one, now=now) for one in Freeze.objects.filter(released_at=None).select_related(*related)
    )


def tell_of(frozen: Freeze, *, now: datetime) -> int:
    keys = {f"freeze:{frozen.pk}:{person.pk}": person for person in concerned(frozen)}
    told = set(Message.objects.filter(dedup_key__in=keys).values_list("dedup_key", flat=True))
    if told == set(keys):
        return 0
    stopped = list(in_its_way(frozen, now=now)[: MOST + 1])
    team = set(people_of(frozen.organisation, Role.EDITOR, Role.OPERATOR))
    written = 0
    for key, person in keys.items():
        theirs = [one for one in stopped if person in team or one.post.leader.user_id == person.pk]
        context = {
            "frozen": frozen, "lines": [line(one) for one in theirs[:MOST]], "has_more": len(theirs) > MOST,
            "zone": frozen.organisation.zone,
        }  # fmt: skip
        if key not in told:
            written += write(
                "freeze_placed", frozen.organisation, to=person, key=key, context=context, at=now
            )
    return written


def concerned(frozen: Freeze) -> list[User]:
    """The comms team, the operators, and each leader whose posts it stops."""
    team = people_of(frozen.organisation, Role.EDITOR, Role.OPERATOR)
    leaders = frozen.organisation.leaders.filter(is_active=True, user__is_active=True)
    if frozen.leader_id:
        leaders = leaders.filter(pk=frozen.leader_id)
    return list(dict.fromkeys([*team, *(leader.user for leader in leaders.select_related("user"))]))


def write(
    kind: str, organisation: Organisation, *, to: User, key: str, context: dict[str, Any], at: datetime
) -> bool:
    """A mail that cannot be written undoes nothing: what is held is held."""
    try:
        with transaction.atomic():
            return bool(
                queue(
                    kind=kind,
                    dedup_key=key,
                    to=to,
                    language=to.language,
                    context=context,
                    at=at,
                    organisation=organisation,
                )
            )
    except Exception:
        log.exception("publication.mail_not_written", kind=kind, user=to.pk)
        return False
