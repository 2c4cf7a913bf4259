from django.urls import path

from influence.publishing.views import answering, foresight, health, holds, live, pages

urlpatterns = [
    path("exploitation/sante/", health.health, name="health"),
    # Beside the other addresses for machines (influence.web.urls).
    path("sante/mesures", health.metrics, name="metrics"),
    path("a-prevoir/", foresight.foresight, name="foresight"),
    path("gel/", holds.freezes, name="freezes"),
    path("gel/geler/", holds.freeze_place, name="freeze_place"),
    path("gel/exercice/", holds.freeze_rehearse, name="freeze_rehearse"),
    path("gel/<int:pk>/lever/", holds.freeze_ask_release, name="freeze_ask_release"),
    path("gel/<int:pk>/garder/", holds.freeze_keep, name="freeze_keep"),
    path("gel/<int:pk>/lever/confirmer/", holds.freeze_release, name="freeze_release"),
    path("mises-en-ligne/arretees/", holds.to_confirm, name="to_confirm"),
    path("mises-en-ligne/<int:pk>/reconfirmer/", holds.publication_confirm, name="publication_confirm"),
    path("mises-en-ligne/", pages.publications, name="publications"),
    path("mises-en-ligne/<int:pk>/", pages.publication, name="publication"),
    path("mises-en-ligne/<int:pk>/reponse/", answering.publication_answer, name="publication_answer"),
    path("mises-en-ligne/<int:pk>/en-ligne/", pages.publication_live, name="publication_live"),
    path("mises-en-ligne/<int:pk>/absente/", pages.publication_absent, name="publication_absent"),
    path("mises-en-ligne/<int:pk>/essayer/", pages.publication_hurry, name="publication_hurry"),
    path("mises-en-ligne/<int:pk>/remettre/", pages.publication_again, name="publication_again"),
    path("mises-en-ligne/<int:pk>/presente/", pages.publication_there, name="publication_there"),
    path("mises-en-ligne/<int:pk>/disparue/", pages.publication_gone, name="publication_gone"),
    path("mises-en-ligne/<int:pk>/retirer/", pages.publication_withdraw, name="publication_withdraw"),
    path("mises-en-ligne/<int:pk>/corriger/", live.publication_correct, name="publication_correct"),
    path("mises-en-ligne/<int:pk>/supprimer/", live.publication_remove, name="publication_remove"),
    path("mises-en-ligne/<int:pk>/fichiers/<str:sha256>/", live.publication_file, name="publication_file"),
    path("mises-en-ligne/<int:pk>/commentaire/fait/", live.comment_made, name="comment_made"),
    path("mises-en-ligne/<int:pk>/commentaire/renvoyer/", live.comment_again, name="comment_again"),
    path(
        "mises-en-ligne/<int:pk>/demandes/<int:change>/approuver/",
        live.correction_approve,
        name="correction_approve",
    ),
    path(
        "mises-en-ligne/<int:pk>/demandes/<int:change>/refuser/",
        live.correction_refuse,
        name="correction_refuse",
    ),
    path("mises-en-ligne/<int:pk>/demandes/<int:change>/abandonner/", live.change_drop, name="change_drop"),
    path("mises-en-ligne/<int:pk>/demandes/<int:change>/faite/", live.change_done, name="change_done"),
]
