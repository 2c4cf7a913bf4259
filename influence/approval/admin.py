from django.contrib import admin

from influence.approval.models import Device, Link
from influence.journal.admin import ReadOnly


@admin.register(Link)
class LinkAdmin(ReadOnly):
    list_display = ("id", "user", "version", "number", "created_at", "expires_at")
    list_select_related = ("user", "version")
    exclude = ("locator_hash",)


@admin.register(Device)
class DeviceAdmin(ReadOnly):
    list_display = ("id", "user", "label", "created_at", "expires_at", "last_used_at")
    list_select_related = ("user",)
    exclude = ("secret_hash",)
