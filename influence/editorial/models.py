from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PostState


class Audience(models.TextChoices):
    """Who may read the post on the network (LinkedIn's `visibility`)."""

    PUBLIC = "PUBLIC", _("Tout le monde")
    CONNECTIONS = "CONNECTIONS", _("Relations seulement")


class Pillar(models.Model):
    """A theme of the lines. Told apart by letter as well as by colour (never by colour alone)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="pillars")
    name = models.CharField(_("nom"), max_length=100)
    letter = models.CharField(_("lettre"), max_length=1)
    # Index of a colour token of the stylesheet, 1 to 8.
    colour = models.PositiveSmallIntegerField(_("couleur"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="pillar_once"),
            models.UniqueConstraint(fields=["organisation", "letter"], name="pillar_letter_once"),
            models.CheckConstraint(condition=Q(colour__range=(1, 8)), name="pillar_colour_known"),
        ]
        ordering = ["letter"]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """An editorial line: a leader's individual one, or the collegial one of a CoDir (`leader` is null)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="lines")
    codir = models.ForeignKey("people.Codir", on_delete=models.CASCADE, related_name="lines")
    leader = models.ForeignKey(
        "people.Leader", on_delete=models.CASCADE, null=True, blank=True, related_name="lines"
    )
    purpose = models.TextField(_("intention"), blank=True)
    voice = models.TextField(_("ton et mots"), blank=True)
    avoid = models.TextField(_("sujets à éviter"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["leader"], name="line_individual_once"),
            models.UniqueConstraint(
                fields=["codir"], condition=Q(leader__isnull=True), name="line_collegial_once"
            ),
        ]


class LinePillar(models.Model):
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="weights")
    pillar = models.ForeignKey(Pillar, on_delete=models.CASCADE, related_name="weights")
    weight = models.PositiveSmallIntegerField(_("poids (%)"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "pillar"], name="line_pillar_once"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="line_pillar_weight_in_percent"),
        ]


class Slot(models.Model):
    """A place in the calendar: the wall time that people agreed on and its zone. `at` (UTC) is derived from them by
    `core.cadence.instant` when the slot is planned or moved."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="slots")
    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, related_name="slots")
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="slots")
    day = models.DateField(_("jour"))
    time = models.TimeField(_("heure"))
    zone = models.CharField(max_length=60)
    # Which of the two readings of a doubled hour a person chose; null where the hour happens once.
    fold = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["leader", "at"], name="slot_once"),
            models.CheckConstraint(
                condition=Q(fold__isnull=True) | Q(fold__in=[0, 1]), name="slot_fold_known"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "at"], name="slot_by_time")]
        ordering = ["at"]


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
        ]
        indexes = [models.Index(F("version"), F("kind"), name="decision_by_version")]


class ImportedRow(models.Model):
    """A row of a calendar file that became a post. It stays when the post is moved, rewritten or withdrawn: the same
    row, met again in a file, changes nothing."""

    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    # sha256 over what the row said.
    digest = models.CharField(max_length=64)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leader", "at"], name="imported_row_once")]


class CalendarFile(models.Model):
    """A calendar that somebody uploaded and has not confirmed yet: what is shown is what will be imported. Forgotten
    after a day (`importing.forget_uploads`)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "uploaded_by", "digest"], name="calendar_file_once"
            ),
        ]
        indexes = [models.Index(fields=["uploaded_at"], name="calendar_file_by_age")]
