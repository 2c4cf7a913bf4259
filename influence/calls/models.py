from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CallCount(models.Model):
    """The calls of one day (UTC, as the network counts) through one developer app: for each member in whose name they
    were made, and once without a member for all of the app's. `member` is the number of the account whose token is
    shown; this room knows nothing else of it."""

    app = models.CharField(max_length=12)
    member = models.BigIntegerField(null=True)
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    # By what they were for (networks.ports.Purpose).
    publish = models.PositiveIntegerField(default=0)
    token = models.PositiveIntegerField(default=0)
    young = models.PositiveIntegerField(default=0)
    old = models.PositiveIntegerField(default=0)
    # The network said that the day's quota is used up: until then only publications are tried.
    exhausted_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["app", "member", "day"], nulls_distinct=False, name="call_count_once"
            ),
            models.CheckConstraint(
                condition=Q(calls=F("publish") + F("token") + F("young") + F("old")),
                name="call_count_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="call_count_day")]


class BreakerState(models.TextChoices):
    """`trial`: an operator let one call through, none has come yet. `trying`: that call is out."""

    CLOSED = "closed", _("fermé")
    OPEN = "open", _("ouvert")
    TRIAL = "trial", _("à l'essai")
    TRYING = "trying", _("essai en cours")


class Breaker(models.Model):
    """Stops every call that names one version of a network's API, since the network takes that version no more. With
    another version in the settings nothing is stopped. One row a version; an episode lasts from `tripped_at` to
    `closed_at`."""

    network = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    state = models.CharField(max_length=6, choices=BreakerState)
    tripped_at = models.DateTimeField()
    # What the network said, for the operator and for its support desk. Never a token.
    said = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "version"], name="breaker_once"),
            models.CheckConstraint(condition=Q(state__in=BreakerState.values), name="breaker_state_known"),
            models.CheckConstraint(
                condition=Q(state=BreakerState.CLOSED, closed_at__isnull=False)
                | ~Q(state=BreakerState.CLOSED) & Q(closed_at=None),
                name="breaker_closed_at_some_time",
            ),
        ]
