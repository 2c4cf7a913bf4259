"""/rest/socialActions/{urn}/comments: read, say, answer, correct, take back (contract 6.1)."""

from dataclasses import replace
from functools import partial
from typing import Any

from sandbox import refusals
from sandbox.api import comment_body, replies, schemas, targets
from sandbox.api.calls import Call, Method, Route, full_name
from sandbox.api.targets import Target
from sandbox.engagement import acts
from sandbox.engagement.generator import Event
from sandbox.entities import Post
from sandbox.wire import Json, Response, as_json

THROTTLE_MS = 60_000  # one comment a minute for each member


def find(call: Call) -> Response:
    found = targets.own_target(call, call.key("urn"))
    query = call.query()
    return replies.page(
        call, query, targets.comments(call, found), show=partial(comment_body.shown, call, found.post)
    )


def batch_get(call: Call) -> Response:
    post = targets.own_target(call, call.key("urn")).post
    return replies.batch(
        call.query(), get=lambda number: comment_body.shown(call, post, targets.comment(call, post, number))
    )


def get(call: Call) -> Response:
    """The author of the post reads all of them, everybody their own."""
    post, event = _named(call)
    if event.actor != call.member.urn:
        call.own_post(post.urn)
    query = call.query()
    return replies.entity(comment_body.shown(call, post, event), query)


def create(call: Call) -> Response:
    _refuse_old_route(call)
    body = call.body()
    targets.refuse_actor(call, body.get("actor"), "/actor")
    call.query()
    found = _answered(call, body)
    comment_body.refuse(comment_body.faults_of(body, found=found, world=call.world))
    _refuse_closed(found.post, status=call.world.readings.comments_closed)
    _throttle(call)
    event = _said(call, body, found)
    acts.add(call.world, found.post, event)
    return _with_headers(201, call, found.post, event)


def partial_update(call: Call) -> Response:
    """Mentions that are not sent again are gone."""
    post, event = _named(call)
    if not targets.may_act_as(call, event.actor):
        raise refusals.unpermitted_key("/actor")
    call.query()
    patch = call.body().get("patch")
    message = patch.get("message") if isinstance(patch, dict) else None
    changes = message.get("$set") if isinstance(message, dict) else None
    comment_body.refuse(comment_body.faults_of_message(changes, world=call.world))
    text = comment_body.text_of(changes or {}, world=call.world)
    attributes = comment_body.attributes_of(changes or {})
    changed = replace(event, value=text, attributes=attributes, edited_ms=call.now_ms)
    acts.change(call.world, post, event, changed)
    return _with_headers(200, call, post, changed)


def delete(call: Call) -> Response:
    """By who said it, or by the author of the post; the answers to it go too."""
    post, event = _named(call)
    is_author = call.may_post_as(post.author)
    if not is_author and not targets.may_act_as(call, event.actor):
        raise refusals.unpermitted_key("/actor")
    call.query()
    acts.remove(call.world, post, where=lambda other: event.id in (other.id, other.parent))
    gone = Event(call.now_ms, acts.DELETED_COMMENT, event.member, id=event.id, is_said=True)
    acts.add(call.world, post, gone)
    return replies.no_content()


def _named(call: Call) -> tuple[Post, Event]:
    post = targets.target(call, call.key("urn")).post
    return post, targets.comment(call, post, call.key("comment"))


def _answered(call: Call, body: Json) -> Target:
    """The comment that is answered may stand in the address or in `parentComment`."""
    found, parent = targets.target(call, call.key("urn")), body.get("parentComment")
    if not isinstance(parent, str):
        return found
    named = targets.target(call, parent)
    if named.post.id != found.post.id or named.comment is None:
        raise refusals.not_found(parent)
    return named


def _said(call: Call, body: Json, found: Target) -> Event:
    """An answer to an answer hangs from the first comment, as on LinkedIn: two levels and no more."""
    is_page = body["actor"] != call.member.urn
    above = found.comment
    return Event(
        call.now_ms,
        "comment",
        body["actor"] if is_page else call.member.id,
        comment_body.text_of(body["message"], world=call.world),
        call.world.new_id(call.now_ms),
        parent=(above.parent or above.id) if above else 0,
        attributes=comment_body.attributes_of(body["message"]),
        human=call.member.urn if is_page else "",
        picture=comment_body.picture_of(body),
        is_said=True,
    )


def _refuse_closed(post: Post, *, status: str) -> None:
    if post.comments_state != "OPEN":
        words = "Comments are closed on this post"
        code = "UNPROCESSABLE_ENTITY" if status == "422" else "ACCESS_DENIED"
        raise refusals.standard(int(status), code, words)


def _refuse_old_route(call: Call) -> None:
    """It may have vanished for self-serve apps."""
    if call.version or call.world.readings.old_comments == "open" or call.has_scope(*_WRITING):
        return
    raise refusals.missing_permission(full_name(call.route.name, version=call.version))


def _throttle(call: Call) -> None:
    said = call.world.comment_times
    if abs(call.now_ms - said.get(call.member.id, -THROTTLE_MS)) < THROTTLE_MS:
        raise refusals.comment_throttled()
    said[call.member.id] = call.now_ms


def _with_headers(status: int, call: Call, post: Post, event: Event) -> Response:
    headers = {"x-resourceidentity-urn": targets.comment_urn(post, event)}
    if status == 201:
        headers |= {"x-restli-id": str(event.id), "x-linkedin-id": str(event.id)}
    return as_json(comment_body.shown(call, post, event), status=status, headers=headers)


_READING = ("w_member_social_feed", "r_member_social_feed", "r_organization_social_feed")
_WRITING = ("w_member_social_feed", "w_organization_social_feed")
_BASE = "/rest/socialActions/{urn}/comments"
_ONE = f"{_BASE}/{{comment}}"
_NAME = "partnerApiSocialActions"
_ACTOR: dict[str, Any] = {"params": ("actor",)}
ROUTES = (
    Route(Method.GET_ALL, _BASE, f"{_NAME}.GET_ALL", find, _READING, params=("start", "count")),
    Route(Method.BATCH_GET, _BASE, f"{_NAME}.BATCH_GET", batch_get, _READING, params=("ids",)),
    Route(Method.GET, _ONE, f"{_NAME}.GET", get, _READING),
    Route(Method.CREATE, _BASE, f"{_NAME}.CREATE", create, _WRITING, body=schemas.COMMENT),
    Route(
        Method.PARTIAL_UPDATE,
        _ONE,
        f"{_NAME}.PARTIAL_UPDATE",
        partial_update,
        _WRITING,
        **_ACTOR,
        body=schemas.COMMENT_PATCH,
    ),
    Route(Method.DELETE, _ONE, f"{_NAME}.DELETE", delete, _WRITING, **_ACTOR),
    # Unversioned, and open to a self-serve app: undocumented, and may vanish.
    Route(
        Method.CREATE,
        "/v2/socialActions/{urn}/comments",
        f"{_NAME}.CREATE",
        create,
        ("w_member_social", *_WRITING),
        body=schemas.COMMENT,
    ),
)
