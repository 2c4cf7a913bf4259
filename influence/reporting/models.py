from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """A month's figures, frozen: a trigger refuses any change. A correction is a new revision (R-1.11)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="reports")
    # The first day of the month that is reported, in the organisation's zone.
    month = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    figures = models.JSONField()
    figures_hash = models.CharField(max_length=64)
    formulas = models.JSONField()
    frozen_at = models.DateTimeField()
    # Why the month was counted again; printed in the rectified editions.
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "month", "revision"], name="report_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="report_month_starts_on_the_first"),
            models.CheckConstraint(
                condition=Q(revision=1) | Q(reason__gt=""), name="report_rectified_says_why"
            ),
        ]
        ordering = ["-month", "-revision"]

    @property
    def is_rectified(self) -> bool:
        return self.revision > 1


class Mailing(models.Model):
    """The report's mails were written, all in one transaction with this row: whoever runs the month again mails nobody,
    not even a person who joined since or now reads another language."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="mailing")
    at = models.DateTimeField()
    messages = models.PositiveIntegerField()


class EditionKind(models.TextChoices):
    CODIR = "codir", _("CoDir")
    LEADER = "leader", _("Dirigeant")
    COMMS = "comms", _("Communication")


class Edition(models.Model):
    """The report as one readership gets it, in one language; a leader's edition is for that leader only."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="editions")
    kind = models.CharField(max_length=10, choices=EditionKind)
    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    pdf = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind", "leader", "language"], nulls_distinct=False, name="edition_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="leader", leader__isnull=False)
                | (~Q(kind="leader") & Q(leader__isnull=True)),
                name="edition_of_a_leader_names_them",
            ),
        ]
        ordering = ["kind", "leader", "language"]


class Picture(models.Model):
    """A chart of an edition: shown inline in the mail by its name (`cid:`), alternative text with the conclusion."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=60)
    alt = models.CharField(max_length=300)
    png = models.BinaryField()
    svg = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="picture_once")]
