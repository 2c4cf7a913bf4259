"""/rest/eventSubscriptions: which address is told of what happens on a page's posts (contract 8.3)."""

from collections.abc import Callable
from functools import partial

from sandbox import refusals
from sandbox.api import pages, replies, schemas
from sandbox.api.calls import Call, Method, Route, full_name
from sandbox.entities import DAY_MS, Subscription
from sandbox.restli import encode
from sandbox.webhooks import courier, sending
from sandbox.webhooks.notices import EVENT_TYPE
from sandbox.wire import Json, Response

_LIFE_MS = 60 * DAY_MS


def put(call: Call) -> Response:
    """The address is asked first, outside the lock: it may well call the sandbox meanwhile."""
    fresh = _subscription(call)
    call.query()
    url = call.body().get("webhook")
    if not isinstance(url, str) or not sending.is_allowed(url):
        raise refusals.bad_parameter("webhook")
    fresh = Subscription(
        fresh.key, fresh.client_id, fresh.member, fresh.organization, url, call.now_ms, call.now_ms + _LIFE_MS
    )
    return Response(204, finish=_finish(call, fresh))


def get(call: Call) -> Response:
    found = call.world.subscriptions.get(_subscription(call).key)
    if found is None or not courier.is_alive(call.world, found):
        raise refusals.not_found("this subscription")
    return replies.entity(_as_json(found), call.query())


def find(call: Call) -> Response:
    _refuse_development(call)
    query = call.query()
    if query.required_text("eventType") != EVENT_TYPE:
        raise refusals.bad_parameter("eventType")
    found = [
        subscription
        for subscription in call.world.subscriptions.values()
        if (subscription.client_id, subscription.member) == (call.app.client_id, call.member.urn)
        and courier.is_alive(call.world, subscription)
    ]
    return replies.page(call, query, found, show=_as_json)


def delete(call: Call) -> Response:
    key = _subscription(call).key
    call.query()
    if call.world.subscriptions.pop(key, None) is None:
        raise refusals.not_found("this subscription")
    call.world.told.pop(key, None)
    return replies.no_content()


def _finish(call: Call, fresh: Subscription) -> Callable[[], Response]:
    return partial(_subscribe, call, fresh)


def _subscribe(call: Call, fresh: Subscription) -> Response:
    if not sending.answers_challenge(fresh.webhook, secret=call.app.client_secret):
        words = "The webhook did not answer the challenge"
        return refusals.standard(400, "ILLEGAL_ARGUMENT", words).as_response()
    with call.world.lock:
        if fresh.key not in call.world.subscriptions:
            courier.tell_from_now(call.world, fresh)
        call.world.subscriptions[fresh.key] = fresh
    return replies.no_content()


def _subscription(call: Call) -> Subscription:
    """The four parts of the key: this app, this member, a page that they administer, the one event type."""
    _refuse_development(call)
    key = call.keys["key"]
    parts = key if isinstance(key, dict) else {}
    application, user, page, kind = (
        value if isinstance(value := parts.get(name), str) else ""
        for name in ("developerApplication", "user", "entity", "eventType")
    )
    if application != call.world.application_urn(call.app.client_id):
        raise refusals.unpermitted_key("/developerApplication")
    if user != call.member.urn:
        raise refusals.unpermitted_key("/user")
    pages.administered(call, page, field="/entity")
    if kind != EVENT_TYPE:
        raise refusals.bad_parameter("eventType")
    written = (
        f"(developerApplication:{encode(application)},user:{encode(user)},"
        f"entity:{encode(page)},eventType:{kind})"
    )
    return Subscription(written, call.app.client_id, user, page, "", 0, 0)


def _refuse_development(call: Call) -> None:
    if call.app.product == "cma-dev":
        raise refusals.missing_permission(full_name(call.route.name, version=call.version))


def _as_json(found: Subscription) -> Json:
    return {
        "webhook": found.webhook,
        "expiresAt": found.expires_ms,
        "eventType": found.event_type,
        "entity": found.organization,
        "user": found.member,
    }


_PATH, _ADMIN = "/rest/eventSubscriptions", ("rw_organization_admin",)
_ONE = f"{_PATH}/{{(key)}}"
ROUTES = (
    Route(Method.UPDATE, _ONE, "eventSubscriptions.UPDATE", put, _ADMIN, body=schemas.WEBHOOK),
    Route(Method.GET, _ONE, "eventSubscriptions.GET", get, _ADMIN),
    Route(Method.DELETE, _ONE, "eventSubscriptions.DELETE", delete, _ADMIN),
    Route(
        Method.FINDER,
        _PATH,
        "eventSubscriptions.FINDER-subscriberAndEventType",
        find,
        _ADMIN,
        finder="subscriberAndEventType",
        params=("eventType", "start", "count"),
    ),
)
