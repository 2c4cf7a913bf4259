from django.urls import path

from influence.accounts.budget import views

urlpatterns = [
    path("comptes/appels/", views.calls, name="calls"),
    path("comptes/appels/reessayer/", views.breaker_retry, name="breaker_retry"),
]
