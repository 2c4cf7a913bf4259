from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import may_add_pages, network_for, speaks, token_of
from influence.core.lifecycle import PublicationState
from influence.networks.ports import Capability, Explained, Why
from influence.people.models import Leader

# Days left at which a warning goes out: days 45, 50, 55 and 58 of a token's sixty (linkedin-api.md §12.4).
EXPIRY_STEPS = (15, 10, 5, 2)
WAITING = (PublicationState.DUE, PublicationState.HELD)
# What an account of that kind can be used for; the rest of what a token allows is the other kind's.
OF_PAGES = (
    Capability.PAGE_ROLES,
    Capability.PAGE_PUBLISH,
    Capability.PAGE_READ_POSTS,
    Capability.PAGE_COMMENT,
    Capability.PAGE_STATISTICS,
)
SHARED = (Capability.READ_COUNTS, Capability.READ_REACTORS)


def waiting(publications: str = "publications") -> Q:
    return Q(**{f"{publications}__state__in": WAITING})


def later_than_token(publications: str = "publications", *, holder: str = "") -> Q:
    """`holder` leads from the account to the one whose token it shows. A token that renews itself has no end."""
    return waiting(publications) & Q(
        **{
            f"{publications}__due_at__gt": F(f"{holder}access_expires_at"),
            f"{holder}sealed_refresh__isnull": True,
        }
    )


@dataclass(frozen=True)
class Card:
    """An account as the list shows it. `holder` is the account whose token it shows; `days_left` is None where that
    renews itself or there is none. A leader who never connected has an account that is not saved."""

    account: Account
    holder: Account
    can: tuple[Explained, ...]
    days_left: int | None
    planned_after_expiry: int
    waiting: int
    may_add_pages: bool

    @property
    def speaks(self) -> bool:
        return speaks(self.account)

    @property
    def ends_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= max(EXPIRY_STEPS)

    @property
    def needs_operator(self) -> bool:
        """Something is missing that only another developer app could give."""
        return any(one.why == Why.OTHER_APP for one in self.can)


def connected() -> QuerySet[Account]:
    """Profiles with a token."""
    return Account.objects.filter(state=AccountState.CONNECTED, kind=AccountKind.MEMBER).select_related(
        "leader__user", "organisation"
    )


def cards(accounts: Iterable[Account], *, now: datetime, unconnected: Iterable[Leader] = ()) -> list[Card]:
    """Each leader's profile, then their pages. `unconnected`: leaders who have no account yet."""
    found = [card(account, now=now) for account in accounts]
    unsaved = [Account(leader=leader, organisation_id=leader.organisation_id) for leader in unconnected]
    return sorted(found + [card(account, now=now) for account in unsaved], key=place)


def place(card: Card) -> tuple[str, bool, str]:
    account = card.account
    return account.leader.name, account.kind == AccountKind.PAGE, account.author_name


def card(account: Account, *, now: datetime) -> Card:
    holder = token_of(account)
    return Card(
        account=account,
        holder=holder,
        can=explained(account),
        days_left=days_left(holder, now=now),
        planned_after_expiry=getattr(account, "planned_later", 0),
        waiting=getattr(account, "waiting", 0),
        may_add_pages=account.kind == AccountKind.MEMBER and may_add_pages(account),
    )


def explained(account: Account) -> tuple[Explained, ...]:
    """What the account may do, and why not: those capabilities that an account of its kind has a use for."""
    held = token_of(account).scopes if speaks(account) else ()
    is_page = account.kind == AccountKind.PAGE
    return tuple(
        one
        for one in network_for(account).explain(held)
        if not is_page or one.capability in (*OF_PAGES, *SHARED)
    )


def days_left(account: Account, *, now: datetime) -> int | None:
    """Whole days until a person has to consent again; None where the token renews itself or there is none."""
    if account.state != AccountState.CONNECTED or account.sealed_refresh or account.access_expires_at is None:
        return None
    return max(0, (account.access_expires_at - now) // timedelta(days=1))


def listed(organisation_id: int) -> QuerySet[Account]:
    """The accounts of leaders in office, with what waits on each. Pages that were removed are not among them."""
    return (
        Account.objects.filter(organisation_id=organisation_id, leader__is_active=True)
        .exclude(kind=AccountKind.PAGE, state=AccountState.DISCONNECTED)
        .select_related("leader__user", "through__leader", "organisation")
        .annotate(
            planned_later=counted(later_than_token())
            + counted(later_than_token(holder="through__"))
            + counted(later_than_token("pages__publications"), what="pages__publications"),
            waiting=counted(waiting()),
        )
        .order_by("leader__name", "network", "-kind", "author_name")
    )


def counted(condition: Q, *, what: str = "publications") -> Coalesce:
    """A count of its own for each row: joins of several kinds of rows would multiply them."""
    same = Account.objects.filter(condition, pk=OuterRef("pk")).order_by().values("pk")
    return Coalesce(Subquery(same.annotate(found=Count(what)).values("found")), 0)


def unconnected(organisation_id: int) -> QuerySet[Leader]:
    """Leaders in office of whom there is no account yet: one is made when they connect, or a post is written."""
    return Leader.objects.filter(
        ~Q(accounts__kind=AccountKind.MEMBER), organisation_id=organisation_id, is_active=True
    ).select_related("user")


def planned_after_expiry(account: Account) -> int:
    """Of a profile: its own posts and those of the pages that speak through it."""
    found = Account.objects.filter(pk=account.pk).values_list(
        counted(later_than_token())
        + counted(later_than_token("pages__publications"), what="pages__publications")
    )
    return int(found[0][0])


def to_check(*, now: datetime, windows: Iterable[timedelta]) -> QuerySet[Account]:
    """Profiles with a post that comes due within one of the `windows`, whose token was not looked at since that window
    of the post began: one look serves every post whose window had begun by then, however many rounds follow."""
    begun = Q(pk__in=[])
    for window in windows:
        for publications in ("publications", "pages__publications"):
            found = Account.objects.filter(soon(publications, window=window, now=now))
            begun |= Q(pk__in=found.values("pk"))
    return connected().filter(begun)


def soon(publications: str, *, window: timedelta, now: datetime) -> Q:
    due = f"{publications}__due_at"
    not_since = Q(token_checked_at__isnull=True) | Q(**{f"{due}__gt": F("token_checked_at") + window})
    return waiting(publications) & Q(**{f"{due}__gt": now, f"{due}__lte": now + window}) & not_since


def late_within(account: Account, *, window: timedelta, now: datetime) -> bool:
    """A post comes due within the window, and the token will have ended by then."""
    mine = Account.objects.filter(pk=account.pk)
    return any(
        mine.filter(
            later_than_token(publications),
            **{f"{publications}__due_at__gt": now, f"{publications}__due_at__lte": now + window},
        ).exists()
        for publications in ("publications", "pages__publications")
    )
