"""What a post carries besides its text: exactly one kind of content (contract 3.2)."""

from collections.abc import Callable
from typing import Any

from sandbox import little
from sandbox.wire import Json

Fault = Callable[[str, str, str], None]  # path, code, description
_DURATIONS = ("ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS")


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
    return "ugcPost" if "poll" in content else "share"


def _article(article: Json, fault: Fault) -> None:
    for name, most in (("source", 4000), ("title", 400), ("description", 4086)):
        _text(article, "article", name, most, fault, is_required=name != "description")
    if not str(article.get("source", "https://")).startswith(("https://", "http://")):
        fault("/content/article/source", "INVALID_VALUE_FOR_FIELD", "source must be a URL")
    if "thumbnail" in article:
        _unknown_media({"id": article["thumbnail"]}, fault)


def _poll(poll: Json, fault: Fault) -> None:
    _text(poll, "poll", "question", 140, fault)
    options = poll.get("options")
    if not isinstance(options, list) or not 2 <= len(options) <= 4:
        fault("/content/poll/options", "INVALID_VALUE_FOR_FIELD", "a poll has 2 to 4 options")
        options = []
    for number, option in enumerate(options):
        _text(option if isinstance(option, dict) else {}, f"poll/options/{number}", "text", 30, fault)
    settings = poll.get("settings")
    if not isinstance(settings, dict) or settings.get("duration") not in _DURATIONS:
        fault("/content/poll/settings/duration", "INVALID_VALUE_FOR_FIELD", f"one of {', '.join(_DURATIONS)}")
    elif settings.get("isVoterVisibleToAuthor", True) is not True:
        path = "/content/poll/settings/isVoterVisibleToAuthor"
        fault(path, "INVALID_VALUE_FOR_FIELD", "only true is allowed")


def _unknown_media(media: Json, fault: Fault) -> None:
    """No upload has been made here, so no image, document or video is known."""
    kind = "VIDEO" if str(media.get("id", "")).startswith("urn:li:video:") else "IMAGE"
    fault(
        "/content/media/id", f"INVALID_{kind}_ID", f"{media.get('id')} does not exist or is not the author's"
    )


def _images(value: Json, fault: Fault) -> None:
    images = value.get("images")
    if not isinstance(images, list) or not 2 <= len(images) <= 20:
        return fault("/content/multiImage/images", "INVALID_VALUE_FOR_FIELD", "2 to 20 images")
    for image in images:
        _unknown_media(image if isinstance(image, dict) else {}, fault)
    return None


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
    "media": _unknown_media,
    "multiImage": _images,
}
