"""The mails about an account, each written once for its reason."""

from datetime import datetime
from typing import Any

from influence.accounts.models import Account
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
    return to_leader(
        account, kind="account_expires", key=f"{account.pk}:{stamp(account.connected_at)}:{days}", at=at,
        expires_at=account.access_expires_at, zone=account.leader.zone, after=after,
    )  # fmt: skip


def invite(account: Account, *, asked_by: User, at: datetime) -> bool:
    return to_leader(
        account, kind="account_invite", key=f"{account.pk}:{at:%Y-%m-%d}", at=at, asked_by=asked_by
    )


def to_leader(account: Account, *, kind: str, key: str, at: datetime, **context: Any) -> bool:
    written = queue(
        kind=kind, dedup_key=f"{kind}:{key}", to=account.leader.user, language=account.leader.language,
        context={"leader": account.leader} | context, at=at, organisation=account.organisation,
    )  # fmt: skip
    return written is not None


def stamp(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0
