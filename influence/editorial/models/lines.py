"""What a leader, and a committee, speak about."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from influence.people.models import Language


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
    # One word or phrase a line, found as topics find theirs: a draft that has one is not put before the leader unnoticed.
    forbidden = models.TextField(_("sujets interdits"), blank=True)
    languages = ArrayField(models.CharField(max_length=5, choices=Language), default=list, blank=True)

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
