"""The call budget with the leaders' names. `calls` knows only numbers; the names of another organisation's leaders are
nobody's business here, the sum of the app is a plain number that all share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from influence.accounts.models import Account, AccountKind, AccountState, App
from influence.accounts.networks import apps
from influence.calls import queries as calls
from influence.calls.counting import day_of
from influence.calls.queries import Share, Spent
from influence.people.models import Membership

DAYS = 14


@dataclass(frozen=True)
class Budget:
    """Of one app: today and the days before, latest first. `leaders`: those of the reader's organisation."""

    app: App
    today: Spent
    shares: list[Share]
    leaders: list[tuple[Account, Spent]]
    days: list[Spent]


def budgets_for(member: Membership, *, now: datetime) -> list[Budget]:
    """Of the apps that are configured, and of those that the organisation's leaders still speak through."""
    held = holders(member)
    used = {App(account.app) for account in held}
    return [
        budget(app, [account for account in held if account.app == app], now=now)
        for app in App
        if app in used or app in apps()
    ]


def budget(app: App, accounts: list[Account], *, now: datetime) -> Budget:
    day = day_of(now)
    today = calls.of_app(app, day=day)
    spent: Mapping[int, Spent] = calls.of_members(app, [account.pk for account in accounts], day=day)
    return Budget(
        app=app,
        today=today,
        shares=calls.shares(today, now=now),
        leaders=[(account, spent[account.pk]) for account in accounts],
        days=calls.days_of_app(app, until=day, days=DAYS),
    )


def holders(member: Membership) -> list[Account]:
    """The accounts whose tokens are shown: leaders' profiles. What their pages cost is theirs too."""
    ours = Account.objects.filter(organisation_id=member.organisation_id, kind=AccountKind.MEMBER)
    return list(
        ours.exclude(state=AccountState.DISCONNECTED).select_related("leader").order_by("leader__name", "pk")
    )
