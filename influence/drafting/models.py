"""The templates that an organisation writes for itself, beside those in files (catalogue)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from influence.people.models import Language


class Template(models.Model):
    """`slug` is what calendar files and versions of posts call it; it stays when the title changes."""

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="templates"
    )
    language = models.CharField(max_length=5, choices=Language.choices)
    slug = models.CharField(max_length=60)
    # The title of the version in force: two that are offered never have the same one.
    name = models.CharField(max_length=120)
    version = models.ForeignKey("TemplateVersion", on_delete=models.PROTECT, null=True, related_name="+")
    is_retired = models.BooleanField(default=False)
    created_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "language", "slug"], name="template_slug_once"
            ),
            models.UniqueConstraint(
                F("organisation"), F("language"), Lower("name"),
                condition=Q(is_retired=False), name="template_name_once",
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="template_language_known"
            ),
        ]  # fmt: skip
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """The whole text, its declared fields in its head (sources). A trigger refuses any change."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    source = models.TextField()
    # The number of the version that was restored by this one.
    restored = models.PositiveSmallIntegerField(null=True)
    written_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
        ]
        ordering = ["template", "-number"]
