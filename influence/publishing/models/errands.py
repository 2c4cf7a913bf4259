"""What a worker does for a publication beside sending it: files ahead of it, a comment and changes after it."""

from django.db import models
from django.db.models import Q

from influence.publishing.models.answers import Errand
from influence.publishing.models.publications import Publication


class UploadState(models.TextChoices):
    WAITING = "waiting"
    UPLOADING = "uploading"
    PROCESSING = "processing"
    AVAILABLE = "available"
    FAILED = "failed"


class Upload(Errand):
    """One file of a publication, on its way to the network before the slot. Doing it twice is harmless: the network
    keeps an unused copy. `tries` are of the uploading, then of the asking. `available_at` lies a little ahead where the account may not ask how far the network is."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="uploads")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.WAITING)
    urn = models.CharField(max_length=120, blank=True)
    # Who it was sent for: a file of one member, or of one app's, is of no use to another.
    owner_urn = models.CharField(max_length=120, blank=True)
    # The next upload, or the next question how far the network is.
    next_look_at = models.DateTimeField(null=True)
    uploaded_at = models.DateTimeField(null=True)
    available_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "sha256"], name="upload_once"),
            models.CheckConstraint(condition=Q(state__in=UploadState.values), name="upload_state_known"),
            models.CheckConstraint(
                condition=~Q(state="uploading") | Q(claim_token__isnull=False, claimed_until__isnull=False),
                name="upload_in_hand_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["processing", "available"])
                | Q(urn__gt="", uploaded_at__isnull=False),
                name="upload_there_has_urn",
            ),
            models.CheckConstraint(
                condition=~Q(state="available") | Q(available_at__isnull=False), name="upload_available_since"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_look_at"],
                condition=Q(state__in=["waiting", "uploading", "processing"]),
                name="upload_under_way",
            )
        ]
        ordering = ["publication", "id"]


class CommentState(models.TextChoices):
    WAITING = "waiting"
    SENDING = "sending"
    MADE = "made"
    FAILED = "failed"
    UNCLEAR = "unclear"
    BY_HAND = "by_hand"
    DROPPED = "dropped"


# What a person may say about it: it stands there, or it does not and shall be sent.
TO_SETTLE = (CommentState.UNCLEAR, CommentState.FAILED, CommentState.BY_HAND)


class FirstComment(Errand):
    """The comment that follows a publication, with the approved words (`version.first_comment`). Like a post, it is
    never made twice: `sending` is written before the call, and nothing leads from there back to a second one. It is
    `dropped` where its post was removed first."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="comment")
    state = models.CharField(max_length=8, choices=CommentState, default=CommentState.WAITING)
    urn = models.CharField(max_length=200, blank=True)
    next_attempt_at = models.DateTimeField(null=True)
    # Of the last call: the network takes one comment a minute of a member.
    attempted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CommentState.values), name="first_comment_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending")
                | Q(claim_token__isnull=False, claimed_until__isnull=False, attempted_at__isnull=False),
                name="first_comment_in_hand_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state="made") | Q(made_at__isnull=False), name="first_comment_made_says_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["waiting", "sending", "unclear"]),
                name="first_comment_to_do",
            )
        ]


class ChangeKind(models.TextChoices):
    CORRECT = "correct"
    REMOVE = "remove"


class ChangeState(models.TextChoices):
    """`proposed`: waits for its leader; `ready`: a worker does it; `by_hand`: a person does, and says so."""

    PROPOSED = "proposed"
    READY = "ready"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    DROPPED = "dropped"
    BY_HAND = "by_hand"


class Change(Errand):
    """What is done to a post that is live: its text corrected to that of `version`, which its leader approves as any
    text, or the post removed. Doing either twice is doing it once, so that a lost answer needs no person."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind)
    version = models.OneToOneField(
        "editorial.Version", on_delete=models.PROTECT, null=True, related_name="change"
    )
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=ChangeState)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="change_state_known"),
            models.CheckConstraint(
                condition=Q(kind="correct", version__isnull=False)
                | Q(kind="remove", version__isnull=True, reason__gt=""),
                name="change_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="change_done_says_when"
            ),
            models.UniqueConstraint(
                fields=["publication", "kind"],
                condition=Q(state__in=["proposed", "ready", "by_hand"]),
                name="change_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="ready"), name="change_to_do"),
        ]
        ordering = ["publication", "id"]
