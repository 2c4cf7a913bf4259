"""One reading of a post: the calls to the network, and nothing kept. Knows no database, so that its cost can be measured
by itself (`bench/sweep.py`). People are in memory here, for as long as the reading lasts."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from influence.engagement.moments import ALL, Ask
from influence.networks.errors import Refused
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Capability, Counters, Credentials, ShareStatistics

# Of a page whose reactions are told as one number: LinkedIn's own kinds are upper-case words, this is none of them.
ANY_KIND = "ANY"
# Below this, asking for posts one by one costs as much as a batch that the Development tier refuses.
BATCH = 3

log = structlog.get_logger(__name__)

REACTION, COMMENT = "reaction", "comment"


@dataclass(frozen=True)
class Act:
    """One reaction or comment. `event` names it at the network; never a text."""

    kind: str
    member_urn: str
    event: str
    at: datetime


@dataclass(frozen=True)
class Reading:
    """`counters`: None where only the acts were asked."""

    counters: Counters | None
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Voice:
    """In whose name posts are read. `page`: the URN of the page that speaks, empty for a member."""

    network: LinkedIn
    credentials: Credentials
    can: frozenset[Capability]
    page: str = ""

    @property
    def may_count(self) -> bool:
        return bool(self.can & {Capability.READ_COUNTS, *([Capability.PAGE_STATISTICS] if self.page else [])})


def counted(urns: Collection[str], *, voice: Voice) -> dict[str, Counters]:
    """The counters of several posts of one voice, in as few calls as may be. A post that is missing in the answer was
    not told, and is to be asked for alone."""
    told = _batch(urns, voice=voice) if Capability.READ_COUNTS in voice.can else {}
    if not voice.page or Capability.PAGE_STATISTICS not in voice.can:
        return told
    shares = voice.network.page_posts(voice.page, urns, credentials=voice.credentials)
    return {urn: of_page(_told(urn, told, voice=voice), shares[urn]) for urn in urns}


def _batch(urns: Collection[str], *, voice: Voice) -> dict[str, Counters]:
    if len(urns) < BATCH:
        return {}
    try:
        return dict(voice.network.counters_of(urns, credentials=voice.credentials))
    except Refused as refusal:
        log.info("engagement.no_batch", **refusal.facts())
        # The Development tier has no batches (linkedin-api.md §2.9): one by one, then.
        return {}


def _told(urn: str, told: Mapping[str, Counters], *, voice: Voice) -> Counters | None:
    if urn in told or Capability.READ_COUNTS not in voice.can:
        return told.get(urn)
    try:
        return alone(urn, voice=voice, asks=frozenset({Ask.COUNTS}))
    except Refused as refusal:
        log.info("engagement.no_reactions", **refusal.facts())
        # Statistics and reactions are rights of different scopes: a page may have the first alone.
        return None


def of_page(told: Counters | None, shares: ShareStatistics) -> Counters:
    """Share statistics lag behind: where the post itself told its reactions and comments, they are nearer to now."""
    known = told or Counters({ANY_KIND: shares.likes}, shares.comments, shares.comments)
    return replace(known, reshares=shares.reshares, impressions=shares.impressions, reach=shares.reach)


def alone(urn: str, *, voice: Voice, asks: frozenset[Ask]) -> Counters:
    """One call, and with AUDIENCE one for each of the analytics that a member's access has."""
    has_audience = Ask.AUDIENCE in asks and not voice.page
    can = voice.can if has_audience else voice.can - {Capability.MEMBER_ANALYTICS}
    return voice.network.counters(urn, credentials=voice.credentials, capabilities=can)


def read(
    urn: str,
    *,
    voice: Voice,
    since: datetime,
    asks: frozenset[Ask] = ALL,
    known: Counters | None = None,
) -> Reading:
    """`known`: what a batch already told. `since`: acts before it may not be told apart any more. Raises NetworkFailure."""
    counters = count(urn, voice=voice, asks=asks, known=known) if Ask.COUNTS in asks else None
    acts = read_acts(urn, counters, voice=voice, since=since) if Ask.ACTS in asks else ()
    return Reading(counters, tuple(acts))


def count(urn: str, *, voice: Voice, asks: frozenset[Ask], known: Counters | None) -> Counters:
    if known is None and voice.page:
        known = counted([urn], voice=voice).get(urn)
    if known is None:
        return alone(urn, voice=voice, asks=asks)
    return with_audience(urn, known, voice=voice) if Ask.AUDIENCE in asks and not voice.page else known


def with_audience(urn: str, known: Counters, *, voice: Voice) -> Counters:
    if Capability.MEMBER_ANALYTICS not in voice.can:
        return known
    return voice.network.audience(urn, known, credentials=voice.credentials)


def read_acts(urn: str, counters: Counters | None, *, voice: Voice, since: datetime) -> Iterator[Act]:
    """Nobody is asked about where the counters say that there is nobody."""
    if Capability.READ_REACTORS not in voice.can:
        return
    if counters is None or counters.reactions:
        yield from _reactions(urn, voice=voice, since=since)
    if counters is None or counters.comments:
        yield from _comments(urn, voice=voice, since=since)


def _reactions(urn: str, *, voice: Voice, since: datetime) -> Iterator[Act]:
    for reaction in voice.network.reactions(urn, credentials=voice.credentials, since=since):
        if reaction.at > since:
            # A person reacts once to a post: changing the kind of reaction is not a second act.
            yield Act(REACTION, reaction.member_urn, reaction.member_urn, reaction.at)


def _comments(urn: str, *, voice: Voice, since: datetime) -> Iterator[Act]:
    for comment in voice.network.comments(urn, credentials=voice.credentials):
        if comment.at > since:
            yield Act(COMMENT, comment.member_urn, comment.id, comment.at)
