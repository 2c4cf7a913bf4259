from django.db import models
from django.db.models import Q

from influence.core.lifecycle import PublicationState


class Publication(models.Model):
    """The going-out of one post on one account: at most one row, whatever happens (promise 2).

    `due_at` is UTC, copied from the slot by the planner. `claim_token` fences: a worker whose claim has expired can
    no longer write a failure; a success is a fact and is kept, however late."""

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="publications"
    )
    post = models.ForeignKey("editorial.Post", on_delete=models.PROTECT, related_name="publications")
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
                condition=~Q(state="published") | Q(urn__gt="", published_at__isnull=False),
                name="publication_published_has_urn",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="due"), name="publication_due"),
            models.Index(
                fields=["claimed_until"],
                condition=Q(state__in=["claimed", "sending"]),
                name="publication_in_hand",
            ),
            models.Index(fields=["due_at"], condition=Q(state="held"), name="publication_held"),
            models.Index(fields=["organisation", "-due_at"], name="publication_by_time"),
        ]


class Outcome(models.TextChoices):
    """`started` is written before the call: an attempt still so after its claim expired has an unknown outcome."""

    STARTED = "started"
    PUBLISHED = "published"
    TEMPORARY = "temporary"
    RATE_LIMITED = "rate_limited"
    UNAUTHORISED = "unauthorised"
    REFUSED = "refused"
    UNCLEAR = "unclear"


class Attempt(models.Model):
    """One call to the network. Never a token, never a body: status, vendor code and request id."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    claim_token = models.UUIDField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.STARTED)
    problem = models.CharField(max_length=40, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    vendor_code = models.CharField(max_length=80, blank=True)
    request_id = models.CharField(max_length=120, blank=True)
    # The post that the network named: the one it made, or the one that it says this is a duplicate of.
    urn = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="attempt_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="attempt_outcome_known"),
        ]
        ordering = ["publication", "number"]
