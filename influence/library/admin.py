from django.contrib import admin

from influence.journal.admin import ReadOnly
from influence.library.models import MediaFile


@admin.register(MediaFile)
class MediaFileAdmin(ReadOnly):
    list_display = (
        "name",
        "organisation",
        "kind",
        "format",
        "size",
        "uploaded_by",
        "uploaded_at",
        "checked_at",
    )
    list_filter = ("organisation", "kind")
    search_fields = ("name", "sha256")
    list_select_related = ("organisation", "uploaded_by")
