"""What happened to a line, from the journal: who changed what, and when, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from influence.editorial.models import Line, Pillar
from influence.journal.models import Entry
from influence.journal.queries import story

MOST_SHOWN = 30

PARTS: dict[str, Promise | str] = {
    "purpose": gettext_lazy("intention"),
    "voice": gettext_lazy("ton et mots"),
    "avoid": gettext_lazy("sujets à éviter"),
    "forbidden": gettext_lazy("sujets interdits"),
    "languages": gettext_lazy("langues"),
}


@dataclass(frozen=True)
class Step:
    at: datetime
    by: str
    parts: tuple[str, ...]


def steps(line: Line | None, *, pillars: list[Pillar]) -> list[Step]:
    """The latest first."""
    if line is None:
        return []
    entries = story(organisation_id=line.organisation_id, subject_type="line", subject_id=line.pk)
    names = {str(one.pk): one.name for one in pillars}
    return [
        Step(one.at, one.actor.name if one.actor else "", tuple(parts(one, names=names)))
        for one in entries[: -MOST_SHOWN - 1 : -1]
    ]


def parts(entry: Entry, *, names: dict[str, str]) -> Iterator[str]:
    for name in entry.details.get("changed", ()):
        if name in PARTS:
            yield str(PARTS[name])
    yield from weighed(entry, names=names)
    if cadence := entry.details.get("posts_per_month"):
        was, now = cadence
        yield _("publications par mois : %(was)s → %(now)s") % {"was": was, "now": now}


def weighed(entry: Entry, *, names: dict[str, str]) -> Iterator[str]:
    now, was = entry.details.get("weights", {}), entry.details.get("weighed", {})
    for pk in {**was, **now}:
        if now.get(pk, 0) != was.get(pk, 0):
            facts = {"pillar": names.get(pk, "?"), "was": was.get(pk, 0), "now": now.get(pk, 0)}
            yield _("%(pillar)s : %(was)s %% → %(now)s %%") % facts
