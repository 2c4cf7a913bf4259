from django.urls import URLPattern, path

from influence.home import views

urlpatterns: list[URLPattern] = [
    path("activite/", views.activity, name="activity"),
]
