"""How many people follow a profile or a page: one call an account and day, when all that is urgent has been asked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import structlog
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from influence.accounts.actions import token_refused
from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import NotConnected, capabilities, credentials, network_for
from influence.accounts.seal import Unreadable
from influence.engagement.models import FollowerCount, Source
from influence.networks.errors import NetworkFailure, RateLimited, Refused, Unauthorised
from influence.networks.ports import Capability, Purpose

log = structlog.get_logger(__name__)


def count_followers(*, now: datetime) -> int:
    """Ask for every account that has no number of today yet. Returns how many were told."""
    return sum(count_one(account, now=now) for account in uncounted(now.astimezone(UTC).date()))


def uncounted(day: date) -> Iterator[Account]:
    known = FollowerCount.objects.filter(account=OuterRef("pk"), day=day, source=Source.API)
    found: QuerySet[Account] = (
        Account.objects.filter(~Exists(known), state=AccountState.CONNECTED)
        .annotate(holder_state=Coalesce("through__state", "state"))
        .filter(holder_state=AccountState.CONNECTED)
        .select_related("through")
        .order_by("pk")
    )
    return (account for account in found if right(account) in capabilities(account))


def right(account: Account) -> Capability:
    return Capability.PAGE_STATISTICS if account.kind == AccountKind.PAGE else Capability.FOLLOWERS


def count_one(account: Account, *, now: datetime) -> bool:
    try:
        followers = ask(account)
    except (NotConnected, Unreadable):
        return False
    except Unauthorised as failure:
        token_refused(account, failure, at=now)
        return False
    except Refused as failure:
        # Asked and not told: not asked again today.
        log.info("followers.refused", account=account.pk, **failure.facts())
        keep(account, followers=None, now=now)
        return False
    except NetworkFailure as failure:
        until = failure.until.isoformat() if isinstance(failure, RateLimited) else None
        log.info("followers.not_read", account=account.pk, until=until, **failure.facts())
        return False
    keep(account, followers=followers, now=now)
    return True


def ask(account: Account) -> int:
    network, shown = network_for(account, purpose=Purpose.OLD), credentials(account)
    if account.kind == AccountKind.PAGE:
        return network.page_followers(account.author_urn, credentials=shown)
    return network.followers(credentials=shown)


def keep(account: Account, *, followers: int | None, now: datetime) -> None:
    FollowerCount.objects.get_or_create(
        account=account,
        day=now.astimezone(UTC).date(),
        source=Source.API,
        defaults={"followers": None if followers is None else max(0, followers)},
    )
