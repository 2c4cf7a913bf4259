"""What a sheet would change in a calendar, and everything that is wrong with it, by line and column."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from influence.core.text import normalise
from influence.editorial.importing import words
from influence.editorial.importing.closeness import close
from influence.editorial.importing.columns import Column
from influence.editorial.importing.plans import Plan, Planned, Problem
from influence.editorial.importing.reading import Sheet
from influence.editorial.importing.rows import Asked, House, Reader, asked, contents, house, place, speaks
from influence.editorial.importing.standing import asks
from influence.editorial.importing.texts import drafted, readable
from influence.editorial.models import ImportedRow, Post
from influence.people.models import Organisation

# Rows done, rows in all: for a person who waits.
Told = Callable[[int, int], None]
# Templates are rendered in pieces, so that there is something to tell.
_PIECE = 200


def quiet(done: int, of: int) -> None:
    """For whoever does not wait."""


def plan(sheet: Sheet, *, organisation: Organisation, now: datetime, told: Told = quiet) -> Plan:
    """Writes nothing. Problems are in the language now active."""
    known = house(organisation)
    problems = [Problem(one.line, one.column, words.fault(one)) for one in sheet.faults]
    problems += unknown_columns(sheet, known=known)
    readers = [Reader(row, names=sheet.names, problems=problems) for row in sheet.rows if asks(row)]
    pairs = [(reader, understood(reader, known=known)) for reader in readers]
    told(0, len(pairs))
    rows = list(
        once(settled(pairs, now=now, told=told), readers={reader.row.line: reader for reader in readers})
    )
    return Plan(
        organisation=organisation,
        digest=sheet.digest,
        rows=tuple(rows),
        problems=tuple(sorted(set(problems))),
        remarks=() if problems else tuple(close(rows, organisation=organisation)),
        notes=tuple(words.fault(one) for one in sheet.notes),
    )


def unknown_columns(sheet: Sheet, *, known: House) -> Iterator[Problem]:
    """A column without a name that we know, and with something in it: silence would lose what it says."""
    used = {name for row in sheet.rows for name in row.cells}
    for name, title in sheet.names.items():
        if name in used - set(Column) - known.fields:
            among = [*known.fields, *(str(column) for column in Column)]
            yield Problem(sheet.line, title, words.unknown(words.UNKNOWN_COLUMN, title, among=among))


def understood(reader: Reader, *, known: House) -> Asked:
    wanted = asked(reader, known=known)
    contents(reader, known=known)
    return wanted


def settled(pairs: Sequence[tuple[Reader, Asked]], *, now: datetime, told: Told) -> Iterator[Planned]:
    """The rows that hold together, in order. Those that were imported before need no rendering, and may be past."""
    before = imported([wanted for _reader, wanted in pairs])
    taken = posts_at([wanted for _reader, wanted in pairs])
    for start in range(0, len(pairs), _PIECE):
        piece = pairs[start : start + _PIECE]
        texts = drafted(piece, rendered=lambda wanted: not is_before(wanted, before=before))
        for (reader, wanted), text in zip(piece, texts, strict=True):
            yield from judged(reader, wanted, text=text, before=before, taken=taken, now=now)
        told(min(start + _PIECE, len(pairs)), len(pairs))


def judged(
    reader: Reader,
    wanted: Asked,
    *,
    text: str | None,
    before: Mapping[tuple[int, datetime], str],
    taken: Mapping[tuple[int, datetime], Post],
    now: datetime,
) -> Iterator[Planned]:
    row = planned(wanted, text=text or "")
    if row and (is_before(wanted, before=before) or same_as(taken.get((row.leader.pk, row.slot.at)), row)):
        yield row.unchanged()
        return
    place(reader, wanted, now=now)
    speaks(reader, wanted)
    if text is not None:
        readable(reader, text)
    if row and (row.leader.pk, row.slot.at) in taken:
        reader.note(Column.TIME, str(words.DIFFERENT) % {"leader": row.leader.name})
    if row and text is not None:
        yield row


def once(rows: Iterator[Planned], *, readers: Mapping[int, Reader]) -> Iterator[Planned]:
    """One leader, one hour, one row."""
    seen: dict[tuple[int, object], Planned] = {}
    for row in rows:
        if first := seen.get(row.place):
            facts = {"leader": row.leader.name, "other": first.line}
            readers[row.line].note(Column.TIME, str(words.TWICE) % facts)
        seen.setdefault(row.place, row)
        yield row


def planned(wanted: Asked, *, text: str) -> Planned | None:
    slot = wanted.slot
    if wanted.leader is None or wanted.pillar is None or slot is None or wanted.language is None:
        return None
    return Planned(
        line=wanted.line, leader=wanted.leader, pillar=wanted.pillar, slot=slot, language=wanted.language,
        template=wanted.template, fields=wanted.fields, text=text, digest=digest(wanted),
        fold=wanted.fold,
    )  # fmt: skip


def digest(wanted: Asked) -> str:
    """What the row says besides who and when. A template counts by its name and fields: its words may be improved."""
    said = {
        "pillar": wanted.pillar.pk if wanted.pillar else None,
        "language": wanted.language,
        "template": wanted.template.slug if wanted.template else "",
        "fields": {name: normalise(cell) for name, cell in wanted.fields.items()},
        "text": normalise(wanted.text),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_before(wanted: Asked, *, before: Mapping[tuple[int, datetime], str]) -> bool:
    if wanted.leader is None or (slot := wanted.slot) is None:
        return False
    return before.get((wanted.leader.pk, slot.at)) == digest(wanted)


def same_as(post: Post | None, row: Planned) -> bool:
    """A post that says just this, whoever put it there; of a row with a text, words count, whatever they were made from."""
    if post is None or post.version is None:
        return False
    template = row.template.slug if row.template else post.version.template
    there = (post.pillar_id, post.version.language, post.version.template, post.version.text.strip())
    return there == (row.pillar.pk, row.language, template, normalise(row.text).strip())


def imported(wanted: Sequence[Asked]) -> dict[tuple[int, datetime], str]:
    """Digests of the rows that were imported before at these places."""
    rows = ImportedRow.objects.filter(leader__in=people(wanted), at__in=times(wanted))
    return {(leader, at): digest for leader, at, digest in rows.values_list("leader_id", "at", "digest")}


def posts_at(wanted: Sequence[Asked]) -> dict[tuple[int, datetime], Post]:
    """Posts that sit at these places. A withdrawn one gives its place to whoever asks (actions.slots.free)."""
    posts = Post.objects.filter(leader__in=people(wanted), slot__at__in=times(wanted)).exclude(
        state="withdrawn"
    )
    return {
        (post.leader_id, post.slot.at): post for post in posts.select_related("slot", "version") if post.slot
    }


def people(wanted: Sequence[Asked]) -> set[int]:
    return {one.leader.pk for one in wanted if one.leader}


def times(wanted: Sequence[Asked]) -> set[datetime]:
    return {slot.at for one in wanted if (slot := one.slot)}
