"""To look at, never to change: a state changed by hand would be one that no rule knows."""

from django.contrib import admin

from influence.journal.admin import ReadOnly
from influence.publishing.models import Attempt, Publication


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    list_display = ("id", "organisation", "post_id", "state", "due_at", "problem", "urn")
    list_filter = ("state", "organisation")
    date_hierarchy = "due_at"


@admin.register(Attempt)
class AttemptAdmin(ReadOnly):
    list_display = (
        "id",
        "publication_id",
        "number",
        "outcome",
        "problem",
        "http_status",
        "started_at",
        "finished_at",
    )
    list_filter = ("outcome",)
