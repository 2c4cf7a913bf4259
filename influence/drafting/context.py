"""What a template may know besides its own fields: plain frozen values, never a row of the database."""

import datetime
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class LeaderFacts:
    name: str
    first_name: str
    function: str = ""
    department: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    name: str


@dataclass(frozen=True, kw_only=True)
class SlotFacts:
    """Wall date and time, in the slot's own zone. Both empty for a draft that has no slot yet."""

    date: datetime.date | None = None
    time: datetime.time | None = None


@dataclass(frozen=True, kw_only=True)
class Context:
    leader: LeaderFacts
    organisation: OrganisationFacts
    slot: SlotFacts = field(default_factory=SlotFacts)


# Fields of a template may not take these names.
KNOWN: dict[str, frozenset[str]] = {
    "leader": frozenset(LeaderFacts.__dataclass_fields__),
    "organisation": frozenset(OrganisationFacts.__dataclass_fields__),
    "slot": frozenset(SlotFacts.__dataclass_fields__),
}
