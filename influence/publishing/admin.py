"""To look at, never to change: a state changed by hand would be one that no rule knows."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from influence.publishing.models import Attempt, Publication


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
