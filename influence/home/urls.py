from django.urls import URLPattern, path

from influence.home import digest_views, leader_views, map_views, views

urlpatterns: list[URLPattern] = [
    path("plan/", map_views.site_map, name="site_map"),
    path("ma-page/", leader_views.my_page, name="my_page"),
    path("activite/", views.activity, name="activity"),
    path("mon-compte/courriers/", digest_views.rhythm, name="rhythm"),
    path("resumes/<str:token>/arreter/", digest_views.digest_stop, name="digest_stop"),
]
