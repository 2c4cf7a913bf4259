from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from influence.networks.ports import Mode


class AccountState(models.TextChoices):
    """`disconnected`: never connected, or the leader withdrew; `reconnect`: the network refused the token."""

    DISCONNECTED = "disconnected", _("non connecté")
    CONNECTED = "connected", _("connecté")
    RECONNECT = "reconnect", _("à reconnecter")


class Account(models.Model):
    """A leader's authorised connection to a network. `member_urn` is set at the first connection and never changes:
    the account names a profile, so a decision that names the account names the profile (promise 1)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="accounts")
    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, related_name="accounts")
    network = models.CharField(max_length=20, default="linkedin")
    state = models.CharField(max_length=12, choices=AccountState, default=AccountState.DISCONNECTED)
    member_urn = models.CharField(max_length=120, blank=True)
    member_name = models.CharField(max_length=200, blank=True)
    scopes = models.JSONField(default=list)
    mode = models.CharField(
        max_length=14, default=Mode.ASSISTED.value, choices=[(m.value, m.value) for m in Mode]
    )
    # AES-256-GCM, associated data = organisation|account|network|purpose|key id (domain.md §4.4).
    sealed_access = models.BinaryField(null=True)
    sealed_refresh = models.BinaryField(null=True)
    access_expires_at = models.DateTimeField(null=True)
    refresh_expires_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)
    last_problem = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["leader", "network"], name="account_once"),
            models.UniqueConstraint(
                fields=["organisation", "network", "member_urn"],
                condition=~Q(member_urn=""),
                name="account_profile_once",
            ),
            models.CheckConstraint(condition=Q(state__in=AccountState.values), name="account_state_known"),
            models.CheckConstraint(
                condition=~Q(state="connected") | Q(sealed_access__isnull=False, member_urn__gt=""),
                name="account_connected_has_token",
            ),
        ]
