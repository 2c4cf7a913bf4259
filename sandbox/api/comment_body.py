"""A comment as it is sent and as it is shown (contract 6.1). Its text is plain, never little text."""

from typing import Any

from sandbox import little, refusals
from sandbox.api import targets
from sandbox.api.calls import Call
from sandbox.api.targets import Target
from sandbox.engagement.generator import Event
from sandbox.entities import Post
from sandbox.refusals import InputError
from sandbox.wire import Json
from sandbox.world import World

MOST_UTF16 = 1250
_KNOWN = ("actor", "object", "message", "parentComment", "content", "agent")
_MENTIONED = ("person", "organization")


def faults_of(body: Json, *, found: Target, world: World) -> list[InputError]:
    """Every fault of a new comment."""
    errors = [_wrong(f"/{name}", "unrecognized field found") for name in sorted(set(body) - set(_KNOWN))]
    if "actor" not in body:
        errors.append(InputError("/actor", "MISSING_FIELD", "Field is required but missing"))
    elif not isinstance(body["actor"], str):
        errors.append(_wrong("/actor", "actor must be a person/organization URN"))
    named = body.get("object")
    about = world.post(named) if isinstance(named, str) else None
    if named is not None and (about is None or about.id != found.post.id):
        errors.append(_wrong("/object", "object is not the post of this address"))
    return [*errors, *_faults_of_picture(body, world), *faults_of_message(body.get("message"), world=world)]


def faults_of_message(message: Any, *, world: World) -> list[InputError]:
    where = "/message/text"
    text = message.get("text") if isinstance(message, dict) else None
    if text is None:
        return [InputError(where, "MISSING_FIELD", "Field is required but missing")]
    if not isinstance(text, str):
        return [_wrong(where, "text must be text")]
    if not text.strip():
        return [InputError(where, "INVALID_VALUE_BLANK_FIELD", "Field must not be blank")]
    if little.utf16_length(text) > MOST_UTF16 and world.readings.comment_limit == "1250":
        words = f"text must not be longer than {MOST_UTF16} characters"
        return [InputError(where, "FIELD_LENGTH_TOO_LONG", words)]
    length = little.utf16_length(text) if world.readings.mention_unit == "utf16" else len(text)
    return _faults_of_attributes(message.get("attributes", []), length)


def text_of(message: Json, *, world: World) -> str:
    """Plain; or little text, whose backslashes readers do not see."""
    text = str(message["text"])
    return little.unescape(text) if world.readings.comment_text == "little" else text


def attributes_of(message: Json) -> tuple[Json, ...]:
    return tuple(message.get("attributes") or ())


def picture_of(body: Json) -> str:
    content = body.get("content") or []
    return str(content[0]["entity"]["image"]) if content else ""


def shown(call: Call, post: Post, event: Event) -> Json:
    """Comments always speak of the activity, whatever URN was asked for."""
    target = Target(post, event)
    likes, replies = len(targets.reactions(call, target)), len(targets.comments(call, target))
    content: Json = {
        "id": str(event.id),
        "actor": event.actor,
        "object": post.activity,
        "commentUrn": target.urn,
        "$URN": target.urn,
        "message": {"text": event.value, "attributes": list(event.attributes)},
        "created": _stamp(event, event.at_ms),
        "lastModified": _stamp(event, event.edited_ms or event.at_ms),
        "likesSummary": _likes(call, target, likes),
        "commentsSummary": {
            "totalFirstLevelComments": replies,
            "aggregatedTotalComments": replies,
            "selectedComments": [],
        },
    }
    return {**content, **_optional(post, event)}


def _optional(post: Post, event: Event) -> Json:
    parent = f"urn:li:comment:({post.activity},{event.parent})"
    picture = [{"entity": {"image": event.picture}, "type": "IMAGE"}]
    return {
        **({"parentComment": parent} if event.parent else {}),
        **({"content": picture} if event.picture else {}),
        **({"agent": event.human} if event.human else {}),
    }


def _likes(call: Call, target: Target, total: int) -> Json:
    is_liked = any(event.actor == call.member.urn for event in targets.reactions(call, target))
    return {
        "totalLikes": total,
        "aggregatedTotalLikes": total,
        "likedByCurrentUser": is_liked,
        "selectedLikes": [],
    }


def _stamp(event: Event, at_ms: int) -> Json:
    stamp: Json = {"actor": event.actor, "time": at_ms}
    return {**stamp, "impersonator": event.human} if event.human else stamp


def _faults_of_attributes(attributes: Any, length: int) -> list[InputError]:
    if not isinstance(attributes, list):
        return [_wrong("/message/attributes", "attributes must be a list")]
    return [
        _wrong(f"/message/attributes/{at}", "not a mention within the text")
        for at, item in enumerate(attributes)
        if not (isinstance(item, dict) and _is_within(item, length) and _is_mention(item.get("value")))
    ]


def _is_within(item: Json, length: int) -> bool:
    start, size = item.get("start"), item.get("length")
    if type(start) is not int or type(size) is not int:
        return False
    return start >= 0 and size > 0 and start + size <= length


def _is_mention(value: Any) -> bool:
    if not isinstance(value, dict) or len(value) != 1:
        return False
    ((kind, inner),) = value.items()
    urn = inner.get(kind) if isinstance(inner, dict) else None
    return kind in _MENTIONED and isinstance(urn, str) and urn.startswith(f"urn:li:{kind}:")


def _faults_of_picture(body: Json, world: World) -> list[InputError]:
    content = body.get("content")
    if content is None:
        return []
    entity = content[0].get("entity") if _is_one_object(content) else None
    urn = entity.get("image") if isinstance(entity, dict) else None
    found = world.media.get(urn) if isinstance(urn, str) else None
    if found is None or found.kind != "image" or found.owner != body.get("actor"):
        return [InputError("/content/0/entity/image", "INVALID_IMAGE_ID", f"{str(urn)[:60]} does not exist")]
    return []


def _is_one_object(content: Any) -> bool:
    return isinstance(content, list) and len(content) == 1 and isinstance(content[0], dict)


def _wrong(path: str, words: str) -> InputError:
    return InputError(path, "INVALID_VALUE_FOR_FIELD", words)


def refuse(errors: list[InputError]) -> None:
    if errors:
        raise refusals.detailed(errors)
