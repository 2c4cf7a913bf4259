"""Organisations' pages: those that a leader administers may be added as accounts of theirs. The network is asked again
when one is added and every day after: who is no longer an administrator no longer speaks for the page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from influence.accounts import mails
from influence.accounts.actions import token_refused
from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import NotConnected, credentials, facts, may_add_pages, network_for
from influence.accounts.refusals import NoPages, NotAdministrator, NotYours, PageTaken
from influence.accounts.seal import Unreadable
from influence.journal.actions import record
from influence.networks.assisted import folded
from influence.networks.errors import NetworkFailure, Reason, Unauthorised
from influence.networks.ports import Page, Purpose
from influence.people.models import User

log = structlog.get_logger(__name__)

EVERY = timedelta(days=1)
ROLE_LOST = "role_lost"


@dataclass(frozen=True)
class Offer:
    """A page that the leader may add. `taken_by`: the leader who already speaks for it, here."""

    page: Page
    is_mine: bool
    taken_by: str


def offers(profile: Account) -> list[Offer]:
    """What the network says now. Raises NetworkFailure."""
    if not may_add_pages(profile):
        raise NoPages
    network, shown = network_for(profile, purpose=Purpose.TOKEN), credentials(profile)
    found = [network.page(urn, credentials=shown) for urn in sorted(administered(profile))]
    speaking = spoken_for(profile, urns=[page.urn for page in found])
    return [offer(page, profile=profile, by=speaking.get(page.urn)) for page in found]


def administered(profile: Account) -> frozenset[str]:
    """The pages where the leader is an administrator who may post."""
    roles = network_for(profile, purpose=Purpose.TOKEN).page_roles(credentials=credentials(profile))
    return frozenset(role.organisation_urn for role in roles if role.may_post)


def spoken_for(profile: Account, *, urns: list[str]) -> dict[str, Account]:
    here = Account.objects.filter(
        organisation=profile.organisation_id, network=profile.network, author_urn__in=urns
    )
    held = here.exclude(state=AccountState.DISCONNECTED).select_related("leader")
    return {account.author_urn: account for account in held}


def offer(page: Page, *, profile: Account, by: Account | None) -> Offer:
    is_mine = by is not None and by.leader_id == profile.leader_id
    return Offer(page=page, is_mine=is_mine, taken_by=by.leader.name if by and not is_mine else "")


def add_page(profile: Account, *, organisation_urn: str, by: User, at: datetime) -> Account:
    """The leader speaks for this page from now on. Asks the network whether they may. Raises NetworkFailure."""
    if by.pk != profile.leader.user_id:
        raise NotYours
    if not may_add_pages(profile):
        raise NoPages
    if organisation_urn not in administered(profile):
        raise NotAdministrator
    page = network_for(profile, purpose=Purpose.TOKEN).page(
        organisation_urn, credentials=credentials(profile)
    )
    with transaction.atomic():
        account = kept(profile, page=page, at=at)
        record("account.page_added", account, organisation_id=account.organisation_id, at=at, by=by.pk)
    return account


def kept(profile: Account, *, page: Page, at: datetime) -> Account:
    facts = {
        "state": AccountState.CONNECTED, "through": profile, "app": profile.app, "mode": profile.mode,
        "scopes": profile.scopes, "author_name": page.name[:200], "connected_at": at, "role_checked_at": at,
        "last_problem": "",
    }  # fmt: skip
    if page.vanity_name:
        facts["vanity_name"] = folded(page.vanity_name)[:120]
    try:
        with transaction.atomic():
            return Account.objects.update_or_create(
                leader=profile.leader, network=profile.network, kind=AccountKind.PAGE, author_urn=page.urn,
                defaults=facts | {"organisation_id": profile.organisation_id},
            )[0]  # fmt: skip
    except IntegrityError:
        raise PageTaken from None


def remove_page(account: Account, *, by: User | None, at: datetime) -> bool:
    """What is online stays; what is scheduled waits until the page is added again. False when it was removed before."""
    with transaction.atomic():
        removed = Account.objects.filter(pk=account.pk, kind=AccountKind.PAGE).exclude(
            state=AccountState.DISCONNECTED
        )
        found = removed.update(state=AccountState.DISCONNECTED, last_problem="")
        if found:
            record(
                "account.page_removed",
                account,
                organisation_id=account.organisation_id,
                at=at,
                by=by.pk if by else None,
            )
    account.refresh_from_db()
    return bool(found)


def check_roles(*, now: datetime) -> int:
    """Ask for every leader with a page, once a day, which pages they administer. How many leaders were asked."""
    return sum(check_roles_of(profile, now=now) for profile in due(now=now))


def due(*, now: datetime) -> QuerySet[Account]:
    """Connected profiles with a page whose role nobody asked about for a day."""
    added = Account.objects.filter(kind=AccountKind.PAGE).exclude(state=AccountState.DISCONNECTED)
    old = added.filter(Q(role_checked_at__isnull=True) | Q(role_checked_at__lte=now - EVERY))
    speaking = Account.objects.filter(pk__in=old.values("through"), state=AccountState.CONNECTED)
    return speaking.select_related("leader__user", "organisation")


def check_roles_of(profile: Account, *, now: datetime) -> bool:
    added = profile.pages.exclude(state=AccountState.DISCONNECTED)
    # Read before the network is asked: a page that is added again meanwhile is newer than its answer.
    known = list(added.select_related("leader__user", "organisation"))
    problem = ROLE_LOST if may_add_pages(profile) else str(Reason.SCOPE_MISSING)
    try:
        held = administered(profile) if may_add_pages(profile) else frozenset()
    except (NetworkFailure, NotConnected, Unreadable) as failure:
        if getattr(failure, "reason", "") != Reason.SCOPE_MISSING:
            return unknown(profile, failure, now=now)
        held, problem = frozenset(), str(Reason.SCOPE_MISSING)
    for page in known:
        settle(page, problem="" if page.author_urn in held else problem, now=now)
    return True


def unknown(profile: Account, failure: Exception, *, now: datetime) -> bool:
    """No answer to the question: nothing changes, and it is asked again in an hour."""
    log.warning("account.role_unknown", account=profile.pk, **facts(failure))
    if isinstance(failure, Unauthorised):
        token_refused(profile, failure, at=now)
    return False


@transaction.atomic
def settle(page: Account, *, problem: str, now: datetime) -> None:
    """`problem` empty: the leader administers the page. Everybody is told once when that ends."""
    mine = Account.objects.filter(pk=page.pk, connected_at=page.connected_at)
    mine.update(role_checked_at=now)
    ends = (AccountState.CONNECTED, AccountState.RECONNECT)
    before, after = ends if problem else reversed(ends)
    if not mine.filter(state=before).update(state=after, last_problem=problem):
        return
    if problem:
        mails.page_lost(page, at=now)
    record(
        "account.page_lost" if problem else "account.page_back",
        page,
        organisation_id=page.organisation_id,
        at=now,
        by=None,
        **({"problem": problem} if problem else {}),
    )
