"""Every address of the product, one room a line. Screens are French first, so their addresses are French too."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("influence.web.urls")),
    path("", include("influence.people.urls")),
    path("", include("influence.safeguards.urls")),
    path("", include("influence.accounts.urls")),
    path("", include("influence.accounts.budget.urls")),
    path("", include("influence.library.urls")),
    path("", include("influence.drafting.urls")),
    path("", include("influence.editorial.urls")),
    path("", include("influence.editorial.composing.urls")),
    path("", include("influence.editorial.exporting.urls")),
    path("", include("influence.campaigns.urls")),
    path("", include("influence.watch.urls")),
    path("", include("influence.approval.urls")),
    path("", include("influence.publishing.urls")),
    path("", include("influence.engagement.urls")),
    path("", include("influence.analytics.urls")),
    path("", include("influence.practices.urls")),
    path("", include("influence.home.urls")),
    path("", include("influence.reporting.urls")),
    path("admin/", admin.site.urls),
]

handler404 = "influence.web.errors.not_found"
handler403 = "influence.web.errors.forbidden"
handler429 = "influence.web.errors.too_many"
handler500 = "influence.web.errors.broken"
