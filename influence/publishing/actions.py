"""The verbs of the room. Time comes in as `now` (a worker's, from the database's clock) or `at` (a person's)."""

from influence.publishing.changing import change_done, change_one, claim_changes
from influence.publishing.claiming import Claim, claim, give_back, in_hand
from influence.publishing.commented import comment_again, comment_made, tidy_comments
from influence.publishing.commenting import claim_comments, claim_looks, comment_one, look
from influence.publishing.confirming import confirm
from influence.publishing.correcting import (
    approve_correction,
    ask_removal,
    drop_change,
    propose_correction,
    refuse_correction,
)
from influence.publishing.handfuls import publish_one, publish_some, taken_a_second
from influence.publishing.planning import plan
from influence.publishing.reconciling import claim_unclear, reconcile
from influence.publishing.settling import settle, withdraw
from influence.publishing.sweeping import recover, sweep, tidy
from influence.publishing.trying import again, hurry
from influence.publishing.uploading import UploadClaim, carry, claim_uploads, prepare, uploads_in_hand
from influence.publishing.verifying import claim_checks, gone, still_there, verify
from influence.publishing.warning import warn

__all__ = [
    "Claim",
    "UploadClaim",
    "again",
    "approve_correction",
    "ask_removal",
    "carry",
    "change_done",
    "change_one",
    "claim",
    "claim_changes",
    "claim_checks",
    "claim_comments",
    "claim_looks",
    "claim_unclear",
    "claim_uploads",
    "comment_again",
    "comment_made",
    "comment_one",
    "confirm",
    "drop_change",
    "give_back",
    "gone",
    "hurry",
    "in_hand",
    "look",
    "plan",
    "prepare",
    "propose_correction",
    "publish_one",
    "publish_some",
    "reconcile",
    "recover",
    "refuse_correction",
    "settle",
    "still_there",
    "sweep",
    "taken_a_second",
    "tidy",
    "tidy_comments",
    "uploads_in_hand",
    "verify",
    "warn",
    "withdraw",
]
