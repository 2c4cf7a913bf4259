from django.urls import path

from influence.editorial.views import copies, voices

urlpatterns = [
    path("publications/annonce/", voices.announcement_new, name="announcement_new"),
    path("publications/annonces/<uuid:number>/", voices.announcement, name="announcement"),
    path("publications/<int:pk>/copier/", copies.post_copy, name="post_copy"),
]
