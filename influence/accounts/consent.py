"""The question that a browser takes to the network, and the answer that it must bring back.

The state is random, belongs to one session, person, account and app, serves once and for ten minutes."""

import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from influence.accounts.models import Account
from influence.accounts.refusals import StateUnknown

KEY = "account_consent"
LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Asked:
    """The account that a person set out to connect, and the app that they were to consent to."""

    account: int
    app: str


def ask(session: MutableMapping[str, Any], *, account: Account, app: str, user_id: int, at: datetime) -> str:
    state = secrets.token_urlsafe(32)
    session[KEY] = {
        "state": state, "account": account.pk, "app": str(app), "user": user_id, "until": (at + LASTS).isoformat(),
    }  # fmt: skip
    return state


def answered(session: MutableMapping[str, Any], *, state: str, user_id: int, at: datetime) -> Asked:
    """What was asked. The question is forgotten whatever the answer."""
    asked = session.pop(KEY, None)
    if asked is None or not secrets.compare_digest(asked["state"].encode(), state.encode()):
        raise StateUnknown
    if asked["user"] != user_id or at >= datetime.fromisoformat(asked["until"]):
        raise StateUnknown
    return Asked(account=int(asked["account"]), app=str(asked["app"]))
