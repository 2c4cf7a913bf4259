from django.urls import path

from influence.safeguards.views import policy

urlpatterns = [
    path("regles/", policy.policy, name="policy"),
]
