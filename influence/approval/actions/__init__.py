"""The verbs of the room. Every one is a transaction that ends with its journal entry; time comes in as `at` or `now`."""

from influence.approval.actions.codes import prove, send_code
from influence.approval.actions.decisions import decide, take_back
from influence.approval.actions.devices import forget_device, tidy
from influence.approval.actions.links import invite, renew
from influence.approval.actions.reminders import remind

__all__ = ["decide", "forget_device", "invite", "prove", "remind", "renew", "send_code", "take_back", "tidy"]
