from django.urls import path

from influence.publishing import views

urlpatterns = [
    path("mises-en-ligne/", views.publications, name="publications"),
    path("mises-en-ligne/<int:pk>/", views.publication, name="publication"),
    path("mises-en-ligne/<int:pk>/en-ligne/", views.publication_live, name="publication_live"),
    path("mises-en-ligne/<int:pk>/absente/", views.publication_absent, name="publication_absent"),
    path("mises-en-ligne/<int:pk>/essayer/", views.publication_hurry, name="publication_hurry"),
    path("mises-en-ligne/<int:pk>/retirer/", views.publication_withdraw, name="publication_withdraw"),
]
