"""The mails about an account, each written once for its reason."""

from datetime import datetime
from typing import Any

from influence.accounts.models import Account, AccountState
from influence.outbox.actions import queue
from influence.people.models import Role, User
from influence.people.queries import people_of


def reconnect(account: Account, *, at: datetime) -> None:
    """An episode starts with a connection and ends with the token's refusal."""
    episode = f"{account.pk}:{stamp(account.connected_at)}"
    to_leader(account, kind="account_reconnect", key=episode, at=at)
    for editor in people_of(account.organisation, Role.EDITOR, Role.OPERATOR):
        queue(
            kind="account_lost", dedup_key=f"account_lost:{episode}:{editor.pk}", to=editor, language=editor.language,
            context={"leader": account.leader}, at=at, organisation=account.organisation,
        )  # fmt: skip


def expiry(account: Account, *, days: int, after: int, at: datetime) -> bool:
    """`days` is the warning's step, `after` the number of posts that are planned later than the token lives."""
    key = f"{account.pk}:{stamp(account.connected_at)}:{days}"
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


def stamp(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0
