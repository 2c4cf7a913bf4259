from django.contrib import admin

from influence.accounts.models import Account
from influence.journal.admin import ReadOnly


@admin.register(Account)
class AccountAdmin(ReadOnly):
    """To look only, and never at a token, sealed or not."""

    list_display = [
        "leader",
        "kind",
        "author_name",
        "app",
        "state",
        "mode",
        "access_expires_at",
        "last_problem",
    ]
    list_filter = ["state", "kind", "app", "organisation"]
    exclude = ["sealed_access", "sealed_refresh"]
