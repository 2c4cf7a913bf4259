from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from influence.accounts.actions import account_for
from influence.accounts.models import Account
from influence.core.lifecycle import POST_MOVES, PostMove, PostState
from influence.core.text import normalise
from influence.editorial import attachments, cards
from influence.editorial.content import recomputed
from influence.editorial.models import Audience, Pillar, Post, Slot, Version
from influence.editorial.refusals import Misfit, Outdated, moved_on, taken
from influence.journal.actions import record
from influence.people.models import Leader, Organisation, User

# Columns of a version that a new one takes over as they are.
KEPT = ("media", "card", "audience", "template", "fields", "language")
OTHERS_PAGE = _(
    "Cette page n'est pas de celles par lesquelles %(leader)s s'exprime : choisissez-en une autre."
)

# Of these, an unchanged text needs no new version: nobody has said no to it, and no slot was missed.
UNTOUCHED = (PostState.DRAFT, PostState.IN_REVIEW, PostState.APPROVED, PostState.SCHEDULED)


@transaction.atomic
def write_post(
    *,
    organisation: Organisation,
    leader: Leader,
    pillar: Pillar,
    slot: Slot | None,
    text: str,
    by: User,
    at: datetime,
    template: str = "",
    fields: Mapping[str, Any] | None = None,
    language: str = "fr",
    audience: str = Audience.PUBLIC,
    media: Sequence[Mapping[str, Any]] = (),
    card: Mapping[str, Any] | None = None,
    first_comment: str = "",
    account: Account | None = None,
    is_undated: bool = False,
) -> Post:
    """A draft with its first version. `account` None: the leader's own profile. Raises SlotTaken when a post already
    sits on the slot, and Misfit for what cannot go with a text (editorial.cards, editorial.attachments)."""
    beside = joined(media=media, card=card, organisation_id=organisation.pk)
    voice = spoken_through(account, leader=leader)
    post = seated(organisation=organisation, leader=leader, pillar=pillar, slot=slot, by=by, at=at)
    date_it(post, is_undated=is_undated)
    version = Version(
        post=post, number=1, text=text, account=voice, audience=audience, template=template, fields=dict(fields or {}),
        language=language, written_by=by, written_at=at, first_comment=first_comment, **beside,
    )  # fmt: skip
    keep(version, on=post)
    record(
        "post.written",
        post,
        organisation_id=organisation.pk,
        at=at,
        by=by.pk,
        version=1,
        content_hash=version.content_hash,
    )
    return post


def joined(
    *, media: Sequence[Mapping[str, Any]], card: Mapping[str, Any] | None, organisation_id: int
) -> dict[str, Any]:
    """Both columns, checked against each other. Raises Misfit."""
    kept = cards.checked(card)
    return {
        "card": kept,
        "media": attachments.checked(media, card=kept, organisation_id=organisation_id),
    }


def spoken_through(account: Account | None, *, leader: Leader) -> Account:
    """A leader speaks through their own profile, or a page of theirs."""
    if account is not None and account.leader_id != leader.pk:
        raise Misfit("account", OTHERS_PAGE, leader=leader.name)
    return account or account_for(leader)


def seated(
    *, organisation: Organisation, leader: Leader, pillar: Pillar, slot: Slot | None, by: User, at: datetime
) -> Post:
    try:
        with transaction.atomic():
            return Post.objects.create(
                organisation=organisation,
                leader=leader,
                pillar=pillar,
                slot=slot,
                created_by=by,
                created_at=at,
                changed_at=at,
            )
    except IntegrityError:
        if slot is None or not Post.objects.filter(slot=slot).exists():
            raise
        raise taken(slot) from None


def date_it(post: Post, *, is_undated: bool) -> None:
    """Whether anything in it depends on the day: how late it may leave after an outage goes by that."""
    if post.is_undated != is_undated:
        Post.objects.filter(pk=post.pk).update(is_undated=is_undated)
        post.is_undated = is_undated


def keep(version: Version, *, on: Post) -> None:
    """Write a version with its fingerprint and make it the one that counts."""
    version.text = normalise(version.text)
    version.first_comment = normalise(version.first_comment)
    version.content_hash = recomputed(version)
    version.save(force_insert=True)
    Post.objects.filter(pk=on.pk).update(version=version)
    on.version = version


@transaction.atomic
def revise(
    post: Post,
    *,
    text: str,
    seen: int,
    by: User,
    at: datetime,
    audience: str | None = None,
    template: str | None = None,
    fields: Mapping[str, Any] | None = None,
    language: str | None = None,
    media: Sequence[Mapping[str, Any]] | None = None,
    card: Mapping[str, Any] | None = None,
    first_comment: str | None = None,
    account: Account | None = None,
    is_undated: bool | None = None,
) -> Version:
    """A new version; what is not given stays as it was (an empty `card` or `media` takes away). The post is a draft again and no decision on an
    older version counts any more: nor one that was taken while it bore a date, or none (`is_undated`). `seen` is the number of the version that the editor started from: Outdated if
    somebody was faster. Nothing changed makes no version and voids nothing. Raises Misfit as `write_post` does."""
    post = locked(post)
    if current(post).number != seen:
        raise Outdated(current(post))
    changes = {
        "text": text, "audience": audience, "template": template, "language": language, "fields": fields,
        "first_comment": first_comment,
    }  # fmt: skip
    version = copy(
        current(post), by=by, at=at, **{name: value for name, value in changes.items() if value is not None},
        **rejoined(post, media=media, card=card, account=account),
    )  # fmt: skip
    is_dated_anew = is_undated is not None and is_undated != post.is_undated
    if post.state in UNTOUCHED and is_same(version, current(post)) and not is_dated_anew:
        return current(post)
    was = post.state
    shift(post, PostMove.EDIT, at=at)
    keep(version, on=post)
    if is_dated_anew:
        date_it(post, is_undated=bool(is_undated))
    record("post.revised", post, organisation_id=post.organisation_id, at=at, by=by.pk, version=version.number,
           content_hash=version.content_hash, was=was)  # fmt: skip
    return version


def rejoined(
    post: Post,
    *,
    media: Sequence[Mapping[str, Any]] | None,
    card: Mapping[str, Any] | None,
    account: Account | None,
) -> dict[str, Any]:
    """What of files, card and account is given anew; a file that is not touched may have left the library."""
    changes: dict[str, Any] = {}
    if media is not None or card is not None:
        old = current(post)
        changes = joined(
            media=old.media if media is None else media, card=old.card if card is None else card,
            organisation_id=post.organisation_id,
        )  # fmt: skip
    if account is not None:
        changes["account_id"] = spoken_through(account, leader=post.leader).pk
    return changes


def locked(post: Post) -> Post:
    """The row as it is now, kept from others until this transaction ends: whoever comes second sees what was done.

    Two statements: a lock that had to wait re-reads its own row only, and would join it with the old version's."""
    Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    return Post.objects.select_related("leader", "slot", "version", "pillar").get(pk=post.pk)


def current(post: Post) -> Version:
    if post.version is None:
        raise ValueError(f"post {post.pk} has no version")
    return post.version


def copy(version: Version, *, by: User, at: datetime, **changes: Any) -> Version:
    """The next version, not yet written, with the same content except for what is given."""
    kept = {name: getattr(version, name) for name in ("text", "first_comment", "account_id", *KEPT)}
    return Version(
        post_id=version.post_id, number=version.number + 1, written_by=by, written_at=at, **(kept | changes)
    )


def is_same(one: Version, other: Version) -> bool:
    """By what a decision is about, and by how the text was made."""
    words = normalise(one.text) == other.text and normalise(one.first_comment) == other.first_comment
    return words and all(getattr(one, name) == getattr(other, name) for name in ("account_id", *KEPT))


def shift(post: Post, *moves: PostMove, at: datetime, **columns: Any) -> None:
    """One guarded UPDATE along the table of the lifecycle. Raises MovedOn when the post is elsewhere by now."""
    target = POST_MOVES[moves[0]].target
    sources = frozenset[PostState]().union(*(POST_MOVES[move].sources for move in moves))
    columns = {"state": target, "changed_at": at, "reason": ""} | columns
    if not Post.objects.filter(pk=post.pk, state__in=sources).update(**columns):
        raise moved_on(post)
    for name, value in columns.items():
        setattr(post, name, value)
