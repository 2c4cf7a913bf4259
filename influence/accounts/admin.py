from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from influence.accounts.models import Account


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look only, and never at a token, sealed or not."""

    list_display = ["leader", "network", "state", "mode", "access_expires_at", "last_problem"]
    list_filter = ["state", "organisation"]
    exclude = ["sealed_access", "sealed_refresh"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
