"""What each row will say, and whether a post may say it."""

from collections.abc import Callable, Iterator, Sequence

from influence.core import cadence
from influence.core.text import LIMIT, length
from influence.drafting.context import Context, LeaderFacts, OrganisationFacts, SlotFacts
from influence.drafting.fields import clean
from influence.drafting.problems import DraftingError
from influence.drafting.render import Job, Rendered, render_many
from influence.drafting.words import sentence
from influence.editorial import words as post_words
from influence.editorial.importing import words
from influence.editorial.importing.columns import Column
from influence.editorial.importing.rows import Asked, Reader
from influence.editorial.readiness import unfit
from influence.people.models import Leader

Row = tuple[Reader, Asked]


def drafted(rows: Sequence[Row], *, rendered: Callable[[Asked], bool]) -> Iterator[str | None]:
    """The text of each row: as typed, or rendered, all in one go, where `rendered` wants it so. None where there is
    none, which is told."""
    jobs = {
        n: job
        for n, (reader, wanted) in enumerate(rows)
        if rendered(wanted) and (job := job_of(reader, wanted))
    }
    outcomes = dict(zip(jobs, render_many(list(jobs.values())), strict=True))
    for n, (reader, wanted) in enumerate(rows):
        outcome = outcomes.get(n)
        if isinstance(outcome, DraftingError):
            blame(reader, outcome)
        if isinstance(outcome, Rendered):
            yield outcome.text
        else:
            yield wanted.text if wanted.text and not wanted.template else None


def job_of(reader: Reader, wanted: Asked) -> Job | None:
    if wanted.template is None:
        return None
    if wanted.leader is None or (slot := wanted.slot) is None:
        check_fields(reader, wanted)
        return None
    context = facts(wanted.leader, slot=slot)
    return Job(
        template=wanted.template, fields=wanted.fields, language=wanted.template.language, context=context
    )


def check_fields(reader: Reader, wanted: Asked) -> None:
    """Of a row that cannot be rendered yet, as nobody knows for whom or when."""
    if wanted.template is None:
        return
    try:
        clean(wanted.template.fields, given=wanted.fields, language=wanted.template.language)
    except DraftingError as error:
        blame(reader, error)


def facts(leader: Leader, *, slot: cadence.Slot) -> Context:
    return Context(
        leader=LeaderFacts(
            name=leader.name,
            first_name=leader.first_name,
            function=leader.function,
            department=leader.department.name,
        ),
        organisation=OrganisationFacts(name=leader.organisation.name),
        slot=SlotFacts(date=slot.day, time=slot.time),
    )


def blame(reader: Reader, error: DraftingError) -> None:
    """A wrong value is told in its own column; what the template's lines say, in the template's."""
    for problem in error.problems:
        if problem.line is None and problem.name:
            reader.note(problem.name, sentence(problem))
        else:
            reader.note(Column.TEMPLATE, str(words.IN_TEMPLATE) % {"problem": sentence(problem)})


def readable(reader: Reader, text: str) -> None:
    column = Column.TEXT if reader.row.cells.get(Column.TEXT) else Column.TEMPLATE
    for problem in unfit(text):
        if problem is post_words.Unready.TOO_LONG:
            reader.note(column, str(words.TOO_LONG) % {"length": length(text), "limit": LIMIT})
        else:
            reader.note(column, post_words.unready(problem))
