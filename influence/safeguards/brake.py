"""The brake: freezes as Valkey knows them, so that one is felt while the database is slow to take its row.

The row is the truth. What is here and not there yet waits to be written (`freezing.settle`); what is there and not here
is put back by the same tick; a Valkey that is gone, or was emptied, neither frees nor holds anything by itself."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

import structlog
from django.conf import settings
from django.db import connection
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)

# Of connecting, and of each command: all of it well within the five seconds that a button may take.
SECONDS = 0.5


@dataclass(frozen=True)
class Scope:
    """Whose posts: all of the organisation's, or of one leader, or of one pillar."""

    organisation_id: int
    leader_id: int | None = None
    pillar_id: int | None = None

    @property
    def field(self) -> str:
        if self.leader_id:
            return f"leader:{self.leader_id}"
        return f"pillar:{self.pillar_id}" if self.pillar_id else f"organisation:{self.organisation_id}"


@dataclass(frozen=True)
class Pressed:
    """Who pressed it, when and why: all that the row needs."""

    scope: Scope
    reason: str
    by_id: int
    at: datetime

    def dumped(self) -> str:
        return json.dumps(asdict(self) | {"at": self.at.isoformat()}, ensure_ascii=False)


def loaded(kept: str) -> Pressed:
    found = json.loads(kept)
    return Pressed(
        scope=Scope(**found["scope"]), reason=found["reason"], by_id=found["by_id"],
        at=datetime.fromisoformat(found["at"]),
    )  # fmt: skip


@cache
def valkey() -> "Redis":
    """One pool a process. A second try, for a connection that a restart of Valkey has closed; no third one."""
    return Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=SECONDS, socket_timeout=SECONDS,
        retry=Retry(NoBackoff(), 1), decode_responses=True, max_connections=20,
    )  # fmt: skip


def key() -> str:
    """Of this database: houses may share one Valkey."""
    return f"influence:brake:{connection.settings_dict['NAME']}"


def press(pressed: Pressed) -> bool:
    """False when Valkey did not take it: then the row alone holds."""
    try:
        valkey().hset(key(), pressed.scope.field, pressed.dumped())
    except (RedisError, OSError) as problem:
        log.warning("brake.not_pressed", scope=pressed.scope.field, problem=type(problem).__name__)
        return False
    return True


def release(*fields: str) -> None:
    """What cannot be taken off now is taken off by the tick that compares both."""
    if not fields:
        return
    try:
        valkey().hdel(key(), *fields)
    except (RedisError, OSError) as problem:
        log.warning("brake.not_released", fields=fields, problem=type(problem).__name__)


def is_pressed(scope: Scope) -> bool:
    """Of a post's organisation, leader or pillar. False when Valkey does not answer: the rows are asked as well."""
    fields = [
        Scope(scope.organisation_id).field,
        Scope(scope.organisation_id, leader_id=scope.leader_id).field,
        Scope(scope.organisation_id, pillar_id=scope.pillar_id).field,
    ]
    try:
        return any(cast("list[Any]", valkey().hmget(key(), fields)))
    except (RedisError, OSError) as problem:
        log.warning("brake.not_asked", problem=type(problem).__name__)
        return False


def all_pressed() -> Mapping[str, Pressed] | None:
    """By field; None when Valkey does not answer."""
    try:
        found = cast("dict[str, str]", valkey().hgetall(key()))
    except (RedisError, OSError) as problem:
        log.warning("brake.not_read", problem=type(problem).__name__)
        return None
    return {field: loaded(kept) for field, kept in found.items()}
