"""A leader's own page: what they agreed to and where they stand, what comes, what is asked of them, what their posts gave, and
whether LinkedIn still lets them speak. A fixed number of queries, whatever they wrote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Q, When

from influence.accounts.models import AccountKind, AccountState
from influence.accounts.queries import Card, cards, listed, unconnected
from influence.approval.access import Decider
from influence.approval.queries import late, waits_count
from influence.core.cadence import local_date, month_bounds
from influence.core.lifecycle import PostState, PublicationState
from influence.editorial.embargoes import sealed_from
from influence.editorial.flags import waiting_for
from influence.editorial.models import Post
from influence.engagement.models import Snapshot, Source
from influence.engagement.queries import Followers, followers_of
from influence.networks.errors import Reason
from influence.people.models import Leader, Mandate, Membership
from influence.publishing.access import publications_for
from influence.publishing.models import Change, ChangeKind, ChangeState, Publication

SHOWN_AHEAD = 5
SHOWN_OUT = 6
OUT = (PostState.PUBLISHED,)
# A place in the calendar that is meant to be filled, whoever has still to act.
AHEAD = (PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED, PostState.SCHEDULED)


@dataclass(frozen=True)
class Cadence:
    """This month, by the leader's calendar. `planned`: ahead in it, in whatever state."""

    agreed: int
    out: int
    planned: int
    last_at: datetime | None

    @property
    def missing(self) -> int:
        return max(0, self.agreed - self.out - self.planned)


@dataclass(frozen=True)
class Figures:
    """What one post gave, as last read; None where the network does not say (R-1.3)."""

    publication: Publication
    read: Snapshot | None

    @property
    def has_gaps(self) -> bool:
        read = self.read
        return read is not None and None in (read.impressions, read.reactions, read.comments, read.reshares)

    @property
    def is_imported(self) -> bool:
        return self.read is not None and self.read.source != Source.API


@dataclass(frozen=True)
class Asked:
    """`errands`: a text that is live and whose correction waits for their yes, or one that they publish themselves."""

    decisions: int
    late: int
    seconds: int
    errands: Sequence[Publication]

    @property
    def is_any(self) -> bool:
        return bool(self.decisions or self.late or self.seconds or self.errands)


@dataclass(frozen=True)
class Page:
    leader: Leader
    cadence: Cadence
    asked: Asked
    ahead: Sequence[Post]
    figures: Sequence[Figures]
    followers: Followers | None
    accounts: Sequence[Card]
    mandates: Sequence[Mandate]

    @property
    def is_connection_pressing(self) -> bool:
        """Not of who never connected: some publish by hand, and chose to."""
        return any(
            one.account.state == AccountState.RECONNECT or one.ends_soon or one.planned_after_expiry
            for one in self.accounts
        )


def leader_of(member: Membership) -> Leader | None:
    """None where they do not speak (any more)."""
    found = Leader.objects.filter(organisation=member.organisation, user=member.user, is_active=True)
    return found.select_related("organisation", "user").first()


def page_of(leader: Leader, *, member: Membership, decider: Decider, now: datetime) -> Page:
    own = cards_of(leader, now=now)
    profile = next(
        (one.account for one in own if one.account.kind == AccountKind.MEMBER and one.account.pk), None
    )
    day = local_date(now, leader.zone)
    counted = followers_of([profile.pk], day=day) if profile else {}
    return Page(
        leader=leader, cadence=cadence_of(leader, now=now), asked=asked_of(member, decider, now=now),
        ahead=ahead_of(leader, member=member, now=now), figures=figures_of(leader), accounts=own,
        followers=counted.get(profile.pk) if profile else None, mandates=mandates_of(leader, now=now),
    )  # fmt: skip


def cadence_of(leader: Leader, *, now: datetime) -> Cadence:
    day = local_date(now, leader.zone)
    start, end = month_bounds(day.year, day.month, leader.zone)
    posts = list(
        Post.objects.filter(leader=leader)
        .filter(Q(state__in=OUT, slot__at__lt=end) | Q(state__in=AHEAD, slot__at__gt=now, slot__at__lt=end))
        .filter(slot__at__gte=min(start, now - QUIET))
        .values_list("state", "slot__at")
    )
    out = [at for state, at in posts if state in OUT]
    return Cadence(
        agreed=leader.posts_per_month, out=sum(at >= start for at in out), planned=len(posts) - len(out),
        last_at=max(out, default=None),
    )  # fmt: skip


# How far back the last time somebody spoke is looked for: beyond it, "a long while".
QUIET = timedelta(days=90)


def asked_of(member: Membership, decider: Decider, *, now: datetime) -> Asked:
    return Asked(
        decisions=waits_count(decider, now=now),
        late=len(late(decider, now=now)),
        seconds=waiting_for(member).count(),
        errands=errands_of(member),
    )


def errands_of(member: Membership) -> list[Publication]:
    by_hand = Q(state=PublicationState.HELD, problem=Reason.BY_HAND)
    corrected = Q(
        pk__in=Change.objects.filter(kind=ChangeKind.CORRECT, state=ChangeState.PROPOSED).values(
            "publication"
        )
    )
    own = publications_for(member).filter(post__leader__user=member.user_id)
    return list(own.filter(by_hand | corrected).order_by("due_at", "pk")[:SHOWN_AHEAD])


def ahead_of(leader: Leader, *, member: Membership, now: datetime) -> list[Post]:
    """The next to go out. A draft is named by its place and theme alone: its words are not theirs to read yet."""
    posts = Post.objects.filter(leader=leader, state__in=AHEAD, slot__at__gt=now)
    readable = posts.exclude(sealed_from(member.user_id))
    return list(
        readable.select_related("slot", "pillar", "version", "leader").order_by("slot__at", "pk")[
            :SHOWN_AHEAD
        ]
    )


def figures_of(leader: Leader) -> list[Figures]:
    """The last ones that are live on their own profile; a page's figures are another series (R-1.4)."""
    live = Publication.objects.filter(
        account__leader=leader, account__kind=AccountKind.MEMBER, state=PublicationState.PUBLISHED
    )
    found = list(live.select_related("version", "post__leader").order_by("-published_at", "-pk")[:SHOWN_OUT])
    read = last_read(found)
    return [Figures(one, read.get(one.pk)) for one in found]


def last_read(publications: Iterable[Publication]) -> dict[int, Snapshot]:
    """Of one source, the network's own where there is any (R-1.6)."""
    found = (
        Snapshot.objects.filter(publication__in=list(publications))
        .annotate(imported=Case(When(source=Source.API, then=0), default=1))
        .order_by("publication", "imported", "-taken_at")
        .distinct("publication")
    )
    return {one.publication_id: one for one in found}


def cards_of(leader: Leader, *, now: datetime) -> list[Card]:
    accounts = listed(leader.organisation_id).filter(leader=leader)
    missing = unconnected(leader.organisation_id).filter(pk=leader.pk)
    return cards(accounts, now=now, unconnected=missing)


def mandates_of(leader: Leader, *, now: datetime) -> list[Mandate]:
    """Those that hold, and those that will."""
    given = Mandate.objects.filter(leader=leader, revoked_at=None, ends_at__gt=now)
    return list(given.select_related("delegate").order_by("starts_at", "pk"))
