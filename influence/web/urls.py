from django.urls import path

from influence.web import views

urlpatterns = [
    path("sante/", views.alive, name="alive"),
    path("sante/prete/", views.ready, name="ready"),
    path("langue/", views.choose_language, name="choose_language"),
]
