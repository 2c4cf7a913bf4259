from django.urls import path

from influence.editorial.views import calendar, compose, imports, lines, media, posts, sight

urlpatterns = [
    path("calendrier/", calendar.calendar, name="calendar"),
    path("calendrier/liste/", calendar.calendar_list, name="calendar_list"),
    path("calendrier/importer/", imports.import_calendar, name="import_calendar"),
    path("calendrier/importer/exemple.csv", imports.import_example, name="import_example"),
    path("calendrier/importer/<int:pk>/", imports.import_check, name="import_check"),
    path("publications/nouvelle/", compose.post_new, name="post_new"),
    path("publications/apercu/", sight.post_preview, name="post_preview"),
    path("publications/<int:pk>/", posts.post, name="post"),
    path("publications/<int:pk>/fichiers/<str:sha256>/", posts.post_media, name="post_media"),
    path("publications/<int:pk>/modifier/", compose.post_edit, name="post_edit"),
    path("publications/<int:pk>/deplacer/", posts.move, name="post_move"),
    path("publications/<int:pk>/soumettre/", posts.submit, name="post_submit"),
    path("publications/<int:pk>/retirer/", posts.withdraw, name="post_withdraw"),
    path("publications/<int:pk>/retablir/", posts.restore, name="post_restore"),
    path("mediatheque/<int:pk>/supprimer/", media.media_discard, name="media_discard"),
    path("lignes/", lines.lines, name="lines"),
    path("lignes/dirigeant/<int:pk>/", lines.line_of_leader, name="line_of_leader"),
    path("lignes/codir/<int:pk>/", lines.line_of_codir, name="line_of_codir"),
    path("lignes/piliers/nouveau/", lines.pillar, name="pillar_new"),
    path("lignes/piliers/<int:pk>/", lines.pillar, name="pillar"),
]
