"""The feed, one post, a hashtag, a profile; and the one stylesheet."""

from collections.abc import Iterable

from sandbox import templating
from sandbox.doors import Door, Visit
from sandbox.entities import Post
from sandbox.pages.reading import read
from sandbox.templating import page
from sandbox.wire import Response

_MOST = 50


def feed(visit: Visit) -> Response:
    posts = visit.world.posts.values()
    return _list(visit, posts, heading="Fil d'actualité", empty="Rien n'a encore été publié.")


def hashtag(visit: Visit) -> Response:
    tag = f"#{visit.keys['tag']}"
    posts = [post for post in visit.world.posts.values() if _has_tag(post, tag)]
    return _list(visit, posts, heading=tag, empty="Aucune publication ne porte ce mot-dièse.")


def profile(visit: Visit) -> Response:
    name = visit.keys["name"]
    member = next((m for m in visit.world.members.values() if name in (m.vanity, m.id)), None)
    organization = visit.world.organizations.get(name)
    if member is None and organization is None:
        return _missing("Cette personne n'est pas connue ici.")
    found = member or organization
    posts = [post for post in visit.world.posts.values() if found and post.author == found.urn]
    heading = found.name if found else ""
    return _list(
        visit, posts, heading=heading, empty="Aucune publication.", about=member.headline if member else ""
    )


def update(visit: Visit) -> Response:
    post = visit.world.post(visit.keys["urn"])
    if post is None:
        return _missing("Cette publication n'existe pas ou a été supprimée.")
    return page("update.html", reading=read(visit.world, post, is_whole=True))


def stylesheet(_: Visit) -> Response:
    body = (templating.FOLDER / "assets" / "sandbox.css").read_bytes()
    return Response(200, body, {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=300"})


def _list(visit: Visit, posts: Iterable[Post], *, heading: str, empty: str, about: str = "") -> Response:
    """The newest first, as far as the clock of the sandbox goes."""
    now = visit.world.now_ms()
    live = [post for post in posts if not post.is_deleted and post.created_ms <= now]
    newest = sorted(live, key=lambda post: post.created_ms, reverse=True)[:_MOST]
    readings = [read(visit.world, post) for post in newest]
    return page("feed.html", heading=heading, about=about, readings=readings, empty=empty, total=len(live))


def _has_tag(post: Post, tag: str) -> bool:
    return any(kind == "hashtag" and text.lower() == tag.lower() for kind, text, _ in post.segments)


def _missing(words: str) -> Response:
    return page("refused.html", status=404, words=words)


ROUTES = (
    Door("GET", "/", feed),
    Door("GET", "/feed", feed),
    Door("GET", "/feed/update/{urn}", update),
    Door("GET", "/feed/hashtag/{tag}", hashtag),
    Door("GET", "/in/{name}", profile),
    Door("GET", "/assets/sandbox.css", stylesheet),
)
