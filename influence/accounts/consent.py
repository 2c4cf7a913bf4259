"""The question that a browser takes to the network, and the answer that it must bring back.

The state is random, belongs to one session, person and account, serves once and for ten minutes."""

import secrets
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from influence.accounts.models import Account
from influence.accounts.refusals import StateUnknown

KEY = "account_consent"
LASTS = timedelta(minutes=10)


def ask(session: MutableMapping[str, Any], *, account: Account, user_id: int, at: datetime) -> str:
    state = secrets.token_urlsafe(32)
    session[KEY] = {"state": state, "account": account.pk, "user": user_id, "until": (at + LASTS).isoformat()}
    return state


def answered(session: MutableMapping[str, Any], *, state: str, user_id: int, at: datetime) -> int:
    """The account that was asked about. The question is forgotten whatever the answer."""
    asked = session.pop(KEY, None)
    if asked is None or not secrets.compare_digest(asked["state"].encode(), state.encode()):
        raise StateUnknown
    if asked["user"] != user_id or at >= datetime.fromisoformat(asked["until"]):
        raise StateUnknown
    return int(asked["account"])
