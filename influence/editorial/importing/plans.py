"""What an import would do: values only, so that a page, a command and a test read the same thing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from influence.core import cadence
from influence.drafting.sources import PostTemplate
from influence.editorial.models import Pillar
from influence.people.models import Leader, Organisation


@dataclass(frozen=True, order=True)
class Problem:
    """`line` 0: the whole file. The sentence is in the language that was active when the plan was made."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        facts = {"line": self.line, "column": self.column, "sentence": self.sentence}
        if self.column:
            return _("Ligne %(line)s, colonne « %(column)s » : %(sentence)s") % facts
        return _("Ligne %(line)s : %(sentence)s") % facts if self.line else self.sentence


@dataclass(frozen=True)
class Planned:
    """One row that was understood. `text` is what the post will say: typed, or rendered from the template."""

    line: int
    leader: Leader
    pillar: Pillar
    slot: cadence.Slot
    language: str
    template: PostTemplate | None
    fields: Mapping[str, str]
    text: str
    digest: str
    # Of an hour that comes twice, where the file says which.
    fold: int | None = None
    is_new: bool = True

    @property
    def place(self) -> tuple[int, object]:
        """What makes a row the same row in another file: who speaks, and when."""
        return self.leader.pk, self.slot.at

    def said(self, text: str) -> "Planned":
        return replace(self, text=text)

    def unchanged(self) -> "Planned":
        return replace(self, is_new=False)


@dataclass(frozen=True)
class Plan:
    organisation: Organisation
    digest: str  # of the file
    rows: tuple[Planned, ...]
    problems: tuple[Problem, ...]
    # What is worth a look and keeps nothing out (closeness).
    remarks: tuple[Problem, ...] = ()
    # What of the file was read and what was not, in sentences.
    notes: tuple[str, ...] = ()

    @property
    def new(self) -> list[Planned]:
        return [row for row in self.rows if row.is_new]

    @property
    def unchanged(self) -> list[Planned]:
        return [row for row in self.rows if not row.is_new]
