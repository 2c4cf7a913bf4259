"""What went wrong, and what to do about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from influence.core.lifecycle import PostState
from influence.editorial import words as post_words
from influence.editorial.embargoes import sealed_from
from influence.editorial.models import Post
from influence.editorial.words import Missed
from influence.home.excerpts import title
from influence.home.waiting import MOST, asks
from influence.outbox.queries import failed_count
from influence.people.models import Membership
from influence.publishing import words
from influence.publishing.models import Publication

# A slot that was missed longer ago is no news any more.
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Failure:
    what: str
    happened: str
    todo: str
    link: str
    at: datetime | None = None


def failures(member: Membership, publications: Iterable[Publication], *, now: datetime) -> list[Failure]:
    """The latest first."""
    kept = [one for one in publications if asks(one) is None]
    known = {one.post_id for one in publications}
    found = [*of_publications(kept), *of_posts(member, known=known, now=now)]
    return [*of_mails(member), *sorted(found, key=lambda one: one.at or now, reverse=True)]


def of_publications(publications: Iterable[Publication]) -> Iterator[Failure]:
    for one in publications:
        said = words.about(one)
        live = _("Son premier commentaire, une correction ou son retrait attend une personne.")
        yield Failure(
            what=title(one.post, one.version), happened=str(said.happened) or live, todo=str(said.todo),
            link=reverse("publication", args=[one.pk]), at=one.due_at,
        )  # fmt: skip


def of_posts(member: Membership, *, known: set[int], now: datetime) -> Iterator[Failure]:
    """Slots that passed before there was anything to send."""
    missed = Post.objects.filter(
        organisation=member.organisation, state=PostState.MISSED, changed_at__gt=now - RECENT
    )
    mine = missed.exclude(sealed_from(member.user_id)).exclude(pk__in=known).order_by("-changed_at", "-pk")
    for post in mine.select_related("leader", "version")[:MOST]:
        yield Failure(
            what=title(post, post.version), happened=post_words.reason(post.reason),
            todo=todo(post),
            link=reverse("post", args=[post.pk]), at=post.changed_at,
        )  # fmt: skip


def todo(post: Post) -> str:
    """One of the reasons says it already."""
    if post.reason == Missed.UNDECIDED:
        return ""
    return _("Choisissez un autre créneau, ou retirez-la du calendrier.")


def of_mails(member: Membership) -> Iterator[Failure]:
    """Operators alone can do something about a mail."""
    count = failed_count(member.organisation_id) if member.is_operator else 0
    if count:
        told = ngettext(
            "%(count)s courrier n'a pas été remis.", "%(count)s courriers n'ont pas été remis.", count
        )
        yield Failure(
            what=_("Courriers"), happened=told % {"count": count}, todo=_("Corrigez l'adresse, puis renvoyez-les."),
            link=reverse("messages_list"),
        )  # fmt: skip
