"""Posts that others can take something from, and what became of them elsewhere."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Star(models.Model):
    """Somebody found that others can take something from a post that is online, and says what."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey("editorial.Post", on_delete=models.CASCADE, related_name="stars")
    reason = models.TextField(_("ce que d'autres peuvent en reprendre"))
    starred_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    starred_at = models.DateTimeField()
    undone_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(undone_at__isnull=True), name="star_once"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="star_says_why"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="star_undone_by_somebody",
            ),
        ]


class ProposalState(models.TextChoices):
    OPEN = "open", _("attend une réponse")
    ACCEPTED = "accepted", _("reprise")
    DECLINED = "declined", _("déclinée")
    WITHDRAWN = "withdrawn", _("retirée")


class Proposal(models.Model):
    """A good practice put to a leader, or to the leaders of a department. `copy`: the draft that it became."""

    star = models.ForeignKey(Star, on_delete=models.CASCADE, related_name="proposals")
    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, null=True, related_name="+")
    department = models.ForeignKey("people.Department", on_delete=models.CASCADE, null=True, related_name="+")
    note = models.TextField(blank=True)
    proposed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    answered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    copy = models.ForeignKey("editorial.Post", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(
                condition=Q(leader__isnull=False, department__isnull=True)
                | Q(leader__isnull=True, department__isnull=False),
                name="proposal_to_one",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | ~Q(state="open") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="proposal_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | Q(answer__gt=""), name="proposal_declined_with_words"
            ),
            models.UniqueConstraint(
                fields=["star", "leader"],
                condition=Q(state="open", leader__isnull=False),
                name="proposal_open_once",
            ),
            models.UniqueConstraint(
                fields=["star", "department"],
                condition=Q(state="open", department__isnull=False),
                name="proposal_open_once_a_department",
            ),
        ]
        indexes = [models.Index(fields=["star", "state"], name="proposal_of_star")]
