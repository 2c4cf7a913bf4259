from django.urls import path

from influence.editorial.views import exports, feeds

urlpatterns = [
    path("calendrier/exporter/", exports.export, name="export"),
    path("calendrier/exporter/<str:kind>/", exports.export_file, name="export_file"),
    path("calendrier/flux/<str:secret>.ics", feeds.feed, name="feed"),
    path("mon-compte/calendriers/", feeds.feeds, name="feeds"),
    path("mon-compte/calendriers/<int:pk>/revoquer/", feeds.feed_revoke, name="feed_revoke"),
]
