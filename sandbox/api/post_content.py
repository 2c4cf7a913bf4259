"""What a post carries besides its text: exactly one kind of content (contract 3.2)."""

from collections.abc import Callable
from typing import Any

from sandbox import little
from sandbox.wire import Json

Fault = Callable[[str, str, str], None]  # path, code, description
_DURATIONS = ("ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS")
_MEDIA = ("image", "document", "video")
# "title < 400, description < 4,086" but alt text up to 4,086; nobody says how long a document's title is.
_TITLE, _DESCRIPTION, _ALT = 399, 4085, 4086


def read(content: Any, *, fault: Fault) -> Json:
    """The content when it is right; else the faults are told and nothing comes back."""
    if content is None:
        return {}
    if not isinstance(content, dict) or len(content) != 1:
        fault("/content", "INVALID_VALUE_FOR_FIELD", "content must have exactly one member")
        return {}
    ((kind, value),) = content.items()
    check = _CHECKS.get(kind)
    if check is None or not isinstance(value, dict):
        fault(f"/content/{kind}", "INVALID_VALUE_FOR_FIELD", f"{kind} is not a content that can be posted")
        return {}
    check(value, fault)
    return content


def kind_of(content: Json) -> str:
    """Which of the two URNs the post gets."""
    is_share = "poll" not in content and media_kind(content) not in ("document", "video")
    return "share" if is_share else "ugcPost"


def media_kind(content: Json) -> str:
    media = content.get("media")
    return _kind(media.get("id")) if isinstance(media, dict) else ""


def media_in(content: Json) -> list[tuple[str, str]]:
    """Every uploaded file that a content names: where, and its URN."""
    if "media" in content:
        return [("/content/media/id", content["media"]["id"])]
    if "multiImage" in content:
        images = content["multiImage"]["images"]
        return [(f"/content/multiImage/images/{at}/id", image["id"]) for at, image in enumerate(images)]
    thumbnail = content.get("article", {}).get("thumbnail")
    return [("/content/article/thumbnail", thumbnail)] if thumbnail else []


def _media(media: Json, fault: Fault) -> None:
    _only(media, "media", ("id", "altText", "title"), fault)
    _urn(media.get("id"), "media/id", _MEDIA, fault)
    _text(media, "media", "altText", _ALT, fault, is_required=False)
    is_document = _kind(media.get("id")) == "document"
    _text(media, "media", "title", _TITLE, fault, is_required=is_document)


def _images(value: Json, fault: Fault) -> None:
    _only(value, "multiImage", ("images",), fault)
    images = value.get("images")
    if not isinstance(images, list) or not 2 <= len(images) <= 20:
        return fault("/content/multiImage/images", "INVALID_VALUE_FOR_FIELD", "2 to 20 images")
    for number, given in enumerate(images):
        image, path = given if isinstance(given, dict) else {}, f"multiImage/images/{number}"
        _only(image, path, ("id", "altText"), fault)
        _urn(image.get("id"), f"{path}/id", ("image",), fault)
        _text(image, path, "altText", _ALT, fault, is_required=False)
    return None


def _article(article: Json, fault: Fault) -> None:
    _only(article, "article", ("source", "title", "description", "thumbnail", "thumbnailAltText"), fault)
    for name, most in (("source", 4000), ("title", _TITLE)):
        _text(article, "article", name, most, fault)
    for name, most in (("description", _DESCRIPTION), ("thumbnailAltText", _ALT)):
        _text(article, "article", name, most, fault, is_required=False)
    if not str(article.get("source") or "https://").startswith(("https://", "http://")):
        fault("/content/article/source", "INVALID_VALUE_FOR_FIELD", "source must be a URL")
    if "thumbnail" in article:
        _urn(article["thumbnail"], "article/thumbnail", ("image",), fault)


def _poll(poll: Json, fault: Fault) -> None:
    _only(poll, "poll", ("question", "options", "settings"), fault)
    _text(poll, "poll", "question", 140, fault)
    options = poll.get("options")
    if not isinstance(options, list) or not 2 <= len(options) <= 4:
        fault("/content/poll/options", "INVALID_VALUE_FOR_FIELD", "a poll has 2 to 4 options")
        options = []
    for number, given in enumerate(options):
        option, path = given if isinstance(given, dict) else {}, f"poll/options/{number}"
        _only(option, path, ("text",), fault)
        _text(option, path, "text", 30, fault)
    _poll_settings(poll.get("settings"), fault)


def _poll_settings(settings: Any, fault: Fault) -> None:
    path = "/content/poll/settings"
    if not isinstance(settings, dict) or settings.get("duration") not in _DURATIONS:
        return fault(f"{path}/duration", "INVALID_VALUE_FOR_FIELD", f"one of {', '.join(_DURATIONS)}")
    _only(settings, "poll/settings", ("duration", "voteSelectionType", "isVoterVisibleToAuthor"), fault)
    if settings.get("isVoterVisibleToAuthor", True) is not True:
        fault(f"{path}/isVoterVisibleToAuthor", "INVALID_VALUE_FOR_FIELD", "only true is allowed")
    if settings.get("voteSelectionType", "SINGLE_VOTE") != "SINGLE_VOTE":
        fault(f"{path}/voteSelectionType", "INVALID_VALUE_FOR_FIELD", "only SINGLE_VOTE is allowed")
    return None


def _kind(urn: Any) -> str:
    parts = urn.split(":") if isinstance(urn, str) else []
    is_media = len(parts) == 4 and parts[:2] == ["urn", "li"] and parts[3]
    return parts[2] if is_media and parts[2] in _MEDIA else ""


def _urn(value: Any, path: str, kinds: tuple[str, ...], fault: Fault) -> None:
    if value is None:
        fault(f"/content/{path}", "MISSING_FIELD", "Field is required but missing")
    elif _kind(value) not in kinds:
        words = f"{str(value)[:60]} must be an URN of {' or '.join(kinds)}"
        fault(f"/content/{path}", "INVALID_URN_TYPE", words)


def _only(owner: Json, path: str, known: tuple[str, ...], fault: Fault) -> None:
    for name in sorted(set(owner) - set(known)):
        words = "unrecognized field found but not allowed"
        fault(f"/content/{path}/{name}", "INVALID_VALUE_FOR_FIELD", words)


def _text(owner: Json, path: str, name: str, most: int, fault: Fault, *, is_required: bool = True) -> None:
    value, where = owner.get(name), f"/content/{path}/{name}"
    if value is None:
        if is_required:
            fault(where, "MISSING_FIELD", "Field is required but missing")
    elif not isinstance(value, str):
        fault(where, "INVALID_VALUE_FOR_FIELD", f"{name} must be text")
    elif not value.strip():
        fault(where, "INVALID_VALUE_BLANK_FIELD", "Field must not be blank")
    elif little.utf16_length(value) > most:
        fault(where, "FIELD_LENGTH_TOO_LONG", f"{name} must not be longer than {most} characters")


_CHECKS: dict[str, Callable[[Json, Fault], None]] = {
    "article": _article,
    "poll": _poll,
    "media": _media,
    "multiImage": _images,
}
