"""/rest/organizationalEntityNotifications: what a webhook would have told, of sixty days (contract 8.5)."""

from sandbox import refusals
from sandbox.api import pages, replies
from sandbox.api.calls import Call, Method, Route
from sandbox.entities import DAY_MS
from sandbox.query import Query
from sandbox.webhooks import notices
from sandbox.wire import Response

_HISTORY_MS = 60 * DAY_MS


def find(call: Call) -> Response:
    query = call.query()
    page = pages.administered(
        call, query.required_text("organizationalEntity"), field="/organizationalEntity"
    )
    actions = query.texts("actions") if "actions" in query.values else list(notices.ACTIONS)
    if set(actions) - set(notices.ACTIONS):
        raise refusals.bad_parameter("actions")
    start, end = _span(call, query)
    found = [
        notice
        for notice in notices.of_page(call.world, page.urn)
        if notice.action in actions and start <= notice.at_ms < end
    ]
    return replies.page(call, query, found[::-1], show=lambda n: {**n.content, "subscriber": call.member.urn})


def _span(call: Call, query: Query) -> tuple[int, int]:
    record = query.record("timeRange") or {}
    bounds = []
    for name, usual in (("start", 0), ("end", call.now_ms + 1)):
        text = record.get(name, str(usual))
        if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > 14:
            raise refusals.bad_parameter("timeRange")
        bounds.append(int(text))
    return max(bounds[0], call.now_ms - _HISTORY_MS), bounds[1]


ROUTES = (
    Route(
        Method.FINDER,
        "/rest/organizationalEntityNotifications",
        "organizationalEntityNotifications.FINDER-criteria",
        find,
        ("rw_organization_admin",),
        finder="criteria",
        params=("organizationalEntity", "actions", "timeRange", "start", "count"),
    ),
)
