"""A post on its way to one account, and each call that was made for it."""

from django.db import models
from django.db.models import Q

from influence.core.lifecycle import PublicationState
from influence.publishing.models.answers import Answered


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
