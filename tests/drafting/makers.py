"""What the drafting tests share: Claire, her organisation and her slot, as a template sees them."""

from datetime import date, time
from pathlib import Path

from influence.drafting.context import Context, LeaderFacts, OrganisationFacts, SlotFacts
from influence.drafting.problems import DraftingError, Problem
from influence.drafting.render import Job, render, render_many

CLAIRE = Context(
    leader=LeaderFacts(name="Claire Martin", first_name="Claire", function="directrice générale"),
    organisation=OrganisationFacts(name="Hôpitaux Saint-Luc"),
    slot=SlotFacts(date=date(2026, 5, 1), time=time(8, 30)),
)

HEAD = """+++
title = "Essai"
purpose = "Essayer."
when = "Jamais."

[[fields]]
name = "lieu"
label = "Où"
required = true
example = "à Vernay"

[[fields]]
name = "jour"
label = "Quand"
kind = "date"
example = "14/04/2026"
+++
"""


def written(source: str, *, language: str = "fr", **fields: object) -> str:
    return render(source, fields=fields, language=language, context=CLAIRE).text


def problems(source: str, **fields: object) -> tuple[Problem, ...]:
    (outcome,) = render_many([Job(template=source, fields=fields, language="fr", context=CLAIRE)])
    assert isinstance(outcome, DraftingError), outcome
    return outcome.problems


def shelf(folder: Path, text: str) -> Path:
    """A catalogue of one French template."""
    (folder / "fr").mkdir()
    (folder / "fr" / "essai.txt").write_text(text, encoding="utf-8")
    return folder
