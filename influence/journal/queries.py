import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from influence.journal.actions import GENESIS, entry_hash
from influence.journal.models import Entry


@dataclass(frozen=True)
class Break:
    """The first entry of an organisation's chain that is not what was written."""

    organisation_id: int
    sequence: int
    why: str


def story(*, organisation_id: int, subject_type: str, subject_id: int) -> list[Entry]:
    """All that happened to one thing, oldest first."""
    return list(
        Entry.objects.filter(
            organisation_id=organisation_id, subject_type=subject_type, subject_id=subject_id
        )
        .select_related("actor")
        .order_by("sequence")
    )


def breaks(organisation_id: int) -> Iterator[Break]:
    """Walk the chain and yield what does not hold: a gap, a changed row, a row of another chain."""
    previous, expected = GENESIS, 1
    for entry in Entry.objects.filter(organisation_id=organisation_id).order_by("sequence").iterator():
        if entry.sequence != expected:
            yield Break(organisation_id, expected, "missing")
        digest = entry_hash(
            previous=previous, organisation_id=organisation_id, sequence=entry.sequence, at=entry.at,
            actor_id=entry.actor_id, verb=entry.verb, subject_type=entry.subject_type,
            subject_id=entry.subject_id, details=entry.details,
        )  # fmt: skip
        if not hmac.compare_digest(digest, entry.hash) or entry.previous_hash != previous:
            yield Break(organisation_id, entry.sequence, "changed")
        previous, expected = entry.hash, entry.sequence + 1


def head(organisation_id: int) -> tuple[int, str]:
    """Sequence and hash of the last entry: printed in reports, so that a chain cut at its end is noticed."""
    last = Entry.objects.filter(organisation_id=organisation_id).order_by("-sequence").first()
    return (last.sequence, last.hash) if last else (0, GENESIS)
