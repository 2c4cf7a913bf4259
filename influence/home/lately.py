"""What happened, from the journal, day by day. Entries name ids alone; the names are read as they are today, with the rights
of whoever reads: of an embargoed post one hears that something happened, and nothing of its words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from influence.accounts.models import Account
from influence.core import cadence
from influence.editorial.embargoes import sealed_from
from influence.editorial.models import Post
from influence.home.excerpts import title
from influence.home.words import SENTENCES, VERBS, Genre, Sentence
from influence.journal.models import Entry
from influence.people.models import Leader, Membership
from influence.practices.models import Proposal, Star
from influence.publishing.models import Publication
from influence.remarks.models import Thread

PAGE = 40


@dataclass(frozen=True)
class Asked:
    """The filters of the address. `before`: the number of an entry of the journal; older ones are asked for."""

    genre: Genre | None = None
    person: int | None = None
    leader: int | None = None
    before: int | None = None

    @property
    def any(self) -> bool:
        return any((self.genre, self.person, self.leader))

    def given(self) -> dict[str, object]:
        found = {"genre": self.genre, "personne": self.person, "dirigeant": self.leader}
        return {name: value for name, value in found.items() if value}


def asked(given: QueryDict) -> Asked:
    """Whatever is odd narrows nothing."""
    genre = given.get("genre", "")
    return Asked(
        genre=Genre(genre) if genre in set(Genre) else None, person=number(given.get("personne", "")),
        leader=number(given.get("dirigeant", "")), before=number(given.get("avant", "")),
    )  # fmt: skip


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@dataclass(frozen=True)
class Happening:
    at: datetime
    what: Sentence
    who: str
    about: str = ""
    link: str = ""


@dataclass(frozen=True)
class Lately:
    """`older`: the number to ask before, None at the beginning of the journal."""

    days: Sequence[tuple[date, Sequence[Happening]]]
    older: int | None


def lately(member: Membership, what: Asked) -> Lately:
    found = list(entries(member, what)[: PAGE + 1])
    shown = found[:PAGE]
    about = abouts(member, shown)
    happenings = [
        Happening(one.at, SENTENCES[one.verb], who=who(one),
                  **about.get((one.subject_type, one.subject_id), {}))
        for one in shown
    ]  # fmt: skip
    zone = member.organisation.zone
    by_day = groupby(happenings, key=lambda one: cadence.local_date(one.at, zone))
    return Lately(
        days=[(day, list(ones)) for day, ones in by_day],
        older=shown[-1].sequence if len(found) > PAGE else None,
    )


def who(one: Entry) -> str:
    """A worker is Influence; whoever decided in a leader's place is told as such (ADR 0014)."""
    name = one.actor.name if one.actor else "Influence"
    return _("%(name)s, par mandat") % {"name": name} if one.details.get("mandate") else name


def entries(member: Membership, what: Asked) -> "QuerySet[Entry]":
    verbs = VERBS[what.genre] if what.genre else SENTENCES
    found = Entry.objects.filter(organisation=member.organisation, verb__in=list(verbs))
    if what.before is not None:
        found = found.filter(sequence__lt=what.before)
    if what.person is not None:
        found = found.filter(actor=what.person)
    if what.leader is not None:
        found = found.filter(of_leader(what.leader))
    return found.select_related("actor").order_by("-sequence")


def of_leader(pk: int) -> Q:
    """What carries a leader's name."""
    return (
        Q(subject_type="post", subject_id__in=Post.objects.filter(leader=pk).values("pk"))
        | Q(
            subject_type="publication",
            subject_id__in=Publication.objects.filter(post__leader=pk).values("pk"),
        )
        | Q(subject_type="thread", subject_id__in=Thread.objects.filter(post__leader=pk).values("pk"))
        | Q(subject_type="star", subject_id__in=Star.objects.filter(post__leader=pk).values("pk"))
        | Q(
            subject_type="proposal",
            subject_id__in=Proposal.objects.filter(star__post__leader=pk).values("pk"),
        )
        | Q(subject_type="account", subject_id__in=Account.objects.filter(leader=pk).values("pk"))
        | Q(subject_type="leader", subject_id=pk)
    )


def abouts(member: Membership, found: Iterable[Entry]) -> Mapping[tuple[str, int], dict[str, str]]:
    """By kind of subject and number. One query a kind, whether anything of it happened or not."""
    subjects = {(one.subject_type, one.subject_id) for one in found}
    told: dict[tuple[str, int], dict[str, str]] = {}
    for kind, read in READERS.items():
        told |= {(kind, pk): said for pk, said in read(member, {pk for of, pk in subjects if of == kind})}
    return told


def of_posts(member: Membership, ids: set[int]) -> Iterable[tuple[int, dict[str, str]]]:
    return [(pk, said_of(post, is_sealed)) for pk, post, is_sealed in read_posts(member, Q(pk__in=ids))]


def of_publications(member: Membership, ids: set[int]) -> Iterable[tuple[int, dict[str, str]]]:
    own = Publication.objects.filter(pk__in=ids, organisation=member.organisation)
    return through(member, dict(own.values_list("pk", "post_id")), link="publication")


def of_threads(member: Membership, ids: set[int]) -> Iterable[tuple[int, dict[str, str]]]:
    own = Thread.objects.filter(pk__in=ids, organisation=member.organisation)
    return through(member, dict(own.values_list("pk", "post_id")), link="")


def of_stars(member: Membership, ids: set[int]) -> Iterable[tuple[int, dict[str, str]]]:
    own = Star.objects.filter(pk__in=ids, organisation=member.organisation)
    return through(member, dict(own.values_list("pk", "post_id")), link="")


def of_proposals(member: Membership, ids: set[int]) -> Iterable[tuple[int, dict[str, str]]]:
    own = Proposal.objects.filter(pk__in=ids, star__organisation=member.organisation)
    return through(member, dict(own.values_list("pk", "star__post_id")), link="practice_proposal")


def through(
    member: Membership, posts: Mapping[int, int], *, link: str
) -> Iterable[tuple[int, dict[str, str]]]:
    """What belongs to a post, by the words of that post; with a page of its own where `link` names it."""
    known = dict(of_posts(member, set(posts.values())))
    for pk, post_id in posts.items():
        said = known.get(post_id, {})
        yield pk, said | {"link": reverse(link, args=[pk])} if link and said.get("link") else said


def read_posts(member: Membership, which: Q) -> list[tuple[int, Post, bool]]:
    posts = Post.objects.filter(which, organisation=member.organisation).select_related("leader", "version")
    sealed = set(posts.filter(sealed_from(member.user_id)).values_list("pk", flat=True))
    return [(post.pk, post, post.pk in sealed) for post in posts]


def said_of(post: Post, is_sealed: bool) -> dict[str, str]:
    if is_sealed:
        return {"about": _("une publication sous embargo")}
    return {"about": title(post, post.version), "link": reverse("post", args=[post.pk])}


def of_accounts(member: Membership, ids: set[int]) -> Iterable[tuple[int, dict[str, str]]]:
    own = Account.objects.filter(pk__in=ids, organisation=member.organisation).select_related("leader")
    return [(one.pk, {"about": one.leader.name, "link": reverse("accounts")}) for one in own]


def of_leaders(member: Membership, ids: set[int]) -> Iterable[tuple[int, dict[str, str]]]:
    own = Leader.objects.filter(pk__in=ids, organisation=member.organisation)
    return [(one.pk, {"about": one.name}) for one in own]


Reader = Callable[[Membership, set[int]], Iterable[tuple[int, dict[str, Any]]]]
READERS: dict[str, Reader] = {
    "post": of_posts,
    "publication": of_publications,
    "thread": of_threads,
    "star": of_stars,
    "proposal": of_proposals,
    "account": of_accounts,
    "leader": of_leaders,
}
