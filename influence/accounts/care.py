"""The regular care of tokens: renew, mark those that ended, warn of those that will end (linkedin-api.md §12.4);
and forget those of leaders who are no longer."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet

from influence.accounts import mails
from influence.accounts.actions import NO_TOKEN, disconnect, mark_reconnect, tokens
from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import network_for
from influence.accounts.pages import check_roles, remove_page
from influence.accounts.queries import EXPIRY_STEPS, connected, planned_after_expiry
from influence.accounts.seal import Purpose as Sealed
from influence.accounts.seal import Unreadable, unseal
from influence.journal.actions import record
from influence.networks.errors import NetworkFailure, Reason, Refused, Unauthorised
from influence.networks.ports import Purpose, TokenGrant

log = structlog.get_logger(__name__)

RENEW_BEFORE = timedelta(days=7)


def refresh_due(*, now: datetime) -> int:
    """Renew, mark and warn; how many accounts were renewed. Whatever one account meets, the others get their turn."""
    retire(now=now)
    soon = connected().filter(sealed_refresh__isnull=False, access_expires_at__lte=now + RENEW_BEFORE)
    renewed = sum(renew(account, now=now) for account in soon)
    for account in connected().filter(access_expires_at__lte=now):
        mark_reconnect(account, problem=Reason.TOKEN_EXPIRED, at=now)
    warn(now=now)
    check_roles(now=now)
    return renewed


def retire(*, now: datetime) -> int:
    """Whoever is no longer a leader consents to nothing any more: their accounts are disconnected and their tokens erased.
    Leaders are of a room that does not know accounts, so this is done here, within the hour."""
    left = Account.objects.filter(leader__is_active=False).exclude(state=AccountState.DISCONNECTED)
    ends = {AccountKind.MEMBER: disconnect, AccountKind.PAGE: remove_page}
    return sum(ends[AccountKind(account.kind)](account, by=None, at=now) for account in left)


def renew(account: Account, *, now: datetime) -> bool:
    try:
        grant = network_for(account, purpose=Purpose.TOKEN).refresh(
            unseal(account.sealed_refresh, account=account, purpose=Sealed.REFRESH)
        )
    except Unreadable:
        give_up_renewing(account, problem="unreadable", now=now)
        return False
    except NetworkFailure as failure:
        not_renewed(account, failure=failure, now=now)
        return False
    return keep_renewed(account, grant=grant, now=now)


def not_renewed(account: Account, *, failure: NetworkFailure, now: datetime) -> None:
    """A wrong secret is the app's fault, not the token's: an operator sets it right, and the next hour renews."""
    log.warning("account.renewal_failed", account=account.pk, **failure.facts())
    if isinstance(failure, Unauthorised | Refused) and failure.reason != Reason.CLIENT_INVALID:
        give_up_renewing(account, problem=failure.reason, now=now)


@transaction.atomic
def keep_renewed(account: Account, *, grant: TokenGrant, now: datetime) -> bool:
    changes = tokens(account, grant)
    if not grant.scopes:
        # Refresh answers need not repeat the scopes, which do not change.
        del changes["scopes"]
    kept = same_episode(account).update(**changes)
    if kept:
        record("account.renewed", account, organisation_id=account.organisation_id, at=now, by=None)
    return bool(kept)


@transaction.atomic
def give_up_renewing(account: Account, *, problem: str, now: datetime) -> None:
    """The access token may still live for days: only its renewal ends, and the warnings begin."""
    erased = {name: NO_TOKEN[name] for name in ("sealed_refresh", "refresh_expires_at")}
    if same_episode(account).update(last_problem=problem, **erased):
        record(
            "account.renewal_refused",
            account,
            organisation_id=account.organisation_id,
            at=now,
            by=None,
            problem=problem,
        )


def same_episode(account: Account) -> QuerySet[Account]:
    return Account.objects.filter(
        pk=account.pk, state=AccountState.CONNECTED, connected_at=account.connected_at,
        access_expires_at=account.access_expires_at,
    )  # fmt: skip


def warn(*, now: datetime) -> int:
    """Mail the leaders whose token ends within fifteen, ten, five or two days; each step once."""
    ending = connected().filter(
        sealed_refresh__isnull=True, access_expires_at__gt=now,
        access_expires_at__lte=now + timedelta(days=max(EXPIRY_STEPS)),
    )  # fmt: skip
    return sum(warned(account, now=now) for account in ending)


@transaction.atomic
def warned(account: Account, *, now: datetime) -> bool:
    left = account.access_expires_at - now
    step = min(days for days in EXPIRY_STEPS if left <= timedelta(days=days))
    written = mails.expiry(account, days=step, after=planned_after_expiry(account), at=now)
    if written:
        record(
            "account.expiry_warned",
            account,
            organisation_id=account.organisation_id,
            at=now,
            by=None,
            days=step,
        )
    return written
