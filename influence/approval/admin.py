from django.contrib import admin
from django.http import HttpRequest

from influence.approval.models import Device, Link


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look only. Digests stay out of sight, and codes are not here at all."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


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
