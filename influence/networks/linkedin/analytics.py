"""What LinkedIn counts of a member's posts and videos (linkedin-api.md §7.1, §7.3). One call for each figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from influence.networks.errors import Reason, Refused
from influence.networks.linkedin import restli
from influence.networks.linkedin.client import Client, understood
from influence.networks.linkedin.shapes import day, items, maybe_record, number, record, text
from influence.networks.ports import Credentials, DayCount


class Analytic(StrEnum):
    IMPRESSION = "IMPRESSION"
    MEMBERS_REACHED = "MEMBERS_REACHED"
    RESHARE = "RESHARE"
    REACTION = "REACTION"
    COMMENT = "COMMENT"
    # Since version 202604.
    POST_SAVE = "POST_SAVE"
    POST_SEND = "POST_SEND"
    LINK_CLICKS = "LINK_CLICKS"
    PREMIUM_CTA_CLICKS = "PREMIUM_CTA_CLICKS"
    FOLLOWER_GAINED_FROM_CONTENT = "FOLLOWER_GAINED_FROM_CONTENT"
    PROFILE_VIEW_FROM_CONTENT = "PROFILE_VIEW_FROM_CONTENT"
    # Of a video alone; they have an address of their own.
    VIDEO_PLAY = "VIDEO_PLAY"
    VIDEO_WATCH_TIME = "VIDEO_WATCH_TIME"
    VIDEO_VIEWER = "VIDEO_VIEWER"

    @property
    def of_video(self) -> bool:
        return self.value.startswith("VIDEO_")


NEVER_DAILY = frozenset(
    {
        Analytic.MEMBERS_REACHED,
        Analytic.LINK_CLICKS,
        Analytic.FOLLOWER_GAINED_FROM_CONTENT,
        Analytic.PROFILE_VIEW_FROM_CONTENT,
    }
)


@dataclass(frozen=True)
class Days:
    """From the first day to the day before `end`."""

    start: date
    end: date

    def encoded(self) -> Mapping[str, restli.Value]:
        return {"start": _parts(self.start), "end": _parts(self.end)}


def total(
    client: Client, urn: str | None, *, metric: Analytic, credentials: Credentials, days: Days | None = None
) -> int | None:
    """Of one post, or of all of the member's where `urn` is None. None where LinkedIn has no figure (yet).

    Those of MEMBERS_REACHED count people once: they never add up, over days or over posts.
    """
    query = _query(urn, metric=metric, aggregation="TOTAL", days=days)
    return understood(lambda value: _total(value, metric=metric), _ask(client, query, metric, credentials))


def daily(
    client: Client, urn: str | None, *, metric: Analytic, days: Days, credentials: Credentials
) -> tuple[DayCount, ...]:
    """Refused, unsent, for what LinkedIn does not tell by day."""
    if metric in NEVER_DAILY or (metric is Analytic.IMPRESSION and urn is not None):
        raise Refused(Reason.INVALID_FIELD, detail=f"{metric} has no daily figures")
    query = _query(urn, metric=metric, aggregation="DAILY", days=days)
    return understood(lambda value: _daily(value, metric=metric), _ask(client, query, metric, credentials))


def _ask(client: Client, query: str, metric: Analytic, credentials: Credentials) -> object:
    resource = "memberCreatorVideoAnalytics" if metric.of_video else "memberCreatorPostAnalytics"
    return client.get(f"/rest/{resource}?{query}", credentials=credentials, finder=True).get("elements")


def _query(urn: str | None, *, metric: Analytic, aggregation: str, days: Days | None) -> str:
    parameters: dict[str, restli.Value] = (
        {"q": "me"} if urn is None else {"q": "entity", "entity": _union(urn)}
    )
    parameters |= {"queryType": metric.value, "aggregation": aggregation}
    return restli.query(parameters | ({"dateRange": days.encoded()} if days else {}))


def _union(urn: str) -> Mapping[str, restli.Value]:
    """The entity is a union: a bare URN is refused."""
    return {"ugc" if urn.startswith("urn:li:ugcPost:") else "share": urn}


def _parts(at: date) -> Mapping[str, restli.Value]:
    return {"year": at.year, "month": at.month, "day": at.day}


def _total(value: object, *, metric: Analytic) -> int | None:
    counts = [number(one.get("count")) for one in _of(value, metric=metric)]
    return counts[0] if counts else None


def _daily(value: object, *, metric: Analytic) -> tuple[DayCount, ...]:
    return tuple(day_count(one, name="count") for one in _of(value, metric=metric))


def day_count(element: Mapping[str, object], *, name: str) -> DayCount:
    start = maybe_record(element.get("dateRange")).get("start")
    return DayCount(day(start), number(element.get(name)))


def _of(value: object, *, metric: Analytic) -> list[Mapping[str, object]]:
    elements = [record(element) for element in items(value)]
    return [one for one in elements if _metric_type(one.get("metricType")) == metric]


def _metric_type(value: object) -> str:
    """A plain string since version 202605, before that an object with one entry."""
    return value if isinstance(value, str) else text(next(iter(record(value).values()), None))
