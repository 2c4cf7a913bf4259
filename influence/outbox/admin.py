from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from influence.outbox.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look only: a mail is written by an action and sent by a worker."""

    list_display = ["created_at", "kind", "to_email", "state", "attempts", "last_error"]
    list_filter = ["state", "kind", "organisation"]
    search_fields = ["to_email", "subject", "dedup_key"]
    # The words may carry a code or a report: not for the eyes of an administrator.
    exclude = ["text", "html", "claim_token"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
