"""What people say and ask about a publication. Each verb is journalled with who said it."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PostMove, PostState, PublicationMove, PublicationState
from influence.editorial import actions as editorial
from influence.journal.actions import record
from influence.networks.assisted import Assisted, NotAPostLink
from influence.networks.ports import Published
from influence.people.models import User
from influence.publishing.holding import miss
from influence.publishing.models import Publication
from influence.publishing.moves import FREE, Diverged, locked, shift, shift_post
from influence.publishing.policy import last_moment
from influence.publishing.queries import is_by_hand


class Refusal(Exception):
    sentence: Promise | str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NotSettleable(Refusal):
    sentence = _("Quelqu'un a déjà répondu, ou la mise en ligne a changé d'état entre-temps.")


class BadLink(Refusal):
    sentence = _(
        "Ce lien n'est pas celui d'une publication LinkedIn. Ouvrez la publication, choisissez « Copier le lien » et collez-le ici."
    )


class ShortLink(BadLink):
    sentence = _("Ce lien court cache l'adresse : ouvrez-le, puis copiez l'adresse de la page qui s'affiche.")


class LinkTaken(Refusal):
    sentence = _("Ce lien est déjà celui d'une autre publication.")


class NotWaiting(Refusal):
    sentence = _("Cette mise en ligne n'attend plus : il n'y a rien à faire.")


def settle(publication: Publication, *, is_live: bool, link: str = "", by: User, at: datetime) -> Publication:
    """A person looked at the profile and answers. Live: `link` is the post's address. Not live: it may be sent again,
    if its slot is not over. Raises NotSettleable, BadLink, LinkTaken."""
    if not is_live:
        return absent(publication, by=by, at=at)
    post = read(link)
    try:
        return live(publication, post=post, by=by, at=at)
    except IntegrityError:
        if not Publication.objects.filter(urn=post.urn).exclude(pk=publication.pk).exists():
            raise
        raise LinkTaken from None


def read(link: str) -> Published:
    try:
        return Assisted(site=settings.LINKEDIN["auth_url"]).read_link(link)
    except NotAPostLink as refusal:
        raise (ShortLink if refusal.short else BadLink) from None


@transaction.atomic
def live(publication: Publication, *, post: Published, by: User, at: datetime) -> Publication:
    fresh = needed(publication)
    moves = moves_to_live(fresh)
    facts = {"urn": post.urn, "permalink": post.permalink, "published_at": at, "problem": "", **FREE}
    if not shift(fresh, PublicationMove.ADOPT, at=at, **facts):
        raise NotSettleable
    shift_post(fresh.post, *moves, at=at)
    record(
        "publication.settled_live",
        fresh,
        organisation_id=fresh.organisation_id,
        at=at,
        by=by.pk,
        urn=post.urn,
    )
    return fresh


def moves_to_live(publication: Publication) -> tuple[PostMove, ...]:
    """Unclear: the post is `publishing` already. By hand: it is scheduled, on the version that its leader approved."""
    if publication.state == PublicationState.UNCLEAR:
        return (PostMove.PUBLISH,)
    post = publication.post
    as_approved = post.state == PostState.SCHEDULED and post.version_id == publication.version_id
    if is_by_hand(publication) and as_approved:
        return (PostMove.SEND, PostMove.PUBLISH)
    raise NotSettleable


@transaction.atomic
def absent(publication: Publication, *, by: User, at: datetime) -> Publication:
    fresh = needed(publication)
    if not shift(fresh, PublicationMove.ABSENT, at=at, problem="", next_attempt_at=None, **FREE):
        raise NotSettleable
    shift_post(fresh.post, PostMove.RETRY, at=at)
    record("publication.settled_absent", fresh, organisation_id=fresh.organisation_id, at=at, by=by.pk)
    if last_moment(fresh.due_at) < at:
        miss(fresh, now=at)
    return fresh


@transaction.atomic
def hurry(publication: Publication, *, by: User, at: datetime) -> None:
    """Do not wait for the next try. Everything is asked again before it is sent. Raises NotWaiting."""
    waiting = Publication.objects.filter(
        pk=publication.pk, state=PublicationState.DUE, next_attempt_at__gt=at
    )
    if not waiting.update(next_attempt_at=at, changed_at=at):
        raise NotWaiting
    record("publication.hurried", publication, organisation_id=publication.organisation_id, at=at, by=by.pk)


@transaction.atomic
def withdraw(publication: Publication, *, by: User, at: datetime) -> None:
    """Take the post back before it goes out. Raises NotWaiting, and editorial's MovedOn once it is on its way."""
    fresh = needed(publication)
    if not shift(fresh, PublicationMove.CANCEL, at=at, next_attempt_at=None, **FREE):
        raise NotWaiting
    editorial.withdraw(fresh.post, by=by, at=at)
    record("publication.cancelled", fresh, organisation_id=fresh.organisation_id, at=at, by=by.pk)


def needed(publication: Publication) -> Publication:
    fresh = locked(publication.pk)
    if fresh is None:
        raise Diverged(f"publication {publication.pk} is gone")
    return fresh
