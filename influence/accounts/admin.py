from django.contrib import admin

from influence.accounts.models import Account
from influence.journal.admin import ReadOnly


@admin.register(Account)
class AccountAdmin(ReadOnly):
    """To look only, and never at a token, sealed or not."""

    list_display = ["leader", "network", "state", "mode", "access_expires_at", "last_problem"]
    list_filter = ["state", "organisation"]
    exclude = ["sealed_access", "sealed_refresh"]
