"""Read models of the page. A fixed number of queries, however many proposals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Case, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.lifecycle import PostState, PublicationState
from influence.editorial.words import state as state_words
from influence.engagement.models import Snapshot, Source
from influence.people.models import Department, Leader, Organisation
from influence.practices.models import Proposal, ProposalState, Star
from influence.publishing.models import Publication

SHOWN = 60


class Became(StrEnum):
    """What a proposal came to, in the order of its way."""

    WAITING = "waiting"
    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


WORDS: dict[Became, Promise | str] = {
    Became.WAITING: _("attend une réponse"),
    Became.DRAFT: _("en préparation"),
    Became.APPROVED: _("approuvée"),
    Became.PUBLISHED: _("en ligne"),
    Became.DROPPED: _("abandonnée"),
    Became.DECLINED: _("déclinée"),
    Became.WITHDRAWN: _("proposition retirée"),
}
CHIPS: dict[Became, str] = {
    Became.WAITING: "wait",
    Became.DRAFT: "wait",
    Became.APPROVED: "good",
    Became.PUBLISHED: "good",
    Became.DROPPED: "",
    Became.DECLINED: "warn",
    Became.WITHDRAWN: "",
}
OF_COPY = {
    PostState.APPROVED: Became.APPROVED,
    PostState.SCHEDULED: Became.APPROVED,
    PostState.PUBLISHING: Became.APPROVED,
    PostState.PUBLISHED: Became.PUBLISHED,
    PostState.REFUSED: Became.DROPPED,
    PostState.WITHDRAWN: Became.DROPPED,
}
OF_ANSWER = {
    ProposalState.OPEN: Became.WAITING,
    ProposalState.DECLINED: Became.DECLINED,
    ProposalState.WITHDRAWN: Became.WITHDRAWN,
}


def became(proposal: Proposal) -> Became:
    if proposal.state != ProposalState.ACCEPTED:
        return OF_ANSWER[ProposalState(proposal.state)]
    if proposal.copy is None:
        return Became.DROPPED
    return OF_COPY.get(PostState(proposal.copy.state), Became.DRAFT)


@dataclass(frozen=True)
class Starred:
    star: Star
    figures: Snapshot | None


@dataclass(frozen=True)
class Followed:
    """A proposal with what it came to; the figures of both where they are known (null is not zero, R-1.3)."""

    proposal: Proposal
    became: Became
    original: Snapshot | None
    copy: Snapshot | None

    @property
    def step(self) -> str:
        """Where the draft is, in the calendar's own words."""
        copy = self.proposal.copy
        return state_words(copy.state) if copy and self.became == Became.DRAFT else ""


def starred(stars: QuerySet[Star]) -> list[Starred]:
    rows = list(stars[:SHOWN])
    known = figures(star.post_id for star in rows)
    return [Starred(star, figures=known.get(star.post_id)) for star in rows]


def followed(proposals: Sequence[Proposal] | QuerySet[Proposal]) -> list[Followed]:
    rows = list(proposals[:SHOWN])
    posts = {row.star.post_id for row in rows} | {row.copy_id for row in rows if row.copy_id}
    known = figures(posts)
    return [
        Followed(
            row, became=became(row), original=known.get(row.star.post_id), copy=known.get(row.copy_id or 0)
        )
        for row in rows
    ]


def figures(posts: Iterable[int]) -> dict[int, Snapshot]:
    """By post, the last counters of what is live; the network's own where there are any (R-1.6)."""
    live = Publication.objects.filter(post__in=list(posts), state=PublicationState.PUBLISHED)
    by_publication = dict(live.values_list("pk", "post_id"))
    found = (
        Snapshot.objects.filter(publication__in=list(by_publication))
        .annotate(imported=Case(When(source=Source.API, then=0), default=1))
        .order_by("publication", "imported", "-taken_at")
        .distinct("publication")
    )
    return {by_publication[one.publication_id]: one for one in found}


def leaders(organisation: Organisation) -> list[Leader]:
    return list(organisation.leaders.filter(is_active=True))


def departments(organisation: Organisation) -> list[Department]:
    """Those with a leader: nobody else could take anything up."""
    spoken = organisation.leaders.filter(is_active=True).values("department")
    return list(organisation.departments.filter(pk__in=spoken))
