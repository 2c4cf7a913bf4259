"""For whoever runs the machine (is_staff). Day to day, operators use the organisation's own pages."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from influence.journal.admin import ReadOnly
from influence.people.models import Codir, Department, Employee, Leader, Membership, Organisation, User

# The admin's own sign-in page knows no rate limit and, later, no second factor: people go through ours.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    autocomplete_fields = ["organisation"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A new account has no password: its person asks for a link on the sign-in page."""

    list_display = ["email", "name", "language", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "language", "is_active", "is_staff", "is_superuser", "last_login"]
    readonly_fields = ["last_login"]
    inlines = [MembershipInline]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "slug", "zone", "language", "works_council_on"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Codir, Department)
class NamedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "organisation"]
    list_filter = ["organisation"]
    search_fields = ["name"]


@admin.register(Leader)
class LeaderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "function", "organisation", "department", "zone", "is_active"]
    list_filter = ["organisation", "is_active"]
    search_fields = ["name"]


@admin.register(Employee)
class EmployeeAdmin(ReadOnly):
    """Counted, never looked at: a list of pseudonyms would be the first step to names (promise 3)."""

    list_display = ["department", "notice_version"]
    list_filter = ["organisation"]
    fields = ["organisation", "department", "notice_version"]
