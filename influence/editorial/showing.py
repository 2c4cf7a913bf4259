"""Which posts show a file of the library. Every version counts, also those that were replaced or refused: somebody may
have decided on these very bytes."""

from django.db.models import Q, QuerySet

from influence.editorial.models import Post, Version
from influence.library.models import MediaFile


def versions_with(file: MediaFile) -> QuerySet[Version]:
    named = Q(media__contains=[{"sha256": file.sha256}]) | Q(card__thumbnail=file.sha256)
    return Version.objects.filter(named, post__organisation_id=file.organisation_id)


def is_shown(file: MediaFile) -> bool:
    return versions_with(file).exists()


def posts_with(file: MediaFile) -> list[Post]:
    posts = Post.objects.filter(versions__in=versions_with(file)).distinct()
    return list(posts.select_related("leader", "slot").order_by("-changed_at"))
