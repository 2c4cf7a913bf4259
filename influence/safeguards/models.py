"""What keeps a post from going out although its leader said yes. A row here may name one of a room above by its foreign
key (a pillar): the code of this room never asks for it."""

from datetime import date, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Policy(models.Model):
    """How an organisation wants its calendar kept. Without a row, the defaults of the fields hold (`policies.policy_of`).
    Where a bound is there to protect a leader, an organisation may tighten it and not loosen it (domain.md §6.5)."""

    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.CASCADE, related_name="policy"
    )
    # A post leaves up to so many seconds after its slot, never before it: a committee that speaks at 8:30 sharp looks
    # like a machine.
    jitter_seconds = models.PositiveSmallIntegerField(_("étalement des départs (secondes)"), default=0)
    # Between two posts of one leader (domain.md §2.2), and between two leaders.
    min_gap_hours = models.PositiveSmallIntegerField(
        _("écart entre deux publications d'un dirigeant (heures)"), default=20
    )
    spacing_minutes = models.PositiveSmallIntegerField(_("écart entre deux dirigeants (minutes)"), default=60)
    # Two leaders on one pillar within so many hours; texts alike within so many days before and after. 0: not asked.
    theme_hours = models.PositiveSmallIntegerField(
        _("écart entre deux dirigeants sur le même thème (heures)"), default=24
    )
    alike_days = models.PositiveSmallIntegerField(_("mémoire des textes proches (jours)"), default=60)
    # After an outage: late by this at most, it goes out; then only what bears no date; then nothing without a new yes.
    catch_up_minutes = models.PositiveSmallIntegerField(_("rattrapage (minutes)"), default=30)
    undated_hours = models.PositiveSmallIntegerField(
        _("rattrapage de ce qui n'est pas daté (heures)"), default=6
    )
    # A yes that comes after the slot: still taken for so long, and the post leaves a while after it.
    late_approval_minutes = models.PositiveSmallIntegerField(_("accord tardif (minutes)"), default=120)
    cooling_off_minutes = models.PositiveSmallIntegerField(_("délai de réflexion (minutes)"), default=10)
    # Wall time of the slot's zone within which something may leave late.
    opens_at = models.TimeField(_("pas avant"), default=time(7))
    closes_at = models.TimeField(_("pas après"), default=time(21))
    # LinkedIn refuses a text that it already has, but promises nothing: off unless somebody decides (ADR 0012).
    resubmits = models.BooleanField(
        _("renvoyer une fois le même texte quand la réponse s'est perdue"), default=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    jitter_seconds__lte=90, min_gap_hours__lte=168, spacing_minutes__lte=1440,
                    theme_hours__lte=168, alike_days__lte=180,
                    catch_up_minutes__range=(1, 30), undated_hours__lte=6, late_approval_minutes__lte=120,
                    cooling_off_minutes__range=(1, 120), opens_at__lt=F("closes_at"),
                ),
                name="policy_within_bounds",
            ),
        ]  # fmt: skip

    @property
    def catch_up(self) -> timedelta:
        return timedelta(minutes=self.catch_up_minutes)

    @property
    def min_gap(self) -> timedelta:
        return timedelta(hours=self.min_gap_hours)

    @property
    def spacing(self) -> timedelta:
        return timedelta(minutes=self.spacing_minutes)

    @property
    def theme(self) -> timedelta:
        return timedelta(hours=self.theme_hours)

    @property
    def alike(self) -> timedelta:
        return timedelta(days=self.alike_days)


class Topic(models.Model):
    """A subject that asks for a second approval: by its words, found in the text, or by its pillars. Whom is asked is the
    rule's business, never the leader's (R-2.4)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="topics")
    name = models.CharField(_("nom"), max_length=100)
    # One word or phrase a line; whole words, whatever the case and the accents.
    words = models.TextField(_("mots"), blank=True)
    pillars = models.ManyToManyField("editorial.Pillar", blank=True, related_name="topics")
    approvers = models.ManyToManyField("people.User", blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="topic_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Freeze(models.Model):
    """Nothing goes out: of the organisation, of one leader, or of one pillar. It holds until two persons let it go, and
    then every post that it held is confirmed one by one (R-2.11, R-2.12)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="freezes")
    leader = models.ForeignKey(
        "people.Leader", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    pillar = models.ForeignKey(
        "editorial.Pillar", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("raison"))
    frozen_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    release_asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    release_asked_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    # The journal may be busy when somebody presses the button, and nothing waits for it then.
    is_journalled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(leader__isnull=True) | Q(pillar__isnull=True), name="freeze_has_one_scope"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True)
                | Q(release_asked_by__isnull=False, released_by__isnull=False)
                & ~Q(release_asked_by=F("released_by")),
                name="freeze_is_released_by_two",
            ),
            models.UniqueConstraint(
                fields=["organisation", "leader", "pillar"],
                condition=Q(released_at__isnull=True),
                nulls_distinct=False,
                name="freeze_once_a_scope",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation"], condition=Q(released_at__isnull=True), name="freeze_in_force"
            )
        ]
        ordering = ["-frozen_at"]


class PeriodKind(models.TextChoices):
    """Quiet: before results (AMF's guide). Closed: no dealing (MAR art. 19(11)), which says nothing about posts. Reserve:
    before elections (art. L52-1 code électoral)."""

    QUIET = "quiet", _("période de silence")
    CLOSED = "closed", _("fenêtre négative")
    RESERVE = "reserve", _("période de réserve")


class Strength(models.TextChoices):
    HARD = "hard", _("rien ne part")
    WARNING = "warning", _("avertir")
    INFORMATION = "information", _("pour information")


class Period(models.Model):
    """Days of the organisation's zone, the first one within, the last one without (R-2.9). `starts_at` and `ends_at` are
    those instants in UTC, derived when the row is written and again when the zone's rules change."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="periods")
    kind = models.CharField(_("nature"), max_length=10, choices=PeriodKind)
    strength = models.CharField(_("effet"), max_length=12, choices=Strength)
    name = models.CharField(_("nom"), max_length=120)
    leader = models.ForeignKey(
        "people.Leader", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au (exclu)"))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PeriodKind.values), name="period_kind_known"),
            models.CheckConstraint(condition=Q(strength__in=Strength.values), name="period_strength_known"),
            models.CheckConstraint(
                condition=~Q(kind="closed") | Q(strength="information"), name="period_closed_only_informs"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on"), starts_at__lt=F("ends_at")), name="period_has_days"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "ends_at"], condition=Q(cancelled_at__isnull=True), name="period_in_force")
        ]  # fmt: skip
        ordering = ["starts_at", "pk"]

    @property
    def last_on(self) -> date:
        """As people say it: the last day within."""
        return self.ends_on - timedelta(days=1)
