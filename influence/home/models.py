from django.db import models


class NoDigest(models.Model):
    """Somebody wants no digests: what can wait is on their pages, and no mail tells it (RFC 8058). Ended by choosing a rhythm
    again."""

    membership = models.OneToOneField("people.Membership", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
