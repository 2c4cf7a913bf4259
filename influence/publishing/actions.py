"""The verbs of the room. Time comes in as `now` (a worker's, from the database's clock) or `at` (a person's)."""

from influence.publishing.claiming import Claim, claim, in_hand
from influence.publishing.planning import plan
from influence.publishing.sending import publish_one
from influence.publishing.settling import hurry, settle, withdraw
from influence.publishing.sweeping import recover, sweep, tidy

__all__ = [
    "Claim",
    "claim",
    "hurry",
    "in_hand",
    "plan",
    "publish_one",
    "recover",
    "settle",
    "sweep",
    "tidy",
    "withdraw",
]
