"""What rows of this room have in common."""

from django.db import models


class Answered(models.Model):
    """What the network said with the last failure, for its support desk. Never a token, never a body: status, vendor code
    and request id (`moves.heard`). `problem` is influence.networks.errors.Reason, or why we did not even ask."""

    problem = models.CharField(max_length=40, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    vendor_code = models.CharField(max_length=80, blank=True)
    request_id = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


class Errand(Answered):
    """What a worker does for a publication beside sending it: claimed by a token, in hand until the lease ends."""

    claim_token = models.UUIDField(null=True)
    # Pushed ahead while a file moves: a film takes longer than any lease should.
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True
