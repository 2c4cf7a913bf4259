"""What waits for whom, and since when. A fixed number of queries, whatever waits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from influence.accounts.models import Account, AccountState
from influence.core.lifecycle import PostState, PublicationState
from influence.editorial.embargoes import sealed_from
from influence.editorial.flags import able_of, waiting_flags
from influence.editorial.models import Embargo, Post
from influence.home.excerpts import title
from influence.people.models import Membership
from influence.publishing.access import publications_for
from influence.publishing.models import Publication
from influence.publishing.problems import Problem
from influence.publishing.queries import Group, of_group
from influence.remarks.models import Thread
from influence.watch.models import Idea, IdeaState

SOON = timedelta(days=7)
# Of each kind; the rest is counted, and on the page that the heading leads to.
SHOWN = 6
# Beyond this nobody reads a list; what is left out is counted by the page that the heading leads to.
MOST = 200
WRITTEN = (PostState.DRAFT, PostState.RETURNED)


class Kind(StrEnum):
    """In the order in which they ask for attention."""

    UNCLEAR = "unclear"
    CONFIRM = "confirm"
    RECONNECT = "reconnect"
    EMBARGO = "embargo"
    SECOND = "second"
    DRAFT = "draft"
    REVIEW = "review"
    REMARK = "remark"
    IDEA = "idea"


@dataclass(frozen=True)
class Heading:
    """`where`: the name of the page that has all of them."""

    words: Promise | str
    where: str


HEADINGS: dict[Kind, Heading] = {
    Kind.UNCLEAR: Heading(_("À vérifier sur LinkedIn"), "publications"),
    Kind.CONFIRM: Heading(_("À reconfirmer après un gel ou un silence"), "to_confirm"),
    Kind.RECONNECT: Heading(_("Comptes à reconnecter"), "accounts"),
    Kind.EMBARGO: Heading(_("Embargos à confirmer"), "calendar"),
    Kind.SECOND: Heading(_("Seconds accords"), "calendar"),
    Kind.DRAFT: Heading(_("À soumettre dans la semaine"), "calendar"),
    Kind.REVIEW: Heading(_("En relecture"), "calendar"),
    Kind.REMARK: Heading(_("Remarques sans réponse"), "calendar"),
    Kind.IDEA: Heading(_("Idées à trier"), "watch"),
}


@dataclass(frozen=True)
class Wait:
    """`who`: on whom it waits. `since` is None where nobody wrote it down; `due`: when it is too late."""

    kind: Kind
    what: str
    who: str
    link: str
    since: datetime | None = None
    due: datetime | None = None
    zone: str = ""


@dataclass(frozen=True)
class Bunch:
    """All that waits of one kind, what is due first."""

    kind: Kind
    waits: Sequence[Wait]

    @property
    def heading(self) -> Heading:
        return HEADINGS[self.kind]

    @property
    def shown(self) -> Sequence[Wait]:
        return self.waits[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.waits) - len(self.shown)


def open_publications(member: Membership) -> list[Publication]:
    """What needs a person: for this page's two halves, in one query."""
    return list(of_group(publications_for(member), Group.TODO)[:MOST])


def waiting(member: Membership, publications: Iterable[Publication], *, now: datetime) -> list[Bunch]:
    found = [
        *of_publications(publications), *of_accounts(member), *of_embargoes(member, now=now), *of_flags(member),
        *of_posts(member, now=now), *of_threads(member), *of_ideas(member),
    ]  # fmt: skip
    by_due = sorted(found, key=lambda one: (one.due is None, one.due or one.since or now))
    bunches = [Bunch(kind, [one for one in by_due if one.kind == kind]) for kind in Kind]
    return [bunch for bunch in bunches if bunch.waits]


def asks(publication: Publication) -> Kind | None:
    """A question that only a person can answer; None for what has simply failed."""
    if publication.state == PublicationState.UNCLEAR:
        return Kind.UNCLEAR
    return Kind.CONFIRM if publication.problem == Problem.TO_CONFIRM else None


def of_publications(publications: Iterable[Publication]) -> Iterator[Wait]:
    for one in publications:
        if kind := asks(one):
            yield Wait(
                kind, what=title(one.post, one.version), who=team(), since=one.changed_at, due=one.due_at,
                zone=zone_of(one.post), link=reverse("publication", args=[one.pk]),
            )  # fmt: skip


def of_accounts(member: Membership) -> Iterator[Wait]:
    lost = Account.objects.filter(
        organisation=member.organisation, state=AccountState.RECONNECT, leader__is_active=True
    )
    for one in lost.select_related("leader")[:MOST]:
        name = one.author_name or one.get_kind_display()
        yield Wait(
            Kind.RECONNECT, what=_now("%(leader)s · %(account)s") % {"leader": one.leader.name, "account": name},
            who=one.leader.name, link=reverse("accounts"),
        )  # fmt: skip


def of_embargoes(member: Membership, *, now: datetime) -> Iterator[Wait]:
    """Every editor may say that a release is out; its words are for its list (R-2.10)."""
    soon = Embargo.objects.filter(
        post__organisation=member.organisation, confirmed_at=None, lifts_at__lte=now + SOON,
    ).exclude(post__state__in=[PostState.WITHDRAWN, PostState.REFUSED, PostState.PUBLISHED])  # fmt: skip
    for one in soon.select_related("post__leader", "post__slot")[:MOST]:
        yield Wait(
            Kind.EMBARGO, what=_now("Communiqué à confirmer"), who=team(), since=one.created_at, due=one.lifts_at,
            zone=zone_of(one.post), link=reverse("embargo", args=[one.post_id]),
        )  # fmt: skip


def of_flags(member: Membership) -> Iterator[Wait]:
    sealed = Post.objects.filter(sealed_from(member.user_id), organisation=member.organisation)
    mine = (
        waiting_flags()
        .filter(version__post__organisation=member.organisation)
        .exclude(version__post__in=sealed)
    )
    related = ("topic", "version__post__leader", "version__post__slot")
    found = list(mine.select_related(*related)[:MOST])
    people = able_of(found, organisation_id=member.organisation_id)
    for one in found:
        post, who = one.version.post, ", ".join(person.name for person in people[one.pk])
        yield Wait(
            Kind.SECOND, what=title(post, one.version), who=who or _now("personne ne peut le donner"), since=one.raised_at,
            due=post.slot.at if post.slot else None, zone=zone_of(post), link=reverse("post", args=[post.pk]),
        )  # fmt: skip


def of_posts(member: Membership, *, now: datetime) -> Iterator[Wait]:
    soon = Q(state__in=WRITTEN, slot__at__gt=now, slot__at__lte=now + SOON)
    posts = Post.objects.filter(soon | Q(state=PostState.IN_REVIEW), organisation=member.organisation)
    mine = posts.exclude(sealed_from(member.user_id)).order_by(F("slot__at").asc(nulls_last=True), "pk")
    for post in mine.select_related("leader", "slot", "version__written_by")[:MOST]:
        yield of_post(post)


def of_post(post: Post) -> Wait:
    is_theirs = post.state == PostState.IN_REVIEW
    author = post.version.written_by.name if post.version else team()
    submitted = post.version.submitted_at if post.version and is_theirs else None
    return Wait(
        Kind.REVIEW if is_theirs else Kind.DRAFT, what=title(post, post.version),
        who=post.leader.name if is_theirs else author, since=submitted or post.changed_at,
        due=post.slot.at if post.slot else None, zone=zone_of(post), link=reverse("post", args=[post.pk]),
    )  # fmt: skip


def of_threads(member: Membership) -> Iterator[Wait]:
    """Of posts that may still change."""
    over = [PostState.WITHDRAWN, PostState.REFUSED, PostState.PUBLISHED, PostState.PUBLISHING]
    sealed = Post.objects.filter(sealed_from(member.user_id), organisation=member.organisation)
    threads = Thread.objects.filter(organisation=member.organisation, resolved_at=None).exclude(
        post__in=sealed
    )
    related = ("opened_by", "post__leader", "post__slot", "post__version")
    for one in threads.exclude(post__state__in=over).select_related(*related)[:MOST]:
        yield Wait(
            Kind.REMARK, what=title(one.post, one.post.version), who=_now("ouverte par %(name)s") % {"name": one.opened_by.name},
            since=one.opened_at, due=one.post.slot.at if one.post.slot else None, zone=zone_of(one.post),
            link=reverse("post", args=[one.post_id]),
        )  # fmt: skip


def of_ideas(member: Membership) -> Iterator[Wait]:
    """What the watch brought in, and nobody has kept or put aside."""
    new = Idea.objects.filter(organisation=member.organisation, state=IdeaState.NEW).order_by("-pk")
    for one in new[:MOST]:
        yield Wait(Kind.IDEA, what=one.title, who=team(), since=one.found_at, link=reverse("watch"))


def team() -> str:
    return _now("l'équipe de communication")


def zone_of(post: Post) -> str:
    return post.slot.zone if post.slot else post.leader.zone
