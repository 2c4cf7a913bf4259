from django.urls import path

from influence.accounts import views

urlpatterns = [
    path("comptes/", views.accounts, name="accounts"),
    path("comptes/connecter/", views.account_begin, name="account_begin"),
    path("comptes/retour/", views.account_callback, name="account_callback"),
    path("comptes/<int:pk>/connecter/", views.account_connect, name="account_connect"),
    path("comptes/<int:pk>/deconnecter/", views.account_disconnect, name="account_disconnect"),
    path("comptes/<int:pk>/rappeler/", views.account_remind, name="account_remind"),
    path("comptes/<int:pk>/pages/", views.account_pages, name="account_pages"),
    path("comptes/dirigeants/<int:pk>/inviter/", views.account_invite, name="account_invite"),
]
