"""A template tried with its own examples, in the child process: what its author sees, and what must hold before it is kept."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from influence.drafting.context import Context, LeaderFacts, OrganisationFacts, SlotFacts
from influence.drafting.problems import DraftingError, Kind, Problem
from influence.drafting.render import Job, Rendered, render_many
from influence.drafting.sources import PostTemplate, parted, read_source

# Somebody to speak in a preview, and a day: no person of the house.
NAME, FIRST_NAME = "Camille Durand", "Camille"
PLACE = SlotFacts(date=date(2026, 4, 14), time=time(8, 30))

# What a calendar's file calls its own columns, in French and English (editorial.importing.columns; a test compares them).
COLUMNS = frozenset(
    """date heure dirigeant pilier langue modele texte etat time leader pillar language template text state""".split()
)

STOPPED = frozenset({Kind.TOO_SLOW, Kind.TOO_MUCH_MEMORY, Kind.CRASHED})


@dataclass(frozen=True)
class Sample:
    """One way to fill the fields. `without` is the label of the optional field left out: "" for none, None for all."""

    without: str | None
    text: str


@dataclass(frozen=True)
class Proof:
    template: PostTemplate
    samples: tuple[Sample, ...]


def prove(source: str, *, slug: str, language: str, organisation: str) -> Proof:
    """With every example; then without each optional field, and without all of them. Raises DraftingError with every
    problem, those that a missing field causes too."""
    one = read_source(source, slug=slug, language=language)
    ways = list(variants(one))
    context = spoken_by(organisation)
    jobs = [Job(template=one, fields=given, language=language, context=context) for _label, given in ways]
    outcomes = render_many(jobs)
    problems = list(of_columns(source, one))
    problems += [
        problem for outcome in outcomes if isinstance(outcome, DraftingError) for problem in outcome.problems
    ]
    if problems:
        raise DraftingError(*dict.fromkeys(found for found in problems if found.kind is not Kind.NOT_TRIED))
    texts = [outcome.text for outcome in outcomes if isinstance(outcome, Rendered)]
    return Proof(one, tuple(Sample(label, text) for (label, _given), text in zip(ways, texts, strict=True)))


def of_columns(source: str, one: PostTemplate) -> Iterator[Problem]:
    """Fields that a row of a calendar's file could not fill. Those of a template that is kept already stay as they are."""
    head, _body, _line = parted(source)
    for field, line in zip(one.fields, head.tables(), strict=True):
        if re.sub("_+", "_", field.name).strip("_") in COLUMNS:
            yield Problem(Kind.FIELD_COLUMN, name=field.name, line=head.line_of("name", since=line))


def variants(one: PostTemplate) -> list[tuple[str | None, Mapping[str, str]]]:
    full = {field.name: field.example for field in one.fields}
    optional = [field for field in one.fields if not field.required]
    ways: list[tuple[str | None, Mapping[str, str]]] = [("", full)]
    ways += [
        (field.label, {name: text for name, text in full.items() if name != field.name}) for field in optional
    ]
    if len(optional) > 1:
        left = {field.name for field in optional}
        ways.append((None, {name: text for name, text in full.items() if name not in left}))
    return ways


def spoken_by(organisation: str) -> Context:
    leader = LeaderFacts(
        name=NAME,
        first_name=FIRST_NAME,
        function=_("directrice générale"),
        department=_("Direction générale"),
    )
    return Context(leader=leader, organisation=OrganisationFacts(name=organisation), slot=PLACE)


def is_runaway(error: DraftingError) -> bool:
    return any(problem.kind in STOPPED for problem in error.problems)
