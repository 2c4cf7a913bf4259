"""How many calls a day may be spent, and for what. LinkedIn tells its quotas nowhere but in the developer portal, so the
operator writes them down (linkedin-api.md §2.9); we count all calls against them together, though LinkedIn counts
each endpoint for itself: we stop sooner than we must, never later."""

from dataclasses import dataclass

from django.conf import settings

from influence.networks.ports import Purpose

SHARES: dict[Purpose, int | None] = {
    Purpose.PUBLISH: None,
    Purpose.TOKEN: 95,
    Purpose.YOUNG: 80,
    Purpose.OLD: 60,
}
"""The percentage of the day's calls beyond which a purpose has to leave the rest to those before it. A publication is
never stopped by our own count: only the network refuses it."""


@dataclass(frozen=True)
class Limits:
    """Calls a day; 0: not known, hence not watched."""

    app: int
    member: int


UNKNOWN = Limits(app=0, member=0)


def limits_of(app: str) -> Limits:
    found = settings.LINKEDIN_CALLS.get(app)
    return Limits(**found) if found else UNKNOWN


def room(limit: int, purpose: Purpose) -> int | None:
    """How many calls may have been made in all when one for this purpose has gone out; None: any number."""
    share = SHARES[purpose]
    if share is None or limit == 0:
        return None
    return max(1, limit * share // 100)
