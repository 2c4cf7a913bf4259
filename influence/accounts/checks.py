"""Looking at a token before posts need it (linkedin-api.md §12.4), while there is still time to renew it or move them."""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from influence.accounts import mails
from influence.accounts.actions import mark_reconnect, token_refused
from influence.accounts.care import same_episode
from influence.accounts.models import Account
from influence.accounts.networks import NotConnected, credentials, facts, network_for
from influence.accounts.queries import late_within, planned_after_expiry, to_check
from influence.accounts.seal import Unreadable
from influence.journal.actions import record
from influence.networks.errors import NetworkFailure, Reason, Refused, Unauthorised
from influence.networks.linkedin import LinkedIn
from influence.networks.ports import Credentials, Purpose, TokenState

log = structlog.get_logger(__name__)

DAY_BEFORE, SHORTLY_BEFORE = timedelta(hours=24), timedelta(minutes=15)
ENDED = {"expired": Reason.TOKEN_EXPIRED, "revoked": Reason.TOKEN_REVOKED}


def check_before(*, now: datetime) -> int:
    """A day and a quarter of an hour before a post comes due, ask the network whether its token still holds; tell at once
    when it does not, or will have ended by then. How many tokens were looked at."""
    return sum(check(account, now=now) for account in to_check(now=now, windows=(DAY_BEFORE, SHORTLY_BEFORE)))


def check(account: Account, *, now: datetime) -> bool:
    """False when there was no answer: asked again at the next round."""
    network = network_for(account, purpose=Purpose.TOKEN)
    try:
        state = looked_at(network, credentials(account), scopes=account.scopes)
    except Unauthorised as refusal:
        return token_refused(account, refusal, at=now)
    except (NetworkFailure, NotConnected, Unreadable) as failure:
        log.warning("account.check_failed", account=account.pk, **facts(failure))
        return False
    return checked(account, state=state, now=now)


def looked_at(network: LinkedIn, shown: Credentials, *, scopes: Collection[str]) -> TokenState:
    """Of a token that is not the app's the network says as little as of none (linkedin-api.md §1.5), and nothing at all
    to an app whose secret is wrong or no longer in the settings: whether the token still serves is then asked by using
    it. Raises NetworkFailure; Unauthorised where the token is refused."""
    try:
        state = network.introspect(shown)
    except Refused as refusal:
        if refusal.reason == Reason.CLIENT_INVALID:
            log.warning("account.app_refused", **refusal.facts())
        state = TokenState(active=False, status="unknown")
    if not state.active and state.status not in ENDED:
        network.identity(shown, scopes=scopes)
        state = TokenState(active=True, status="unknown")
    return state


def checked(account: Account, *, state: TokenState, now: datetime) -> bool:
    if not state.active:
        return mark_reconnect(account, problem=ENDED[state.status], at=now)
    changes: dict[str, datetime] = {"token_checked_at": now}
    if state.expires_at and account.access_expires_at and state.expires_at < account.access_expires_at:
        changes["access_expires_at"] = state.expires_at
    if not same_episode(account).update(**changes):
        return True
    account.refresh_from_db()
    if late_within(account, window=DAY_BEFORE, now=now):
        tell_late(account, now=now)
    return True


@transaction.atomic
def tell_late(account: Account, *, now: datetime) -> None:
    after = planned_after_expiry(account)
    if mails.late(account, after=after, at=now):
        record(
            "account.late_told",
            account,
            organisation_id=account.organisation_id,
            at=now,
            by=None,
            posts=after,
        )
