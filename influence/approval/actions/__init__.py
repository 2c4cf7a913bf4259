"""The verbs of the room. Every one is a transaction that ends with its journal entry; time comes in as `at` or `now`."""

from influence.approval.actions.codes import prove, send_code
from influence.approval.actions.decisions import decide, take_back
from influence.approval.actions.delegating import invite_delegates, renew_for
from influence.approval.actions.devices import forget_device, forget_devices, tidy
from influence.approval.actions.inviting import invite
from influence.approval.actions.links import renew
from influence.approval.actions.own_words import decide_with_edit, think_again
from influence.approval.actions.reading import note_seen, snooze, take_up
from influence.approval.actions.reminders import remind

__all__ = [
    "decide",
    "decide_with_edit",
    "forget_device",
    "forget_devices",
    "invite",
    "invite_delegates",
    "note_seen",
    "prove",
    "remind",
    "renew",
    "renew_for",
    "send_code",
    "snooze",
    "take_back",
    "take_up",
    "think_again",
    "tidy",
]
