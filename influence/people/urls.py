from allauth.account import views as allauth
from django.urls import path

from influence.people import views

urlpatterns = [
    path("", views.home, name="home"),
    path("connexion/", allauth.login, name="account_login"),
    path("deconnexion/", allauth.logout, name="account_logout"),
    path("organisation/", views.organisation, name="organisation"),
    path("accessibilite/", views.accessibility, name="accessibility"),
]
