from django.contrib import admin
from django.http import HttpRequest

from influence.editorial.models import Decision, Line, Pillar, Post, Slot, Version


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look things up. Whatever changes a post goes through the actions, which write the journal."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Post)
class PostAdmin(ReadOnly):
    list_display = ("id", "organisation", "leader", "pillar", "state", "slot", "changed_at")
    list_filter = ("organisation", "state")
    list_select_related = ("organisation", "leader", "pillar", "slot")


@admin.register(Version)
class VersionAdmin(ReadOnly):
    list_display = ("id", "post", "number", "written_by", "written_at", "submitted_at", "content_hash")
    list_select_related = ("written_by",)


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ("id", "version", "kind", "decided_by", "decided_at", "channel")
    list_filter = ("kind", "channel")
    list_select_related = ("version", "decided_by")


@admin.register(Slot)
class SlotAdmin(ReadOnly):
    list_display = ("id", "organisation", "leader", "day", "time", "zone", "at")
    list_filter = ("organisation",)
    list_select_related = ("organisation", "leader")


admin.site.register(Pillar, ReadOnly)
admin.site.register(Line, ReadOnly)
