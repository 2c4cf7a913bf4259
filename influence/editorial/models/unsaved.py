"""Words that are being typed, and calendars that are read elsewhere."""

from django.db import models


class Unsaved(models.Model):
    """What somebody typed in the composer and has not saved: kept until they save it or throw it away, at most thirty days.
    `place` is "post:7" for a post that is being edited, "new:<letters>" for one that is not there yet."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=40)
    # Names and values of the form, as they were sent: {name: [values]}. Never a file.
    fields = models.JSONField(default=dict)
    # The version that was on the screen when the typing began (0: none).
    base = models.PositiveSmallIntegerField(default=0)
    # Counts up at each keeping: an older tab never overwrites a newer one unseen.
    number = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "place"], name="unsaved_once"),
        ]
        indexes = [models.Index(fields=["saved_at"], name="unsaved_by_age")]


class Feed(models.Model):
    """A person's calendar under an address that nobody can guess; only the SHA-256 of its secret is kept. What it shows is
    asked each time with that person's own rights."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="feeds")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    # Of one leader only; null: all that this person may see.
    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
