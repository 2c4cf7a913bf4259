"""What people say to each other about a draft. Nothing of it ever goes to a network."""

from django.db import models
from django.db.models import Q


class Thread(models.Model):
    """Remarks that belong together, begun on one version of a post. `is_internal`: among editors; else the post's leader
    reads and answers too. Chosen when it begins, and never changed: what was said among some stays there."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey("editorial.Post", on_delete=models.CASCADE, related_name="threads")
    version = models.ForeignKey("editorial.Version", on_delete=models.CASCADE, related_name="+")
    is_internal = models.BooleanField(default=False)
    # The words of the text that it is about, and where they stood in what readers see; empty for the whole.
    quote = models.TextField(blank=True)
    quote_at = models.PositiveIntegerField(null=True)
    opened_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    resolved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quote="", quote_at__isnull=True) | Q(quote__gt="", quote_at__isnull=False),
                name="thread_quote_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="thread_resolved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["post"], condition=Q(resolved_at__isnull=True), name="thread_open_of_post"),
        ]
        ordering = ["opened_at", "pk"]


class Remark(models.Model):
    """One that was withdrawn keeps its place and loses its words."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text__gt="", withdrawn_at__isnull=True) | Q(text="", withdrawn_at__isnull=False),
                name="remark_says_something_or_is_withdrawn",
            ),
        ]
        ordering = ["written_at", "pk"]
