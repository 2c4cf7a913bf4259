from django.urls import path

from influence.editorial.views import completions, copies, unsaved, voices

urlpatterns = [
    path("publications/annonce/", voices.announcement_new, name="announcement_new"),
    path("publications/annonces/<uuid:number>/", voices.announcement, name="announcement"),
    path("publications/<int:pk>/copier/", copies.post_copy, name="post_copy"),
    path("publications/proposer/", completions.completions, name="completions"),
    path("publications/garder/", unsaved.unsaved_keep, name="unsaved_keep"),
    path("publications/gardees/", unsaved.unsaved_offers, name="unsaved_offers"),
    path("publications/gardees/<int:pk>/jeter/", unsaved.unsaved_drop, name="unsaved_drop"),
]
