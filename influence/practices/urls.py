from django.urls import path

from influence.practices import views

urlpatterns = [
    path("bonnes-pratiques/", views.practices, name="practices"),
    path("bonnes-pratiques/retenir/<int:pk>/", views.practice_star, name="practice_star"),
    path("bonnes-pratiques/<int:pk>/retirer/", views.practice_unstar, name="practice_unstar"),
    path("bonnes-pratiques/<int:pk>/proposer/", views.practice_propose, name="practice_propose"),
    path("bonnes-pratiques/propositions/<int:pk>/", views.practice_proposal, name="practice_proposal"),
    path("bonnes-pratiques/propositions/<int:pk>/repondre/", views.practice_answer, name="practice_answer"),
    path(
        "bonnes-pratiques/propositions/<int:pk>/retirer/", views.practice_withdraw, name="practice_withdraw"
    ),
]
