from django.urls import path

from influence.analytics import views

urlpatterns = [
    path("chiffres/", views.analytics, name="analytics"),
    path("chiffres/importer/", views.analytics_upload, name="analytics_upload"),
    path("chiffres/fichiers/<int:pk>/", views.analytics_file, name="analytics_file"),
    path("chiffres/fichiers/<int:pk>/colonnes/", views.analytics_columns, name="analytics_columns"),
    path("chiffres/fichiers/<int:pk>/confirmer/", views.analytics_confirm, name="analytics_confirm"),
    path("chiffres/fichiers/<int:pk>/annuler/", views.analytics_undo, name="analytics_undo"),
    path("chiffres/fichiers/<int:pk>/oublier/", views.analytics_forget, name="analytics_forget"),
    path("chiffres/comptes/<int:pk>/", views.analytics_figures, name="analytics_figures"),
]
