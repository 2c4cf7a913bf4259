"""/rest/memberCreatorPostAnalytics: what a member's posts reached (contract 7.1)."""

from datetime import date, timedelta

from sandbox import refusals
from sandbox.api import replies
from sandbox.api.calls import Call, Method, Route
from sandbox.clock import days_between, midnight_ms, utc_day
from sandbox.engagement.counts import measure
from sandbox.entities import Post
from sandbox.query import Query
from sandbox.wire import Json, Response

_FIRST = ("IMPRESSION", "MEMBERS_REACHED", "RESHARE", "REACTION", "COMMENT")
_SINCE_202604 = (
    "POST_SAVE",
    "POST_SEND",
    "LINK_CLICKS",
    "PREMIUM_CTA_CLICKS",
    "FOLLOWER_GAINED_FROM_CONTENT",
    "PROFILE_VIEW_FROM_CONTENT",
)
_NEVER_DAILY = ("MEMBERS_REACHED", "LINK_CLICKS", "FOLLOWER_GAINED_FROM_CONTENT", "PROFILE_VIEW_FROM_CONTENT")
_OBJECT_KEY = "com.linkedin.adsexternalapi.memberanalytics.v1.CreatorPostAnalyticsMetricTypeV1"
_UNION = {"share": "urn:li:share:", "ugc": "urn:li:ugcPost:"}


def of_post(call: Call) -> Response:
    query = call.query()
    target = union(query)
    post = call.own_post(next(iter(target.values())))
    never = (*_NEVER_DAILY, "IMPRESSION")
    return answer(call, query, [post], metric=_metric(call, query), target=target, never_daily=never)


def of_member(call: Call) -> Response:
    query = call.query()
    posts, metric = call.world.posts_by(call.member.urn), _metric(call, query)
    return answer(call, query, posts, metric=metric, target=None, never_daily=_NEVER_DAILY)


def answer(
    call: Call,
    query: Query,
    posts: list[Post],
    *,
    metric: str,
    target: Json | None,
    never_daily: tuple[str, ...],
) -> Response:
    aggregation = query.text("aggregation", "TOTAL")
    if aggregation not in ("TOTAL", "DAILY"):
        raise refusals.bad_parameter("aggregation")
    days = query.days("dateRange")
    common: Json = {"metricType": metric if call.version >= 202605 else {_OBJECT_KEY: metric}}
    if target is not None:
        common["targetEntity"] = target
    if aggregation == "TOTAL":
        return replies.all_of([{"count": _total(call, posts, metric, days), **common}])
    if metric in never_daily:
        raise refusals.bad_parameter("aggregation")
    first, end = days or _life(call, posts)
    return replies.all_of(
        [
            {"count": _on_day(call, posts, metric, day), **common, "dateRange": _one_day(day)}
            for day in days_between(first, end)
        ]
    )


def _metric(call: Call, query: Query) -> str:
    metric = query.required_text("queryType")
    allowed = _FIRST + (_SINCE_202604 if call.version >= 202604 else ())
    if metric not in allowed:
        raise refusals.bad_parameter("queryType")
    return metric


def union(query: Query) -> Json:
    """A bare URN is refused: the member of the union says which kind it is."""
    if "entity" not in query.values:
        raise refusals.missing_parameter("entity")
    record = query.record("entity") or {}
    ((kind, urn),) = record.items() if len(record) == 1 else (("", ""),)
    if not isinstance(urn, str) or kind not in _UNION or not urn.startswith(_UNION[kind]):
        raise refusals.bad_parameter("entity")
    return {kind: urn}


def _total(call: Call, posts: list[Post], metric: str, days: tuple[date, date] | None) -> int:
    if days is None:
        return _until(call, posts, metric, call.now_ms + 1)
    first, end = days
    return _until(call, posts, metric, midnight_ms(end)) - _until(call, posts, metric, midnight_ms(first))


def _on_day(call: Call, posts: list[Post], metric: str, day: date) -> int:
    return _total(call, posts, metric, (day, day + timedelta(days=1)))


def _until(call: Call, posts: list[Post], metric: str, at_ms: int) -> int:
    """Before this time: midnight belongs to the day that begins. Nothing of the future is told."""
    moment = min(at_ms - 1, call.now_ms)
    count = sum(measure(call.world.engagements.get(post.id), metric, at_ms=moment) for post in posts)
    return round(count * 0.93) if "analytics-drift" in call.faults else count


def _life(call: Call, posts: list[Post]) -> tuple[date, date]:
    today = utc_day(call.now_ms)
    first = min((utc_day(post.created_ms) for post in posts), default=today)
    return first, today + timedelta(days=1)


def _one_day(day: date) -> Json:
    end = day + timedelta(days=1)
    return {
        name: {"year": at.year, "month": at.month, "day": at.day}
        for name, at in (("start", day), ("end", end))
    }


_PARAMS = ("queryType", "aggregation", "dateRange")
_SCOPES = ("r_member_postAnalytics",)
_PATH = "/rest/memberCreatorPostAnalytics"
ROUTES = (
    Route(
        Method.FINDER,
        _PATH,
        "memberCreatorPostAnalytics.FINDER-entity",
        of_post,
        _SCOPES,
        finder="entity",
        params=(*_PARAMS, "entity"),
        since=202506,
    ),
    Route(
        Method.FINDER,
        _PATH,
        "memberCreatorPostAnalytics.FINDER-me",
        of_member,
        _SCOPES,
        finder="me",
        params=_PARAMS,
        since=202506,
    ),
)
