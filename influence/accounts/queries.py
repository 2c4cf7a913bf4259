from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from influence.accounts.models import Account, AccountState
from influence.accounts.networks import capabilities
from influence.core.lifecycle import PublicationState
from influence.networks.ports import Capability

# Days left at which a warning goes out: days 45, 50, 55 and 58 of a token's sixty (linkedin-api.md §12.4).
EXPIRY_STEPS = (15, 10, 5, 2)
WAITING = (PublicationState.DUE, PublicationState.HELD)

LATER_THAN_TOKEN = Q(
    publications__state__in=WAITING,
    publications__due_at__gt=F("access_expires_at"),
    sealed_refresh__isnull=True,
)


@dataclass(frozen=True)
class Card:
    """An account as the list shows it. `days_left` is None where the token renews itself or there is none."""

    account: Account
    can: frozenset[Capability]
    days_left: int | None
    planned_after_expiry: int
    waiting: int

    @property
    def ends_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= max(EXPIRY_STEPS)


def connected() -> QuerySet[Account]:
    return Account.objects.filter(state=AccountState.CONNECTED).select_related("leader__user", "organisation")


def cards(accounts: Iterable[Account], *, now: datetime) -> list[Card]:
    return [card(account, now=now) for account in accounts]


def card(account: Account, *, now: datetime) -> Card:
    return Card(
        account=account,
        can=capabilities(account),
        days_left=days_left(account, now=now),
        planned_after_expiry=account.planned_later,  # type: ignore[attr-defined]
        waiting=account.waiting,  # type: ignore[attr-defined]
    )


def days_left(account: Account, *, now: datetime) -> int | None:
    """Whole days until a person has to consent again; None where the token renews itself or there is none."""
    if account.state != AccountState.CONNECTED or account.sealed_refresh or account.access_expires_at is None:
        return None
    return max(0, (account.access_expires_at - now) // timedelta(days=1))


def listed(organisation_id: int) -> QuerySet[Account]:
    """The accounts of leaders in office, with what waits on each."""
    return (
        Account.objects.filter(organisation_id=organisation_id, leader__is_active=True)
        .select_related("leader__user")
        .annotate(
            planned_later=Count("publications", filter=LATER_THAN_TOKEN),
            waiting=Count("publications", filter=Q(publications__state__in=WAITING)),
        )
        .order_by("leader__name", "network")
    )


def planned_after_expiry(account: Account) -> int:
    return Account.objects.filter(LATER_THAN_TOKEN, pk=account.pk).count()
