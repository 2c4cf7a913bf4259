from django.contrib import admin

from influence.journal.admin import ReadOnly
from influence.practices.models import Proposal, Star


@admin.register(Star)
class StarAdmin(ReadOnly):
    list_display = ("id", "organisation", "post", "starred_by", "starred_at", "undone_at")
    list_select_related = ("organisation", "starred_by")


@admin.register(Proposal)
class ProposalAdmin(ReadOnly):
    list_display = ("id", "star", "leader", "department", "state", "proposed_at", "answered_at")
    list_select_related = ("leader", "department")
