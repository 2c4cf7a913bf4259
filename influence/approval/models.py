from django.db import models
from django.db.models import F, Q


class Link(models.Model):
    """Where a mail points. The locator finds the version and decides nothing (domain.md §4.3); only its SHA-256 is
    kept. It belongs to one leader and one version, and dies at the slot, after 72 hours or when the version is replaced.

    `number` counts the links of one version: a leader whose link has expired may ask for another."""

    version = models.ForeignKey("editorial.Version", on_delete=models.CASCADE, related_name="links")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    locator_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user", "number"], name="link_numbered")]


class Device(models.Model):
    """A browser that once proved a code: ninety days of one-tap decisions for that person, and nothing else."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="devices")
    secret_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)


class Code(models.Model):
    """Six digits mailed apart from the link: ten minutes, five tries, for one version (domain.md §4.3)."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="codes")
    # Keyed: whoever reads the table could otherwise try a million digests.
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)
    # The browser that the code made known: its decision on this very version counts as taken by code.
    device = models.ForeignKey(Device, on_delete=models.SET_NULL, null=True, related_name="codes")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries_left__lte=5), name="code_has_five_tries"),
        ]
        indexes = [models.Index(fields=["link", "-created_at"], name="code_latest")]


class Seen(models.Model):
    """A version that this person had on their screen: they decided on it, or their own browser said that it showed it to
    them (never a mail's link by itself: a scanner follows those). What changed is told from the last of these."""

    version = models.ForeignKey("editorial.Version", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="seen_once")]


class Snooze(models.Model):
    """This person wants to be asked about the post later. It moves no deadline: never past the last reminder."""

    post = models.ForeignKey("editorial.Post", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="snooze_once"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="snooze_ends_later"),
        ]
