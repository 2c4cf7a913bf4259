"""What one post waits for beside its leader's yes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from influence.editorial.models.posts import Post, Version


class FlagState(models.TextChoices):
    WAITING = "waiting", _("attend un second accord")
    CLEARED = "cleared", _("second accord donné")
    OBJECTED = "objected", _("second accord refusé")


class Flag(models.Model):
    """A version that a topic's rule concerns, and the word of its second approver on this very content. The leader cannot
    lift it; without it the post does not go out (R-2.4)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="flags")
    topic = models.ForeignKey("safeguards.Topic", on_delete=models.PROTECT, related_name="flags")
    content_hash = models.CharField(max_length=64)
    # The words of the text that the rule found; empty where the pillar did it.
    found = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=FlagState, default=FlagState.WAITING)
    raised_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "topic"], name="flag_once"),
            models.CheckConstraint(condition=Q(state__in=FlagState.values), name="flag_state_known"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="flag_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="objected") | Q(reason__gt=""), name="flag_says_why"),
        ]


class Embargo(models.Model):
    """A post that waits for a press release: it is lifted when its time has come *and* somebody has confirmed the release's
    address, which the text must contain (AMF: inside information is first published by a press release)."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="embargo")
    lifts_at = models.DateTimeField()
    address = models.URLField(_("adresse du communiqué"), max_length=500, blank=True)
    confirmed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    # Who else may read the post before that: its leader always, the comms team only where it is on the list.
    readers = models.ManyToManyField("people.User", blank=True, related_name="+")
    created_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_by__isnull=False, address__gt=""),
                name="embargo_confirmed_with_an_address",
            ),
        ]
