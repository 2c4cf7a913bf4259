from django.contrib import admin

from influence.journal.admin import ReadOnly
from influence.remarks.models import Thread


@admin.register(Thread)
class ThreadAdmin(ReadOnly):
    list_display = ("id", "post", "is_internal", "opened_by", "opened_at", "resolved_at")
    list_select_related = ("opened_by",)
