"""How often one person may ask for what costs the machine something, counted in the cache by the minute.

The count is no lock: two requests at one moment may count as one. It bounds work, it guards nothing."""

from datetime import datetime

from django.core.cache import cache

MINUTE = 60


def spend(what: str, *, person: int, now: datetime, cost: int = 1, budget: int) -> bool:
    """Whether this minute's budget still had something in it; if so, `cost` is taken from it."""
    key = f"pace:{what}:{person}:{now:%Y%m%d%H%M}"
    spent = int(cache.get(key, 0))
    if spent >= budget:
        return False
    cache.set(key, spent + cost, 2 * MINUTE)
    return True
