"""What goes with a post's text, in LinkedIn's words and within its rules (linkedin-api.md §3.2). Checked before sending.

LinkedIn refuses empty strings: an absent text is an absent key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from influence.core.text import utf16_length
from influence.networks.errors import Reason, Refused
from influence.networks.linkedin.urns import is_post
from influence.networks.ports import Article, Content, Media, Poll

ALT_TEXT = 4086
ARTICLE_TITLE = 399
ARTICLE_DESCRIPTION = 4085
QUESTION = 140
OPTION = 30
OPTIONS = range(2, 5)
IMAGES = 20
VISIBILITIES = frozenset({"PUBLIC", "CONNECTIONS", "LOGGED_IN"})
"""Groups (CONTAINER) are not ours to post in."""
PAGE_VISIBILITIES = VISIBILITIES - {"CONNECTIONS"}

_URL = re.compile(r"https?://[^\s/]+\S*")
_MEDIA = re.compile(r"urn:li:(image|video|document):[\w-]+")

Part = dict[str, object]


def parts(content: Content) -> Part:
    """`content` and `reshareContext` of the body, where the post has them. Refused where LinkedIn would refuse."""
    _check(content)
    made: Part = {}
    if content.media:
        made["content"] = _attached(content.media)
    if content.poll is not None:
        made["content"] = {"poll": _poll(content.poll)}
    if content.article is not None:
        made["content"] = {"article": _article(content.article)}
    if content.reshare_of:
        made["reshareContext"] = {"parent": content.reshare_of}
    return made


def _check(content: Content) -> None:
    present = [
        bool(content.media),
        content.poll is not None,
        content.article is not None,
        bool(content.reshare_of),
    ]
    if sum(present) > 1:
        raise _invalid("one of media, poll, article and reshare")
    if content.visibility not in _visibilities(content.author_urn):
        raise _invalid(f"visibility {content.visibility}")
    if content.reshare_of and not is_post(content.reshare_of):
        raise _invalid("what is reshared is no post")
    if not content.text.strip() and not _may_be_silent(content):
        raise _invalid("a text is required")


def _visibilities(author_urn: str) -> frozenset[str]:
    return PAGE_VISIBILITIES if author_urn.startswith("urn:li:organization:") else VISIBILITIES


def _may_be_silent(content: Content) -> bool:
    pictures = content.media and all(_kind(one) != "document" for one in content.media)
    return bool(content.reshare_of or content.poll or pictures)


def _attached(media: tuple[Media, ...]) -> Part:
    kinds = [_kind(one) for one in media]
    if len(media) == 1:
        if kinds == ["document"] and not media[0].title.strip():
            raise _invalid("a document needs a title")
        return {"media": _media(media[0])}
    if set(kinds) != {"image"}:
        raise _invalid("several media are images only")
    if len(media) > IMAGES:
        raise _invalid(f"{len(media)} images, at most {IMAGES}")
    return {"multiImage": {"images": [_media(one) for one in media]}}


def _kind(media: Media) -> str:
    found = _MEDIA.fullmatch(media.urn)
    if found is None:
        raise _invalid("media that is no image, video or document")
    return found[1]


def _media(media: Media) -> Part:
    alt_text = _within(media.alt_text, ALT_TEXT, "altText")
    return _present({"id": media.urn, "altText": alt_text, "title": media.title.strip()})


def _poll(poll: Poll) -> Part:
    options = [_within(option, OPTION, "option") for option in poll.options]
    question = _within(poll.question, QUESTION, "question")
    if len(options) not in OPTIONS or not all(options) or not question:
        raise _invalid("a poll is a question and two to four options")
    if len(set(options)) < len(options):
        raise _invalid("two options are the same")
    return {
        "question": question,
        "options": [{"text": option} for option in options],
        "settings": {"duration": poll.duration.value},
    }


def _article(article: Article) -> Part:
    if not _URL.fullmatch(article.url):
        raise _invalid("an article needs its address")
    title = _within(article.title, ARTICLE_TITLE, "title")
    if not title:
        raise _invalid("an article needs a title")
    if article.thumbnail_urn and not article.thumbnail_urn.startswith("urn:li:image:"):
        raise _invalid("a thumbnail is an image")
    alt_text = article.thumbnail_alt_text if article.thumbnail_urn else ""
    return _present(
        {
            "source": article.url,
            "title": title,
            "description": _within(article.description, ARTICLE_DESCRIPTION, "description"),
            "thumbnail": article.thumbnail_urn,
            "thumbnailAltText": _within(alt_text, ALT_TEXT, "thumbnailAltText"),
        }
    )


def _within(text: str, most: int, name: str) -> str:
    """Trimmed: what is blank counts as absent."""
    text = text.strip()
    if (length := utf16_length(text)) > most:
        raise Refused(Reason.TOO_LONG, detail=f"{name}: {length} > {most}")
    return text


def _present(texts: Mapping[str, str]) -> Part:
    return {name: text for name, text in texts.items() if text}


def _invalid(detail: str) -> Refused:
    return Refused(Reason.INVALID_FIELD, detail=detail)
