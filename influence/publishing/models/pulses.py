"""Signs of life."""

from django.db import models


class Pulse(models.Model):
    """When a part of the machinery was last seen at work, by name: what the health page and its alarms go by."""

    name = models.CharField(max_length=60, primary_key=True)
    seen_at = models.DateTimeField()
    # Of the host that it ran on, ahead of the database's clock.
    skew = models.DurationField(null=True)
