"""Sources that are read again and again, and the ideas that come of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ADDRESS_LIMIT = 1_000


class Source(models.Model):
    """An RSS or Atom feed. `next_look_at` is moved ahead when a worker takes it, so that two never read it at once."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="sources")
    url = models.CharField(_("adresse du flux"), max_length=ADDRESS_LIMIT)
    name = models.CharField(_("nom"), max_length=120)
    is_active = models.BooleanField(default=True)
    # What its server called the state that we read last (RFC 9110).
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    next_look_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)
    # A Trouble of the reader, and the status that came with it; empty since it was read well.
    trouble = models.CharField(max_length=12, blank=True)
    trouble_detail = models.CharField(max_length=20, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    # The editors had a mail about these failures.
    told_at = models.DateTimeField(null=True)
    added_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "url"], name="source_once"),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None, trouble="")
                | Q(failures__gt=0, failing_since__isnull=False, trouble__gt=""),
                name="source_fails_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["next_look_at"], condition=Q(is_active=True), name="source_due"),
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class IdeaState(models.TextChoices):
    NEW = "new", _("nouvelle")
    KEPT = "kept", _("gardée")
    USED = "used", _("devenue un brouillon")
    DISMISSED = "dismissed", _("écartée")


class Idea(models.Model):
    """Something to write about: an entry of a source, or what a person noted. Plain text only (reading.plain)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="ideas")
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas")
    link = models.CharField(_("adresse"), max_length=ADDRESS_LIMIT, blank=True)
    # sha256 of the link, or of the title where there is none.
    digest = models.CharField(max_length=64)
    title = models.CharField(_("titre"), max_length=300)
    summary = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=IdeaState, default=IdeaState.NEW)
    note = models.TextField(_("note"), blank=True)
    kept_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    used_as = models.ForeignKey(
        "editorial.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="idea_once"),
            models.CheckConstraint(condition=Q(state__in=IdeaState.values), name="idea_state_known"),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "-found_at"], name="idea_inbox"),
            models.Index(
                fields=["found_at"], condition=Q(state__in=["new", "dismissed"]), name="idea_to_forget"
            ),
        ]
        ordering = ["-found_at", "-published_at", "-id"]

    def __str__(self) -> str:
        return self.title
