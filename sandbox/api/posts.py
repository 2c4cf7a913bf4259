"""/rest/posts: create, read, find, change, delete (contract 3)."""

from dataclasses import replace
from functools import partial
from typing import Any

from sandbox import refusals
from sandbox.api import post_body, post_media, replies, schemas
from sandbox.api.calls import POSTERS, Call, Method, Route, full_name
from sandbox.api.post_body import Draft
from sandbox.engagement import acts
from sandbox.engagement.generator import Event
from sandbox.entities import Post
from sandbox.little import LittleText
from sandbox.wire import Json, Response
from sandbox.world import World

DUPLICATE_WINDOW_MS = 10 * 60 * 1000


def create(call: Call) -> Response:
    body = call.body()
    _refuse_other_author(call, body)
    call.query()
    draft = post_body.read(body, world=call.world)
    _refuse_duplicate(call, draft, author=body["author"])
    post = _publish(call, draft, author=body["author"])
    return replies.created(post.urn)


def get(call: Call) -> Response:
    post = _readable(call, call.key("urn"))
    query = call.query()
    _view_context(query.text("viewContext", "READER"))
    return replies.entity(as_json(post, world=call.world), query)


def batch_get(call: Call) -> Response:
    query = call.query()
    return replies.batch(query, get=lambda urn: as_json(_readable(call, urn), world=call.world))


def find_by_author(call: Call) -> Response:
    if not call.has_scope("r_member_social", "r_organization_social"):
        raise refusals.missing_permission(full_name(call.route.name, version=call.version))
    query = call.query()
    author = query.required_text("author")
    _refuse_unreadable_author(call, author)
    order = query.text("sortBy", "LAST_MODIFIED")
    if order not in ("LAST_MODIFIED", "CREATED"):
        raise refusals.bad_parameter("sortBy")
    by = (lambda p: p.modified_ms) if order == "LAST_MODIFIED" else (lambda p: p.created_ms)
    posts = sorted(call.world.posts_by(author), key=by, reverse=True)
    return replies.page(call, query, posts, show=partial(as_json, world=call.world))


def partial_update(call: Call) -> Response:
    post = _own(call, call.key("urn"))
    call.query()
    patch = post_body.read_patch(call.body(), post=post, world=call.world)
    text = patch.text or _same(post)
    changed = replace(
        post,
        segments=post_body.stored(text),
        is_truncated=text.is_truncated,
        is_edited=post.is_edited or patch.text is not None,
        labels={**post.labels, **patch.labels},
        modified_ms=call.now_ms,
    )
    call.world.keep_post(changed)
    return replies.no_content()


def delete(call: Call) -> Response:
    """Deleting again is still 204."""
    urn = call.key("urn")
    post = call.world.any_post(urn)
    if post is None:
        raise refusals.not_found(urn)
    if not call.may_post_as(post.author):
        raise refusals.unpermitted_key("/id")
    call.query()
    call.world.keep_post(replace(post, is_deleted=True))
    return replies.no_content()


def as_json(post: Post, *, world: World) -> Json:
    content: Json = {
        "id": post.urn,
        "author": post.author,
        "commentary": _same(post).commentary,
        "visibility": post.visibility,
        "lifecycleState": post_media.state_of(post, world=world),
        "lifecycleStateInfo": {"isEditedByAuthor": post.is_edited},
        "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []},
        "isReshareDisabledByAuthor": post.no_reshare,
        "createdAt": post.created_ms,
        "publishedAt": post.created_ms,
        "lastModifiedAt": post.modified_ms,
    }
    optional = {
        "content": post.content,
        "reshareContext": {"parent": post.parent, "root": post.parent} if post.parent else {},
    }
    return {**content, **{name: value for name, value in optional.items() if value}, **post.labels}


def _refuse_other_author(call: Call, body: Json) -> None:
    """Step 8. A missing or malformed author is a matter of step 10."""
    author = body.get("author")
    if isinstance(author, str) and post_body.AUTHOR.fullmatch(author) and not call.may_post_as(author):
        raise refusals.unpermitted_body("/author")


def _refuse_duplicate(call: Call, draft: Draft, *, author: str) -> None:
    if draft.content and call.world.readings.duplicate_media == "ignored":
        return
    for post in reversed(call.world.posts_by(author)):
        is_recent = abs(call.now_ms - post.created_ms) < DUPLICATE_WINDOW_MS
        if draft.text.plain and is_recent and post.text == draft.text.plain:
            raise refusals.duplicate_of(post.urn, status=int(call.world.readings.duplicate_status))


def _publish(call: Call, draft: Draft, *, author: str) -> Post:
    world = call.world
    post = Post(
        number=len(world.posts) + 1,
        id=world.new_id(call.now_ms),
        kind=draft.kind,
        author=author,
        segments=post_body.stored(draft.text),
        visibility=draft.visibility,
        created_ms=call.now_ms,
        modified_ms=call.now_ms,
        is_truncated=draft.text.is_truncated,
        content=draft.content,
        parent=draft.parent,
        no_reshare=draft.no_reshare,
        labels=draft.labels,
        client_id=call.app.client_id,
    )
    world.keep_post(post)
    if policy := world.policy_for(post.author):
        world.attract(post, policy)
    if parent := world.post(post.parent):
        page = "" if author == call.member.urn else call.member.urn
        who = author if page else call.member.id
        acts.add(world, parent, Event(call.now_ms, "reshare", who, id=post.id, human=page, is_said=True))
    return post


def _readable(call: Call, urn: str) -> Post:
    """Who may not read it is not told either that it is gone."""
    post = call.world.any_post(urn)
    if post:
        _refuse_unread(call, post)
    if post is None or post.is_deleted:
        raise refusals.not_found(urn)
    return post


def _refuse_unread(call: Call, post: Post) -> None:
    """A person's post needs the closed scope; a page's post its own scope and a role there."""
    if post.author.startswith("urn:li:organization:"):
        is_open = call.has_scope("r_organization_social") and _works_for(call, post.author)
    else:
        if not call.has_scope("r_member_social"):
            raise refusals.missing_permission(full_name(call.route.name, version=call.version))
        is_open = post.author == call.member.urn or post.visibility != "CONNECTIONS"
    if not is_open:
        raise refusals.forbidden_post()


def _works_for(call: Call, page: str) -> bool:
    return call.world.has_role(call.member.urn, page, *POSTERS)


def _own(call: Call, urn: str) -> Post:
    post = call.world.post(urn)
    if post is None:
        raise refusals.not_found(urn)
    if not call.may_post_as(post.author):
        raise refusals.unpermitted_key("/id")
    return post


def _refuse_unreadable_author(call: Call, author: str) -> None:
    if author.startswith("urn:li:person:") and not call.has_scope("r_member_social"):
        words = "Member permissions must be used when using member as author"
        raise refusals.standard(400, "ILLEGAL_ARGUMENT", words)
    if not post_body.AUTHOR.fullmatch(author):
        raise refusals.bad_parameter("author")
    is_page = author.startswith("urn:li:organization:") and call.has_scope("r_organization_social")
    if author != call.member.urn and not (is_page and _works_for(call, author)):
        raise refusals.forbidden_post()


def _view_context(value: str) -> None:
    if value not in ("AUTHOR", "READER"):
        raise refusals.bad_parameter("viewContext")


def _same(post: Post) -> LittleText:
    return LittleText(post_body.segments(post), is_truncated=post.is_truncated)


_WRITING = ("w_member_social", "w_organization_social")
_READING = ("r_member_social", "r_organization_social")
_READ: dict[str, Any] = {"scopes": _READING, "params": ("viewContext",)}
ROUTES = (
    Route(Method.CREATE, "/rest/posts", "posts.CREATE", create, scopes=_WRITING, body=schemas.POST),
    Route(Method.GET, "/rest/posts/{urn}", "partnerApiPostsExternal.GET", get, **_READ),
    Route(
        Method.BATCH_GET,
        "/rest/posts",
        "posts.BATCH_GET",
        batch_get,
        scopes=_READING,
        params=("ids", "viewContext"),
    ),
    Route(
        Method.FINDER,
        "/rest/posts",
        "partnerApiPostsExternal.FINDER-author",
        find_by_author,
        finder="author",
        params=("author", "start", "count", "sortBy", "isDsc", "viewContext"),
    ),
    Route(
        Method.PARTIAL_UPDATE,
        "/rest/posts/{urn}",
        "posts.PARTIAL_UPDATE",
        partial_update,
        scopes=_WRITING,
        body=schemas.POST_PATCH,
    ),
    Route(Method.DELETE, "/rest/posts/{urn}", "posts.DELETE", delete, scopes=_WRITING),
)
