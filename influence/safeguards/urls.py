from django.urls import path

from influence.safeguards import policy_views

urlpatterns = [
    path("regles/", policy_views.policy, name="policy"),
]
