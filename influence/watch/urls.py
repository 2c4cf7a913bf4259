from django.urls import path

from influence.watch.views import inbox, sources

urlpatterns = [
    path("veille/", inbox.watch, name="watch"),
    path("veille/idees/nouvelle/", inbox.idea_new, name="idea_new"),
    path("veille/idees/<int:pk>/garder/", inbox.idea_keep, name="idea_keep"),
    path("veille/idees/<int:pk>/ecarter/", inbox.idea_dismiss, name="idea_dismiss"),
    path("veille/idees/<int:pk>/reprendre/", inbox.idea_take_back, name="idea_take_back"),
    path("veille/idees/<int:pk>/brouillon/", inbox.idea_draft, name="idea_draft"),
    path("veille/sources/", sources.sources, name="sources"),
    path("veille/sources/nouvelle/", sources.source_new, name="source_new"),
    path("veille/sources/<int:pk>/", sources.source, name="source"),
    path("veille/sources/<int:pk>/arreter/", sources.source_stop, name="source_stop"),
    path("veille/sources/<int:pk>/reprendre/", sources.source_resume, name="source_resume"),
    path("veille/sources/<int:pk>/relire/", sources.source_hurry, name="source_hurry"),
]
