"""POST /_sandbox/engagement: how posts are received, those that are there or those to come."""

from dataclasses import asdict

from sandbox.control import inputs
from sandbox.doors import BadCall, Door, Visit
from sandbox.engagement.policy import Policy, WrongPolicy, parse
from sandbox.entities import Post
from sandbox.wire import Json, Response, as_json
from sandbox.world import EVERY_AUTHOR, World


def set_engagement(visit: Visit) -> Response:
    """{"post"}: this post. {"author"}: all the posts that this author has now. With "default": true, the
    posts to come, of this author or of everybody. The rest of the body is the policy; see README."""
    content, world = visit.json(), visit.world
    selected: Json = {name: content.pop(name) for name in ("post", "author", "default") if name in content}
    if not selected:
        raise BadCall('say which: "post", "author", or "default": true')
    author = inputs.member(world, selected, "author").urn if "author" in selected else ""
    policy = _policy(world, content, author)
    if inputs.flag(selected, "default"):
        world.policies[author or EVERY_AUTHOR] = policy
        return as_json({"policy": policy.as_json(), "for": author or EVERY_AUTHOR, "posts": []})
    posts = world.posts_by(author) if author else [_post(world, inputs.text(selected, "post"))]
    for post in posts:
        world.attract(post, policy)
    return as_json({"policy": policy.as_json(), "posts": [_drawn(world, post) for post in posts]})


def show(visit: Visit) -> Response:
    return as_json({"policies": {author: asdict(policy) for author, policy in visit.world.policies.items()}})


def forget(visit: Visit) -> Response:
    """Posts to come are received by nobody; those that are there keep what they have."""
    visit.world.policies.clear()
    return Response(204)


def _policy(world: World, content: Json, author: str) -> Policy:
    try:
        return parse(content, base=world.policy_for(author) or Policy())
    except WrongPolicy as error:
        raise BadCall(str(error)) from error


def _post(world: World, urn: str) -> Post:
    post = world.post(urn)
    if post is None:
        raise BadCall(f"post {urn!r} is not there")
    return post


def _drawn(world: World, post: Post) -> Json:
    """What the post will have in the end."""
    engagement = world.engagements[post.id]
    kinds = [event.kind for event in engagement.events]
    return {
        "urn": post.urn,
        "reactions": kinds.count("reaction"),
        "comments": kinds.count("comment"),
        "reshares": kinds.count("reshare"),
        "impressions": engagement.impressions,
    }


ROUTES = (
    Door("POST", "/_sandbox/engagement", set_engagement),
    Door("GET", "/_sandbox/engagement", show),
    Door("DELETE", "/_sandbox/engagement", forget),
)
