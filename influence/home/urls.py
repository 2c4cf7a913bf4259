from django.urls import URLPattern, path

from influence.home import leader_views, views

urlpatterns: list[URLPattern] = [
    path("ma-page/", leader_views.my_page, name="my_page"),
    path("activite/", views.activity, name="activity"),
]
