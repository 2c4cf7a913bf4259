"""Calendars that came from a file."""

from django.db import models

from influence.editorial.models.posts import Post


class ImportedRow(models.Model):
    """A row of a calendar file that became a post. It stays when the post is moved, rewritten or withdrawn: the same
    row, met again in a file, changes nothing."""

    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    # sha256 over what the row said.
    digest = models.CharField(max_length=64)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leader", "at"], name="imported_row_once")]


class CalendarFile(models.Model):
    """A calendar that somebody uploaded and has not confirmed yet: what is shown is what will be imported. Forgotten
    after a day (`importing.forget_uploads`)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "uploaded_by", "digest"], name="calendar_file_once"
            ),
        ]
        indexes = [models.Index(fields=["uploaded_at"], name="calendar_file_by_age")]
