"""Text of posts on a page: line breaks, mentions and hashtags as a reader will see them, everything else escaped."""

from collections.abc import Callable

from markupsafe import Markup, escape

from influence.core import text


def as_read(raw: str) -> Markup:
    """The post as the network shows it: mentions and hashtags marked, markup of ours gone, line breaks kept."""
    return Markup("").join(shown(segment) for segment in text.segments(raw))


def shown(segment: text.Segment) -> Markup:
    match segment:
        case text.Mention(name=name):
            return Markup('<span class="mention">{}</span>').format(name)
        case text.Hashtag(word=word):
            return Markup('<span class="hashtag">#{}</span>').format(word)
        case _:
            return Markup("<br>\n").join(escape(line) for line in segment.text.split("\n"))


FILTERS: dict[str, Callable[[str], Markup]] = {"as_read": as_read}
