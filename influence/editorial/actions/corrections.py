"""A corrected text of a post that is live: a version beside the one that readers see, until the network shows it."""

from datetime import datetime

from django.db import transaction

from influence.core.text import normalise
from influence.editorial.actions.posts import copy, current, locked
from influence.editorial.content import recomputed
from influence.editorial.models import Post, Version
from influence.editorial.words import Gone
from influence.people.models import User


@transaction.atomic
def write_correction(post: Post, *, text: str, by: User, at: datetime) -> Version:
    """The next version, the same but for its text. The post stays where it is and keeps the version that is live."""
    post = locked(post)
    version = copy(current(post), by=by, at=at, text=normalise(text), submitted_by=by, submitted_at=at)
    version.number = post.versions.order_by("-number").values_list("number", flat=True)[0] + 1
    version.content_hash = recomputed(version)
    version.save(force_insert=True)
    return version


def adopt_correction(version: Version) -> None:
    """Inside the caller's transaction: readers see this version now."""
    Post.objects.filter(pk=version.post_id).update(version=version)


def leave_network(post: Post, *, at: datetime) -> None:
    """Inside the caller's transaction: what went out is no longer there. The post stays published, as it was."""
    Post.objects.filter(pk=post.pk).update(reason=Gone.REMOVED, changed_at=at)
