from django.db import models


class Link(models.Model):
    """Where a mail points. The locator finds the version and decides nothing (domain.md §4.3); only its SHA-256 is
    kept. It belongs to one leader and one version, and dies at the slot or when the version is replaced."""

    version = models.ForeignKey("editorial.Version", on_delete=models.CASCADE, related_name="links")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    locator_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="link_once")]


class Code(models.Model):
    """Six digits mailed apart from the link: ten minutes, five tries, for one version (domain.md §4.3)."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["link", "-created_at"], name="code_latest")]


class Device(models.Model):
    """A browser that once proved a code: ninety days of one-tap decisions for that person, and nothing else."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="devices")
    secret_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
