from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from influence.networks.ports import Mode


class AccountState(models.TextChoices):
    """`disconnected`: never connected, or the leader withdrew; `reconnect`: the network refused the token."""

    DISCONNECTED = "disconnected", _("non connecté")
    CONNECTED = "connected", _("connecté")
    RECONNECT = "reconnect", _("à reconnecter")


class AccountKind(models.TextChoices):
    """`member`: the leader's own profile. `page`: an organisation's page that the leader administers."""

    MEMBER = "member", _("profil")
    PAGE = "page", _("page")


class App(models.TextChoices):
    """The developer app that an account is connected through (linkedin-api.md §0.1). Ids of persons are scoped to it:
    the same person has another URN in the other app."""

    SELF_SERVE = "self_serve", _("application en libre-service")
    COMMUNITY = "community", _("application Community Management")


class Account(models.Model):
    """A leader's authorised voice on a network: their own profile, or a page that they administer. `author_urn` is set
    at the first connection: the account names a profile or a page, so a decision that names the account names it too
    (promise 1). A profile has another URN under each app; `profiles` keeps them all, so that only the first connection
    through an app rests on the name that the network gives (docs/adr/0011). A page has no token of its own: it speaks
    `through` the leader's profile, and its own state says whether the leader still administers it."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="accounts")
    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, related_name="accounts")
    network = models.CharField(max_length=20, default="linkedin")
    kind = models.CharField(max_length=6, choices=AccountKind, default=AccountKind.MEMBER)
    through = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="pages")
    app = models.CharField(max_length=12, choices=App, default=App.SELF_SERVE)
    state = models.CharField(max_length=12, choices=AccountState, default=AccountState.DISCONNECTED)
    author_urn = models.CharField(max_length=120, blank=True)
    author_name = models.CharField(max_length=200, blank=True)
    # The last part of the profile's or page's address, as the network or the first link that was accepted says it.
    vanity_name = models.CharField(max_length=120, blank=True)
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
    # URN by app, of each app that the leader ever connected through.
    profiles = models.JSONField(default=dict)
    # When the network was last asked whether the token, or for a page the role, still holds.
    token_checked_at = models.DateTimeField(null=True)
    role_checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leader", "network"], condition=Q(kind="member"), name="account_once"
            ),
            # A page that a leader gave up may become another leader's.
            models.UniqueConstraint(
                fields=["organisation", "network", "author_urn"],
                condition=~Q(author_urn="") & ~Q(kind="page", state="disconnected"),
                name="account_profile_once",
            ),
            models.UniqueConstraint(
                fields=["leader", "network", "author_urn"], condition=Q(kind="page"), name="account_page_once"
            ),
            models.CheckConstraint(condition=Q(state__in=AccountState.values), name="account_state_known"),
            models.CheckConstraint(
                condition=~Q(state="connected")
                | Q(author_urn__gt="") & (Q(sealed_access__isnull=False) | Q(kind="page")),
                name="account_connected_has_token",
            ),
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="account_kind_known"),
            models.CheckConstraint(condition=Q(app__in=App.values), name="account_app_known"),
            models.CheckConstraint(
                condition=Q(kind="member", through__isnull=True)
                | Q(kind="page", through__isnull=False, sealed_access__isnull=True),
                name="account_page_speaks_through",
            ),
            models.CheckConstraint(
                condition=Q(kind="member") | Q(author_urn__gt=""), name="account_page_is_named"
            ),
        ]
