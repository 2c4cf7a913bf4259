"""The verbs of the room. Time comes in as `now` (a worker's, from the database's clock) or `at` (a person's)."""

from influence.publishing.changing import change_done, change_one, claim_changes
from influence.publishing.claiming import Claim, claim, in_hand
from influence.publishing.commented import comment_again, comment_made, tidy_comments
from influence.publishing.commenting import claim_comments, claim_looks, comment_one, look
from influence.publishing.correcting import (
    approve_correction,
    ask_removal,
    drop_change,
    propose_correction,
    refuse_correction,
)
from influence.publishing.planning import plan
from influence.publishing.sending import publish_one
from influence.publishing.settling import hurry, settle, withdraw
from influence.publishing.sweeping import recover, sweep, tidy
from influence.publishing.uploading import UploadClaim, carry, claim_uploads, prepare, uploads_in_hand

__all__ = [
    "Claim",
    "UploadClaim",
    "approve_correction",
    "ask_removal",
    "carry",
    "change_done",
    "change_one",
    "claim",
    "claim_changes",
    "claim_comments",
    "claim_looks",
    "claim_uploads",
    "comment_again",
    "comment_made",
    "comment_one",
    "drop_change",
    "hurry",
    "in_hand",
    "look",
    "plan",
    "prepare",
    "propose_correction",
    "publish_one",
    "recover",
    "refuse_correction",
    "settle",
    "sweep",
    "tidy",
    "tidy_comments",
    "uploads_in_hand",
    "withdraw",
]
