from influence.publishing.models.answers import Answered, Errand
from influence.publishing.models.errands import (
    TO_SETTLE,
    Change,
    ChangeKind,
    ChangeState,
    CommentState,
    FirstComment,
    Upload,
    UploadState,
)
from influence.publishing.models.publications import Attempt, Outcome, Publication
from influence.publishing.models.pulses import Pulse

__all__ = [
    "TO_SETTLE",
    "Answered",
    "Attempt",
    "Change",
    "ChangeKind",
    "ChangeState",
    "CommentState",
    "Errand",
    "FirstComment",
    "Outcome",
    "Publication",
    "Pulse",
    "Upload",
    "UploadState",
]
