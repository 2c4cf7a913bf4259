from django.contrib import admin
from django.http import HttpRequest

from influence.journal.models import Entry


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look things up. Whatever changes a row goes through an action, which writes the journal: a state changed by
    hand would be one that no rule knows."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    list_display = ("organisation", "sequence", "at", "actor", "verb", "subject_type", "subject_id")
    list_filter = ("organisation", "verb")
    list_select_related = ("organisation", "actor")
    ordering = ("-at",)
