from influence.editorial.models.conditions import Embargo, Flag, FlagState
from influence.editorial.models.imports import CalendarFile, ImportedRow
from influence.editorial.models.lines import Line, LinePillar, Pillar
from influence.editorial.models.posts import Audience, Channel, Decision, DecisionKind, Post, Version
from influence.editorial.models.slots import OnHoliday, Recurrence, Slot

__all__ = [
    "Audience",
    "CalendarFile",
    "Channel",
    "Decision",
    "DecisionKind",
    "Embargo",
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
    "Version",
]
