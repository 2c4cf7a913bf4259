from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from influence.networks.media import Kind


def place(file: "MediaFile", _name: str) -> str:
    """By what the bytes are, never by the name that somebody gave them."""
    return f"library/{file.organisation_id}/{file.sha256}"


class MediaFile(models.Model):
    """A file that posts may show. Its bytes never change: `sha256` names them, and versions name the `sha256`, so that
    a leader approves these very bytes. The same bytes uploaded twice are one file."""

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="media_files"
    )
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    # influence.networks.media.Format, told by the content.
    format = models.CharField(max_length=8)
    size = models.BigIntegerField()
    # Width, height, frames, pages, seconds: as far as the bytes tell.
    facts = models.JSONField(default=dict)
    file = models.FileField(upload_to=place, max_length=200)
    # The name that it was uploaded under, and what it shows: proposed wherever the file is used.
    name = models.CharField(_("nom"), max_length=200)
    alt_text = models.TextField(_("texte de remplacement"), blank=True)
    uploaded_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    # Who confirmed the checklist of the people shown (words.CHECKLIST), and when (domain.md ).
    checked_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="media_file_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="media_file_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="media_file_checked_by_somebody",
            ),
        ]
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.kind == Kind.IMAGE

    @property
    def is_video(self) -> bool:
        return self.kind == Kind.VIDEO

    @property
    def lacks_alt_text(self) -> bool:
        """An image says nothing to who cannot see it."""
        return self.is_image and not self.alt_text
