"""The body of a post: every field is checked and every fault named at once (contract 3.1, 3.8)."""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox import little, refusals
from sandbox.api import post_content, post_media
from sandbox.entities import Post
from sandbox.little import Kind, LittleText, Segment
from sandbox.refusals import InputError
from sandbox.wire import Json
from sandbox.world import World

AUTHOR = re.compile(r"urn:li:(?:person:[A-Za-z0-9_-]{1,60}|organization:[0-9]{1,19})")
MOST_UTF16 = 3000  # of the escaped text: the stricter reading of the contract's 3.3

_LABELS = frozenset({"contentCallToActionLabel", "contentLandingPage"})
_ACTIONS = frozenset(
    "APPLY DOWNLOAD VIEW_QUOTE LEARN_MORE SIGN_UP SUBSCRIBE REGISTER JOIN ATTEND REQUEST_DEMO"
    " SEE_MORE BUY_NOW SHOP_NOW".split()
)
_KNOWN = _LABELS | {
    "author",
    "commentary",
    "visibility",
    "distribution",
    "lifecycleState",
    "isReshareDisabledByAuthor",
    "content",
    "reshareContext",
    "adContext",
    "container",
}


@dataclass(frozen=True, slots=True)
class Draft:
    kind: str
    text: LittleText
    visibility: str
    content: Json
    parent: str
    no_reshare: bool
    labels: Json


@dataclass(frozen=True, slots=True)
class Patch:
    text: LittleText | None
    labels: Json


def read(body: Json, *, world: World) -> Draft:
    """Steps 10 and 11. Raises one refusal that names every field at fault."""
    faults = _Faults()
    for check in (_author, _visibility, _distribution, _state, _flag, _labels, _unknown):
        check(body, faults)
    _commentary(body, faults, world)
    content = post_content.read(body.get("content"), fault=faults.add)
    parent = _parent(body, faults, world)
    faults.raise_if_any()
    post_media.refuse_unready(content, author=body["author"], world=world)
    return Draft(
        kind=post_content.kind_of(content),
        text=_read(body["commentary"], world),
        visibility=body["visibility"],
        content=content,
        parent=parent,
        no_reshare=bool(body.get("isReshareDisabledByAuthor", False)),
        labels={name: body[name] for name in _LABELS if name in body},
    )


def read_patch(body: Json, *, post: Post, world: World) -> Patch:
    patch = body.get("patch")
    changes = patch.get("$set") if isinstance(patch, dict) else None
    if not isinstance(changes, dict) or not changes:
        raise refusals.detailed([InputError("/patch/$set", "MISSING_FIELD", "Field is required but missing")])
    for name in changes:
        if name not in (*_LABELS, "commentary", "lifecycleState", "adContext"):
            raise refusals.standard(400, "INVALID_VALUE_FOR_FIELD", f"{name} can't be set to {changes[name]}")
    faults = _Faults()
    if "commentary" in changes:
        _refuse_poll(post, changes["commentary"])
        _commentary({**changes, "content": post.content, "reshareContext": post.parent}, faults, world)
    _labels(changes, faults)
    if changes.get("lifecycleState", "PUBLISHED") != "PUBLISHED":
        faults.add("/lifecycleState", "INVALID_VALUE_FOR_FIELD", "lifecycleState can't be set to this value")
    faults.raise_if_any()
    text = _read(changes["commentary"], world) if "commentary" in changes else None
    return Patch(text, {name: changes[name] for name in _LABELS if name in changes})


def _read(commentary: str, world: World) -> LittleText:
    return little.read(commentary, names_of=world.names_of, whole_words=world.readings.cut == "word")


def _refuse_poll(post: Post, text: Any) -> None:
    if "poll" in post.content:
        raise refusals.standard(400, "INVALID_VALUE_FOR_FIELD", f"commentary can't be set to {text}")


def stored(text: LittleText) -> tuple[tuple[str, str, str], ...]:
    return tuple((segment.kind.value, segment.text, segment.urn) for segment in text.segments)


def segments(post: Post) -> tuple[Segment, ...]:
    return tuple(Segment(Kind(kind), text, urn) for kind, text, urn in post.segments)


@dataclass(slots=True)
class _Faults:
    errors: list[InputError] = field(default_factory=list)

    def add(self, path: str, code: str, description: str) -> None:
        self.errors.append(InputError(path, code, description))

    def missing(self, path: str) -> None:
        self.add(path, "MISSING_FIELD", "Field is required but missing")

    def invalid(self, path: str, value: Any) -> None:
        self.add(path, "INVALID_VALUE_FOR_FIELD", f"{str(value)[:60]} is not an allowed value")

    def raise_if_any(self) -> None:
        if self.errors:
            raise refusals.detailed(self.errors)


def _author(body: Json, faults: _Faults) -> None:
    author = body.get("author")
    if author is None:
        faults.missing("/author")
    elif not isinstance(author, str) or not re.match(r"urn:li:(person|organization):", author):
        faults.add("/author", "INVALID_URN_TYPE", f"author value {author} must be a person/organization URN")
    elif not AUTHOR.fullmatch(author):
        faults.add("/author", "INVALID_URN_ID", f"author value {author} has a malformed id")


def _commentary(body: Json, faults: _Faults, world: World) -> None:
    text = body.get("commentary")
    if text is None:
        faults.missing("/commentary")
    elif not isinstance(text, str):
        faults.invalid("/commentary", text)
    elif _length(text, world) > MOST_UTF16:
        words = f"commentary must not be longer than {MOST_UTF16} characters"
        faults.add("/commentary", "FIELD_LENGTH_TOO_LONG", words)
    elif not text.strip() and not _speaks_for_itself(body):
        faults.add("/commentary", "INVALID_VALUE_BLANK_FIELD", "Field must not be blank")


def _length(text: str, world: World) -> int:
    """Of the text as it travels, or as it is read; in UTF-16 units, or in characters."""
    counted = text if world.readings.length_of == "escaped" else little.unescape(text)
    return little.utf16_length(counted) if world.readings.length_unit == "utf16" else len(counted)


def _speaks_for_itself(body: Json) -> bool:
    """A reshare, or a content that needs no words: all but a document."""
    content = body.get("content")
    is_document = isinstance(content, dict) and post_content.media_kind(content) == "document"
    return bool(body.get("reshareContext") or (content and not is_document))


def _visibility(body: Json, faults: _Faults) -> None:
    """CONTAINER is for posts in a group, which this sandbox does not hold."""
    if "visibility" not in body:
        faults.missing("/visibility")
    elif body["visibility"] not in ("PUBLIC", "CONNECTIONS", "LOGGED_IN"):
        faults.invalid("/visibility", body["visibility"])


def _distribution(body: Json, faults: _Faults) -> None:
    distribution = body.get("distribution")
    if not isinstance(distribution, dict):
        return faults.missing("/distribution")
    feed = distribution.get("feedDistribution")
    if feed is None:
        faults.missing("/distribution/feedDistribution")
    elif feed == "NONE":
        words = "A dark post needs an ad account"
        faults.add("/distribution/feedDistribution", "MISSING_REQUIRED_FIELD_FOR_DSC", words)
    elif feed != "MAIN_FEED":
        faults.invalid("/distribution/feedDistribution", feed)
    if distribution.get("targetEntities"):
        faults.invalid("/distribution/targetEntities", "A target for a person's post")
    return None


def _state(body: Json, faults: _Faults) -> None:
    if "lifecycleState" not in body:
        faults.missing("/lifecycleState")
    elif body["lifecycleState"] != "PUBLISHED":
        faults.invalid("/lifecycleState", body["lifecycleState"])


def _flag(body: Json, faults: _Faults) -> None:
    if not isinstance(body.get("isReshareDisabledByAuthor", False), bool):
        faults.invalid("/isReshareDisabledByAuthor", body["isReshareDisabledByAuthor"])


def _labels(body: Json, faults: _Faults) -> None:
    label = body.get("contentCallToActionLabel")
    if label is not None and (not isinstance(label, str) or label not in _ACTIONS):
        faults.invalid("/contentCallToActionLabel", label)
    page = body.get("contentLandingPage")
    if page is not None and (not isinstance(page, str) or not page.startswith(("https://", "http://"))):
        faults.invalid("/contentLandingPage", page)


def _unknown(body: Json, faults: _Faults) -> None:
    """There is no scheduling and no draft on LinkedIn: a field of one's own is never accepted quietly."""
    for name in sorted(set(body) - _KNOWN):
        words = "unrecognized field found but not allowed"
        faults.add(f"/{name}", "INVALID_VALUE_FOR_FIELD", words)


def _parent(body: Json, faults: _Faults, world: World) -> str:
    context = body.get("reshareContext")
    if context is None:
        return ""
    urn = context.get("parent") if isinstance(context, dict) else None
    parent = world.post(urn) if isinstance(urn, str) else None
    if parent is not None and parent.no_reshare and world.readings.reshare_locked == "403":
        raise refusals.forbidden_post()
    if parent is None or parent.no_reshare:
        faults.invalid("/reshareContext/parent", urn)
    return urn if isinstance(urn, str) else ""
