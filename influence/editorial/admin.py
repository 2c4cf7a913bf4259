from django.contrib import admin

from influence.editorial.models import Decision, Line, Pillar, Post, Slot, Version
from influence.journal.admin import ReadOnly


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
