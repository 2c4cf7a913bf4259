"""The chronological plan of action: what a committee wants to have said, by when, by whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Campaign(models.Model):
    """Days of the organisation's zone, both within. Posts name it (`Post.campaign`)."""

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="campaigns"
    )
    name = models.CharField(_("nom"), max_length=120)
    goal = models.TextField(_("objectif"))
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au (inclus)"))
    # What it asks for; posts beyond that are welcome. 0: no number was set.
    posts_wanted = models.PositiveSmallIntegerField(_("publications prévues"), default=0)
    pillars = models.ManyToManyField("editorial.Pillar", blank=True, related_name="campaigns")
    leaders = models.ManyToManyField("people.Leader", blank=True, related_name="campaigns")
    # What was learnt, in words, once it is over.
    lessons = models.TextField(_("bilan"), blank=True)
    created_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="campaign_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_has_days"),
        ]
        ordering = ["-starts_on", "name"]

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """A day that the plan turns on: an event, an announcement, a decision."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="milestones")
    day = models.DateField(_("jour"))
    name = models.CharField(_("étape"), max_length=120)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "day", "name"], name="milestone_once")]
        ordering = ["day", "name"]
