"""A post whose answer was lost, looked for among its author's newest (linkedin-api.md §2.11, §3.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from influence.core.text import normalise, plain
from influence.networks.linkedin import little, restli
from influence.networks.linkedin.client import Client, understood
from influence.networks.linkedin.posts import FAILED
from influence.networks.linkedin.shapes import maybe_record, maybe_text, moment, record
from influence.networks.linkedin.urns import is_post
from influence.networks.ports import Content, Credentials


def find_recent(
    client: Client, content: Content, *, since: datetime, credentials: Credentials, besides: Collection[str]
) -> str | None:
    """The URN of a live post of this author with this content, made since then, and none of `besides`. Needs the same
    right as `posts.exists`."""
    parameters: dict[str, restli.Value] = {"q": "author", "author": content.author_urn, "sortBy": "CREATED"}
    for page in client.pages("/rest/posts", parameters, credentials=credentials, finder=True):
        posts = [understood(record, element) for element in page]
        for post in posts:
            urn = maybe_text(post.get("id")) or ""
            if _made_at(post) >= since and is_post(urn) and urn not in besides and _is(post, content):
                return urn
        if any(_made_at(post) < since for post in posts):
            return None
    return None


def _is(post: Mapping[str, object], content: Content) -> bool:
    """By its words. Without words by what it shows; and by its files anyway: each belongs to one upload of ours."""
    if post.get("lifecycleState") == FAILED:
        return False
    wanted, shows = plain(normalise(content.text)), _shown(content)
    if wanted.strip() and _reads(post) == wanted:
        return True
    is_telling = bool(content.media) or not wanted.strip()
    return is_telling and bool(shows) and _shows(post) == shows


def _made_at(post: Mapping[str, object]) -> datetime:
    return understood(moment, post.get("createdAt"))


def _reads(post: Mapping[str, object]) -> str:
    return little.plain(maybe_text(post.get("commentary")) or "")


def _shown(content: Content) -> frozenset[str]:
    named = [one.urn for one in content.media]
    named += [content.article.url] if content.article else []
    named += [content.poll.question.strip()] if content.poll else []
    return frozenset(filter(None, [*named, content.reshare_of]))


def _shows(post: Mapping[str, object]) -> frozenset[str]:
    inside = maybe_record(post.get("content"))
    images = maybe_record(inside.get("multiImage")).get("images")
    named = [maybe_record(one).get("id") for one in (images if isinstance(images, list) else [])]
    named += [
        maybe_record(inside.get("media")).get("id"),
        maybe_record(inside.get("article")).get("source"),
        maybe_record(inside.get("poll")).get("question"),
        maybe_record(post.get("reshareContext")).get("parent"),
    ]
    return frozenset(one for one in named if isinstance(one, str))
