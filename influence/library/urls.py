from django.urls import path

from influence.library import views

urlpatterns = [
    path("mediatheque/", views.library, name="library"),
    path("mediatheque/ajouter/", views.media_upload, name="media_upload"),
    path("mediatheque/<int:pk>/", views.media_file, name="media_file"),
    path("mediatheque/<int:pk>/verifier/", views.media_confirm, name="media_confirm"),
    path("mediatheque/<int:pk>/fichier/", views.media_bytes, name="media_bytes"),
]
