from influence.editorial.models.collisions import Collision, Waiver
from influence.editorial.models.conditions import Embargo, Flag, FlagState
from influence.editorial.models.imports import CalendarFile, ImportedRow
from influence.editorial.models.lines import Line, LinePillar, Pillar
from influence.editorial.models.posts import Audience, Channel, Decision, DecisionKind, Post, Version, Wish
from influence.editorial.models.slots import OnHoliday, Recurrence, Slot
from influence.editorial.models.unsaved import Feed, Unsaved

__all__ = [
    "Audience",
    "CalendarFile",
    "Channel",
    "Collision",
    "Decision",
    "DecisionKind",
    "Embargo",
    "Feed",
    "Flag",
    "FlagState",
    "ImportedRow",
    "Line",
    "LinePillar",
    "OnHoliday",
    "Pillar",
    "Post",
    "Recurrence",
    "Slot",
    "Unsaved",
    "Version",
    "Waiver",
    "Wish",
]
