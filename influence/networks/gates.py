"""What every call passes: whoever counts calls, or has to stop them all, sits here (influence.calls)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Protocol

from influence.networks.errors import NetworkFailure


class Purpose(StrEnum):
    """What a call is for, in the order in which calls have the right of way when few are left."""

    PUBLISH = "publish"
    TOKEN = "token"  # noqa: S105
    YOUNG = "young"
    """Reading a post that still moves."""
    OLD = "old"


class Gate(Protocol):
    """Stands before every call to the API of one app, in the name of one account. Bytes of a file do not pass it."""

    def before(self, purpose: Purpose, *, versioned: bool) -> None:
        """The call goes out next. RateLimited or Temporary instead: nothing was sent, nor shall it be now.
        `versioned`: it names a version of the API, so that its success says that the network takes that version."""
        ...

    def after(self, failure: NetworkFailure | None) -> None:
        """How the call went that was let through. Never raises: the call's own outcome stands."""
        ...


class Open:
    """Counts nothing and stops nothing: for a call that belongs to no account yet."""

    def before(self, purpose: Purpose, *, versioned: bool) -> None:
        pass

    def after(self, failure: NetworkFailure | None) -> None:
        pass


OPEN = Open()


@contextmanager
def passing(gate: Gate, purpose: Purpose, *, versioned: bool) -> Iterator[None]:
    """Around one call: what the gate refuses is never sent, and it hears how what was sent went."""
    gate.before(purpose, versioned=versioned)
    try:
        yield
    except NetworkFailure as failure:
        gate.after(failure)
        raise
    gate.after(None)
