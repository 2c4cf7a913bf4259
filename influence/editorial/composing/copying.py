"""A post once more, for the same leader or another: its words and what goes with them, and nothing that anybody decided."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from influence.editorial.actions import write_post
from influence.editorial.embargoes import sealed
from influence.editorial.models import Post, Version
from influence.editorial.refusals import Refusal
from influence.journal.actions import record
from influence.people.models import Leader, User


class Sealed(Refusal):
    """Its copy would be read by everybody."""

    sentence = _("Cette publication est sous embargo : sa copie ne le serait pas.")


class NothingToCopy(Refusal):
    sentence = _("Cette publication n'a pas encore de texte.")


@transaction.atomic
def duplicate(post: Post, *, leader: Leader, by: User, at: datetime) -> Post:
    """A draft without a place. Raises Sealed, NothingToCopy, and Misfit for a file that has left the library."""
    version = post.version
    if version is None:
        raise NothingToCopy
    if Post.objects.filter(sealed(), pk=post.pk).exists():
        raise Sealed
    copy = write_post(
        organisation=post.organisation, leader=leader, pillar=post.pillar, slot=None, by=by, at=at,
        is_undated=post.is_undated, **contents(version, is_own=leader.pk == post.leader_id),
    )  # fmt: skip
    Post.objects.filter(pk=copy.pk).update(copied_from=post, campaign=post.campaign_id)
    copy.copied_from, copy.campaign_id = post, post.campaign_id
    record(
        "post.copied", copy, organisation_id=post.organisation_id, at=at, by=by.pk, copied_from=post.pk,
        version=version.number, content_hash=version.content_hash,
    )  # fmt: skip
    return copy


def contents(version: Version, *, is_own: bool) -> dict[str, Any]:
    """Another leader speaks through their own profile, and a template's fields were filled in for the first one."""
    names = ("text", "media", "card", "first_comment", "language", "audience")
    kept = {name: getattr(version, name) for name in names}
    if is_own:
        kept |= {name: getattr(version, name) for name in ("template", "fields", "account")}
    return kept
