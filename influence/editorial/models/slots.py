"""Places in the calendar."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from influence.editorial.models.lines import Pillar


class OnHoliday(models.TextChoices):
    """What becomes of an instance that falls on a public holiday; the working days beside it are of the leader's zone."""

    SKIP = "skip", _("ne rien prévoir")
    BEFORE = "before", _("le jour ouvré précédent")
    AFTER = "after", _("le jour ouvré suivant")
    KEEP = "keep", _("garder le jour")


class Recurrence(models.Model):
    """Places that come back: weekdays (0 = Monday) at a wall time of a zone, from a day to a day (both within), but on
    `except_days`. Slots are made from it some weeks ahead."""

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="recurrences"
    )
    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, related_name="recurrences")
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="recurrences")
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    time = models.TimeField(_("heure"))
    zone = models.CharField(max_length=60)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"), null=True, blank=True)
    on_holiday = models.CharField(_("jour férié"), max_length=8, choices=OnHoliday, default=OnHoliday.SKIP)
    except_days = ArrayField(models.DateField(), default=list, blank=True)
    ended_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__len__gt=0, weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
                name="recurrence_on_weekdays",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="recurrence_has_days"
            ),
            models.CheckConstraint(
                condition=Q(on_holiday__in=OnHoliday.values), name="recurrence_holiday_rule_known"
            ),
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
    recurrence = models.ForeignKey(
        Recurrence, on_delete=models.SET_NULL, null=True, blank=True, related_name="slots"
    )
    # The day that the recurrence meant, where a holiday moved the place.
    nominal_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["leader", "at"], name="slot_once"),
            models.UniqueConstraint(fields=["recurrence", "nominal_day"], name="slot_once_a_recurrence"),
            models.CheckConstraint(
                condition=Q(fold__isnull=True) | Q(fold__in=[0, 1]), name="slot_fold_known"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "at"], name="slot_by_time")]
        ordering = ["at"]
