"""Who gets which edition: leaders and readers the CoDir's, each leader their own, the comms team the full one."""

from collections.abc import Iterator
from dataclasses import dataclass

from influence.people.models import Leader, Role, User
from influence.people.queries import people_of
from influence.reporting.models import Edition, EditionKind, Report


@dataclass(frozen=True)
class Reader:
    user: User
    kind: EditionKind
    leader: Leader | None = None


@dataclass(frozen=True)
class Wanted:
    """One edition to make."""

    kind: EditionKind
    leader: Leader | None
    language: str


@dataclass(frozen=True)
class Copy:
    user: User
    edition: Edition


def of(report: Report) -> list[Reader]:
    """Each person once for each kind, in a stable order."""
    found = {(reader.user.pk, reader.kind): reader for reader in everybody(report)}
    return list(found.values())


def everybody(report: Report) -> Iterator[Reader]:
    leaders = report.organisation.leaders.filter(is_active=True, user__is_active=True).select_related("user")
    for leader in leaders:
        yield Reader(leader.user, EditionKind.CODIR)
        yield Reader(leader.user, EditionKind.LEADER, leader)
    for user in people_of(report.organisation, Role.READER):
        yield Reader(user, EditionKind.CODIR)
    for user in people_of(report.organisation, Role.EDITOR, Role.OPERATOR):
        yield Reader(user, EditionKind.COMMS)


def wanted(report: Report) -> list[Wanted]:
    """Also without any reader, the two common editions exist in the organisation's language: pages show them."""
    language = report.organisation.language
    found = [Wanted(kind, None, language) for kind in (EditionKind.CODIR, EditionKind.COMMS)]
    found += [Wanted(reader.kind, reader.leader, reader.user.language) for reader in of(report)]
    return list(dict.fromkeys(found))


def copies(report: Report) -> list[Copy]:
    made = {
        (e.kind, e.leader_id, e.language): e
        for e in report.editions.select_related("report__organisation", "leader").prefetch_related("pictures")
    }
    return [
        Copy(
            reader.user, made[reader.kind, reader.leader.pk if reader.leader else None, reader.user.language]
        )
        for reader in of(report)
    ]
