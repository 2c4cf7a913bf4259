"""What people say and ask about a publication. Each verb is journalled with who said it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction

from influence.accounts.actions import learn_address
from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, network_for
from influence.accounts.seal import Unreadable
from influence.core.lifecycle import PostMove, PublicationMove
from influence.editorial import actions as editorial
from influence.editorial.models import Decision, DecisionKind
from influence.journal.actions import record
from influence.networks.assisted import NotAPostLink
from influence.networks.errors import NetworkFailure
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.urns import created_at
from influence.networks.ports import Capability, Published
from influence.people.models import User
from influence.publishing.adopting import adopt
from influence.publishing.following import may
from influence.publishing.holding import miss
from influence.publishing.lateness import last_moment
from influence.publishing.models import Publication
from influence.publishing.moves import FREE, Diverged, locked, shift, shift_post
from influence.publishing.profiles import site
from influence.publishing.queries import may_mark, may_settle, may_withdraw
from influence.publishing.refusals import (
    BadLink,
    FutureLink,
    GoneLink,
    LinkTaken,
    NotSettleable,
    NotWaiting,
    OldLink,
    OthersLink,
    ReasonNeeded,
    ShortLink,
)

log = structlog.get_logger(__name__)

NetworkOf = Callable[[Account], LinkedIn]

# LinkedIn's clock and ours are not one.
SKEW = timedelta(minutes=5)


def settle(
    publication: Publication,
    *,
    is_live: bool,
    link: str = "",
    has_moved: bool = False,
    reason: str = "",
    by: User,
    at: datetime,
    network: NetworkOf = network_for,
) -> Publication:
    """A person looked at the profile and answers. Live: `link` is the post's address. Not live: it may be sent again,
    if its slot is not over. `has_moved`: whoever answers says that the profile has a new address. Who was not asked
    says why. Raises NotSettleable, BadLink, LinkTaken, ReasonNeeded."""
    if not is_live:
        return absent(publication, by=by, at=at)
    post, author = read(link), site().author_of(link)
    check_author(author, publication.account, has_moved=has_moved)
    check(post, publication, at=at, network=network)
    try:
        return live(publication, post=post, author=author, reason=reason, by=by, at=at)
    except IntegrityError:
        if not Publication.objects.filter(urn=post.urn).exclude(pk=publication.pk).exists():
            raise
        raise LinkTaken from None


def read(link: str) -> Published:
    try:
        return site().read_link(link)
    except NotAPostLink as refusal:
        raise (ShortLink if refusal.short else BadLink) from None


def check_author(author: str, account: Account, *, has_moved: bool) -> None:
    """Whose post it is, as far as the link says. The first link that is accepted is believed, but for the address of
    another account here."""
    if author in ("", account.vanity_name):
        return
    others = Account.objects.filter(organisation=account.organisation_id, network=account.network)
    is_another = others.filter(vanity_name=author).exclude(pk=account.pk).exists()
    if is_another or (account.vanity_name and not has_moved):
        raise OthersLink(theirs=author, ours=account.vanity_name, may_confirm=not is_another)


def check(post: Published, publication: Publication, *, at: datetime, network: NetworkOf) -> None:
    """As far as a link tells whose post it is: its number says when it was made, and it was not made before its
    leader approved it. Where the account may read posts, the network says whether it is there."""
    made = created_at(post.urn)
    decision = Decision.objects.filter(version=publication.version_id, kind=DecisionKind.APPROVE).first()
    if decision and made < decision.decided_at - SKEW:
        raise OldLink
    if made > at + SKEW:
        raise FutureLink
    if not is_there(post, publication.account, network=network):
        raise GoneLink


def is_there(post: Published, account: Account, *, network: NetworkOf) -> bool:
    """True too where nobody can tell: no right to look, or no answer."""
    if not may(account, Capability.READ_POSTS):
        return True
    try:
        return network(account).exists(post.urn, credentials=credentials(account))
    except (NetworkFailure, NotConnected, Unreadable) as failure:
        log.warning("publication.link_not_checked", account=account.pk, reason=type(failure).__name__)
        return True


@transaction.atomic
def live(
    publication: Publication, *, post: Published, author: str = "", reason: str = "", by: User, at: datetime
) -> Publication:
    fresh = needed(publication)
    asked = may_settle(fresh)
    # Not while a worker has it in hand: its own answer comes within seconds.
    if not asked and not may_mark(fresh):
        raise NotSettleable
    if not asked and not reason.strip():
        raise ReasonNeeded
    if not adopt(fresh, post, at=at):
        raise NotSettleable
    if author:
        learn_address(fresh.account, vanity_name=author, by=by, at=at)
    why = {"reason": reason.strip()} if reason.strip() else {}
    record("publication.settled_live", fresh, organisation_id=fresh.organisation_id, at=at, by=by.pk, urn=post.urn,
           **why)  # fmt: skip
    return fresh


@transaction.atomic
def absent(publication: Publication, *, by: User, at: datetime) -> Publication:
    fresh = needed(publication)
    if not shift(fresh, PublicationMove.ABSENT, at=at, problem="", next_attempt_at=None, next_look_at=None, looks=0,
                 **FREE):  # fmt: skip
        raise NotSettleable
    shift_post(fresh.post, PostMove.RETRY, at=at)
    record("publication.settled_absent", fresh, organisation_id=fresh.organisation_id, at=at, by=by.pk)
    if last_moment(fresh) < at:
        miss(fresh, now=at)
    return fresh


@transaction.atomic
def withdraw(publication: Publication, *, reason: str = "", by: User, at: datetime) -> None:
    """Take the post back before it goes out, or for good once it failed or was missed. Raises NotWaiting, and editorial's
    MovedOn once it is on its way."""
    fresh = needed(publication)
    if not may_withdraw(fresh) or not shift(
        fresh, PublicationMove.CANCEL, at=at, next_attempt_at=None, **FREE
    ):
        raise NotWaiting
    editorial.withdraw(fresh.post, by=by, at=at)
    why = {"reason": reason.strip()} if reason.strip() else {}
    record("publication.cancelled", fresh, organisation_id=fresh.organisation_id, at=at, by=by.pk, **why)


def needed(publication: Publication) -> Publication:
    fresh = locked(publication.pk)
    if fresh is None:
        raise Diverged(f"publication {publication.pk} is gone")
    return fresh
