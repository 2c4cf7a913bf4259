from django.db import models


class Entry(models.Model):
    """One act, written once. Rows are chained by HMAC per organisation (domain.md §4.7) and a trigger refuses
    UPDATE, DELETE and TRUNCATE. The actor is an id, never a name: names can be erased, the chain cannot."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sequence"], name="journal_entry_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "subject_type", "subject_id"], name="journal_by_subject")
        ]
        ordering = ["organisation", "sequence"]
