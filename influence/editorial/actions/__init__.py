"""The verbs of the room. Every one is a transaction whose last statement is its journal entry; time comes in as `at`."""

from influence.editorial.actions.decisions import approve, give_back, refuse
from influence.editorial.actions.embargoes import confirm_release, drop_embargo, note_check, place_embargo
from influence.editorial.actions.flags import add_usual_topics, clear, keep_topic, object_to, resume_topic
from influence.editorial.actions.lines import classify, keep_line, keep_pillar
from influence.editorial.actions.moves import miss_undecided, move, restore, submit, withdraw
from influence.editorial.actions.own_words import approve_with_edit, ask_again, put_back
from influence.editorial.actions.posts import revise, write_post
from influence.editorial.actions.recurrences import (
    end_recurrence,
    grow_recurrences,
    keep_recurrence,
    leave_out,
)
from influence.editorial.actions.slots import plan_slot
from influence.editorial.actions.zones import rederive

__all__ = [
    "add_usual_topics",
    "approve",
    "approve_with_edit",
    "ask_again",
    "classify",
    "clear",
    "confirm_release",
    "drop_embargo",
    "end_recurrence",
    "give_back",
    "grow_recurrences",
    "keep_line",
    "keep_pillar",
    "keep_recurrence",
    "keep_topic",
    "leave_out",
    "miss_undecided",
    "move",
    "note_check",
    "object_to",
    "place_embargo",
    "plan_slot",
    "put_back",
    "rederive",
    "refuse",
    "restore",
    "resume_topic",
    "revise",
    "submit",
    "withdraw",
    "write_post",
]  # fmt: skip
