from django.db import models
from django.db.models import Q

from influence.core.lifecycle import PublicationState


class Publication(models.Model):
    """The going-out of one post on one account: at most one row, whatever happens (promise 2).

    `due_at` is UTC, copied from the slot by the planner. `claim_token` fences: a worker whose claim has expired can
    no longer write a failure; a success is a fact and is kept, however late."""

    # Every move of a row is written into all of its indexes: `publication_by_time` and `publication_once` serve these two.
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="publications", db_index=False
    )
    post = models.ForeignKey(
        "editorial.Post", on_delete=models.PROTECT, related_name="publications", db_index=False
    )
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="publications")
    version = models.ForeignKey("editorial.Version", on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, default=PublicationState.DUE, choices=[(s.value, s.value) for s in PublicationState]
    )
    claim_token = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    # Backoff after a Temporary or RateLimited failure; null before the first one.
    next_attempt_at = models.DateTimeField(null=True)
    urn = models.CharField(max_length=120, blank=True)
    permalink = models.URLField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    # Unclear: when the network is asked whether it is there. Published: when it is asked whether it still is.
    next_look_at = models.DateTimeField(null=True)
    looks = models.PositiveSmallIntegerField(db_default=0)
    # When a person said go again, after a safeguard that had held it was over (safeguards.sql.UNCONFIRMED).
    confirmed_at = models.DateTimeField(null=True)
    # influence.networks.errors.Reason of the last failure, put into words by publishing.words.
    problem = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "account"], name="publication_once"),
            models.UniqueConstraint(fields=["urn"], condition=~Q(urn=""), name="publication_urn_once"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in PublicationState]), name="publication_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "sending"])
                | Q(claim_token__isnull=False, claimed_until__isnull=False),
                name="publication_in_hand_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "removed"]) | Q(urn__gt="", published_at__isnull=False),
                name="publication_published_has_urn",
            ),
        ]
        indexes = [
            # What waits, for the claim and for all that is asked of it each second: never a look at what has ended.
            models.Index(
                fields=["due_at"], condition=Q(state__in=["due", "held"]), name="publication_waiting"
            ),
            models.Index(
                fields=["claimed_until"],
                condition=Q(state__in=["claimed", "sending"]),
                name="publication_in_hand",
            ),
            models.Index(
                fields=["next_look_at"],
                condition=Q(next_look_at__isnull=False),
                name="publication_to_look_at",
            ),
            models.Index(fields=["organisation", "-due_at"], name="publication_by_time"),
            # What else of a leader, or of an organisation, is out or about to be (lateness.CROWDED).
            models.Index(
                fields=["account", "-published_at"],
                condition=Q(state="published"),
                name="publication_out_by_account",
            ),
            models.Index(
                fields=["organisation", "-published_at"],
                condition=Q(state="published"),
                name="publication_out_by_house",
            ),
            models.Index(
                fields=["account", "due_at"],
                condition=Q(state__in=["due", "claimed", "sending", "unclear"]),
                name="publication_awaited",
            ),
            models.Index(
                fields=["organisation"],
                condition=Q(state__in=["claimed", "sending", "unclear"]),
                name="publication_going_out",
            ),
        ]


class Outcome(models.TextChoices):
    """`started` is written before the call: an attempt still so after its claim expired has an unknown outcome.
    `stopped`: a freeze came between the two, and nothing was called."""

    STARTED = "started"
    PUBLISHED = "published"
    TEMPORARY = "temporary"
    RATE_LIMITED = "rate_limited"
    UNAUTHORISED = "unauthorised"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    STOPPED = "stopped"


class Answered(models.Model):
    """What the network said with the last failure, for its support desk. Never a token, never a body: status, vendor code
    and request id (`moves.heard`). `problem` is influence.networks.errors.Reason, or why we did not even ask."""

    problem = models.CharField(max_length=40, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    vendor_code = models.CharField(max_length=80, blank=True)
    request_id = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


class Errand(Answered):
    """What a worker does for a publication beside sending it: claimed by a token, in hand until the lease ends."""

    claim_token = models.UUIDField(null=True)
    # Pushed ahead while a file moves: a film takes longer than any lease should.
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True


class Attempt(Answered):
    """One call to the network."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    claim_token = models.UUIDField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.STARTED)
    # The post that the network named: the one it made, or the one that it says this is a duplicate of.
    urn = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="attempt_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="attempt_outcome_known"),
        ]
        ordering = ["publication", "number"]


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


class Pulse(models.Model):
    """When a part of the machinery was last seen at work, by name: what the health page and its alarms go by."""

    name = models.CharField(max_length=60, primary_key=True)
    seen_at = models.DateTimeField()
    # Of the host that it ran on, ahead of the database's clock.
    skew = models.DurationField(null=True)
