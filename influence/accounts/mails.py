"""The mails about an account, each written once for its reason."""

from datetime import datetime
from typing import Any

from influence.accounts.models import Account, AccountState
from influence.outbox.actions import queue
from influence.people.models import Role, User
from influence.people.queries import people_of


def reconnect(account: Account, *, at: datetime) -> None:
    """An episode starts with a connection and ends with the token's refusal."""
    to_leader(account, kind="account_reconnect", key=episode(account), at=at)
    to_team(account, kind="account_lost", key=episode(account), at=at)


def late(account: Account, *, after: int, at: datetime) -> bool:
    """`after` posts are planned later than the token lives, the next of them within a day: the leader, who alone can
    renew it, and those who could move the posts. Once for each life of a token."""
    key = f"{episode(account)}:{stamp(account.access_expires_at)}"
    told = to_leader(account, kind="account_late", key=key, at=at, **term(account, after=after))
    to_team(account, kind="account_late_team", key=key, at=at, **term(account, after=after))
    return told


def page_lost(page: Account, *, at: datetime) -> None:
    key = f"{page.pk}:{stamp(at)}"
    to_leader(page, kind="account_page_lost", key=key, at=at, page=page.author_name)
    to_team(page, kind="account_page_lost_team", key=key, at=at, page=page.author_name)


def expiry(account: Account, *, days: int, after: int, at: datetime) -> bool:
    """`days` is the warning's step, `after` the number of posts that are planned later than the token lives."""
    key = f"{episode(account)}:{days}"
    return to_leader(account, kind="account_expires", key=key, at=at, **term(account, after=after))


def term(account: Account, *, after: int) -> dict[str, Any]:
    return {"expires_at": account.access_expires_at, "zone": account.leader.zone, "after": after}


def reminder(account: Account, *, asked_by: User, after: int, at: datetime) -> bool:
    """What the leader has to do, by the account's state; asked for by an editor, so at most once a day."""
    key = f"{account.pk}:asked:{at:%Y-%m-%d}"
    match account.state:
        case AccountState.CONNECTED:
            return to_leader(account, kind="account_expires", key=key, at=at, **term(account, after=after))
        case AccountState.RECONNECT:
            return to_leader(account, kind="account_reconnect", key=key, at=at)
        case _:
            return to_leader(account, kind="account_invite", key=key, at=at, asked_by=asked_by)


def to_leader(account: Account, *, kind: str, key: str, at: datetime, **context: Any) -> bool:
    written = queue(
        kind=kind, dedup_key=f"{kind}:{key}", to=account.leader.user, language=account.leader.language,
        context={"leader": account.leader} | context, at=at, organisation=account.organisation,
    )  # fmt: skip
    return written is not None


def to_team(account: Account, *, kind: str, key: str, at: datetime, **context: Any) -> None:
    for editor in people_of(account.organisation, Role.EDITOR, Role.OPERATOR):
        queue(
            kind=kind, dedup_key=f"{kind}:{key}:{editor.pk}", to=editor, language=editor.language,
            context={"leader": account.leader} | context, at=at, organisation=account.organisation,
        )  # fmt: skip


def episode(account: Account) -> str:
    return f"{account.pk}:{stamp(account.connected_at)}"


def stamp(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0
