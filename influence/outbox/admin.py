from django.contrib import admin

from influence.journal.admin import ReadOnly
from influence.outbox.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """To look only: a mail is written by an action and sent by a worker."""

    list_display = ["created_at", "kind", "to_email", "state", "attempts", "last_error"]
    list_filter = ["state", "kind", "organisation"]
    search_fields = ["to_email", "subject", "dedup_key"]
    # The words may carry a code or a report: not for the eyes of an administrator.
    exclude = ["text", "html", "claim_token"]
