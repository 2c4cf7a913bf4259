"""A post, exactly what it says, and what its leader said of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PostState
from influence.editorial.models.lines import Pillar
from influence.editorial.models.slots import Slot


class Audience(models.TextChoices):
    """Who may read the post on the network (LinkedIn's `visibility`)."""

    PUBLIC = "PUBLIC", _("Tout le monde")
    CONNECTIONS = "CONNECTIONS", _("Relations seulement")


class Post(models.Model):
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="posts")
    leader = models.ForeignKey("people.Leader", on_delete=models.PROTECT, related_name="posts")
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="posts")
    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, null=True, blank=True, related_name="post")
    state = models.CharField(
        max_length=10, default=PostState.DRAFT, choices=[(s.value, s.value) for s in PostState]
    )
    version = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    # Why the post is in its state, when a person or a rule gave a reason (returned, refused, missed, failed).
    reason = models.TextField(blank=True)
    # Nothing in it depends on the day: it may go out some hours late (domain.md §6.5).
    is_undated = models.BooleanField(_("non datée"), default=False)
    # Why it may be closer to another post than the policy says.
    closeness_reason = models.TextField(blank=True)
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    # What one announcement said in several voices has one number.
    announcement = models.UUIDField(null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    created_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in PostState]), name="post_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(version__isnull=False),
                name="post_moves_with_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_review", "approved", "scheduled", "publishing", "published"])
                | Q(slot__isnull=False),
                name="post_in_review_has_a_slot",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="post_by_state"),
            models.Index(fields=["leader", "state"], name="post_by_leader"),
            models.Index(
                fields=["announcement"],
                condition=Q(announcement__isnull=False),
                name="post_by_announcement",
            ),
            # The planner reads these every second: only the few rows that wait for it are in the index.
            models.Index(fields=["id"], condition=Q(state="approved"), name="post_to_plan"),
        ]


class Version(models.Model):
    """Exactly what was, or will be, approved. A trigger refuses any change of its content."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    # In the order that readers see: {"sha256", "alt_text", "title"} of files of the organisation's library.
    media = models.JSONField(default=list)
    # At most one of media and card. {} or, by "kind": {"poll": question, options, duration}, {"article": url, title,
    # description, thumbnail (sha256 or ""), thumbnail_alt}, {"reshare": urn} (editorial.cards).
    card = models.JSONField(default=dict)
    first_comment = models.TextField(blank=True)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.PUBLIC)
    # core.fingerprint.content_hash over all of the above.
    content_hash = models.CharField(max_length=64)
    template = models.CharField(max_length=80, blank=True)
    fields = models.JSONField(default=dict)
    language = models.CharField(max_length=5, default="fr")
    written_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    submitted_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="version_once"),
            # Target of the composite foreign key of decisions and publications (migration 0002).
            models.UniqueConstraint(fields=["id", "content_hash"], name="version_with_hash"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="version_audience_known"),
        ]
        ordering = ["post", "number"]


class DecisionKind(models.TextChoices):
    APPROVE = "approve", _("approuvée")
    RETURN = "return", _("modification demandée")
    REFUSE = "refuse", _("refusée")


class Wish(models.TextChoices):
    """What a leader wants changed, beside their own words (domain.md §2.3)."""

    TONE = "tone", _("le ton")
    FACT = "fact", _("un fait")
    TIMING = "timing", _("le moment")
    LEGAL = "legal", _("un point juridique")
    NOT_ME = "not_me", _("ce n'est pas moi")


class Channel(models.TextChoices):
    """How the decider proved who they are."""

    SESSION = "session", _("connexion")
    CODE = "code", _("code reçu par courrier électronique")
    DEVICE = "device", _("appareil reconnu")


class Decision(models.Model):
    """A leader's word on one version, by its hash. One a version, whatever is clicked twice or at once."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    content_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=DecisionKind)
    reason = models.TextField(blank=True)
    wishes = ArrayField(models.CharField(max_length=10, choices=Wish), default=list, blank=True)
    # Decided in the leader's place.
    mandate = models.ForeignKey(
        "people.Mandate", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    decided_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel)
    # The slot that was shown when the decision was taken.
    slot_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], name="decision_once"),
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="decision_channel_known"),
            models.CheckConstraint(condition=Q(kind="approve") | Q(reason__gt=""), name="decision_says_why"),
            models.CheckConstraint(
                condition=Q(wishes__contained_by=Wish.values), name="decision_wishes_known"
            ),
        ]
        indexes = [models.Index(F("version"), F("kind"), name="decision_by_version")]
