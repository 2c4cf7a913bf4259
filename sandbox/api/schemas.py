"""The bodies that the API takes, as JSON Schema: what the published OpenAPI says of them (contract 3.1, 5, 6, 8.3)."""

from typing import Any

Schema = dict[str, Any]


def record(required: str = "", /, **fields: Schema) -> Schema:
    """`required`: names, separated by blanks. Nothing that is not named is allowed."""
    kind: Schema = {"type": "object", "properties": fields, "additionalProperties": False}
    return {**kind, "required": required.split()} if required else kind


def one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


def text(most: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": most}


def urn(*kinds: str) -> Schema:
    return {"type": "string", "pattern": f"^urn:li:({'|'.join(kinds)}):[A-Za-z0-9_-]{{1,60}}$"}


def listed(of: Schema, least: int, most: int) -> Schema:
    return {"type": "array", "items": of, "minItems": least, "maxItems": most}


ACTOR = urn("person", "organization")
POST_URN = urn("share", "ugcPost", "activity")
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "integer"}
_IMAGE = record("id", id=urn("image"), altText=text(4086))
_MEDIA = record("id", id=urn("image", "document", "video"), altText=text(4086), title=text(399))
_ARTICLE = record(
    "source title",
    source={"type": "string", "pattern": "^https?://[a-z]+"},
    title=text(399),
    description=text(4085),
    thumbnail=urn("image"),
    thumbnailAltText=text(4086),
)
_POLL = record(
    "question options settings",
    question=text(140),
    options=listed(record("text", text=text(30)), 2, 4),
    settings=record(
        "duration",
        duration=one_of("ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS"),
        voteSelectionType=one_of("SINGLE_VOTE"),
        isVoterVisibleToAuthor={"const": True},
    ),
)
_CONTENT: Schema = {
    "oneOf": [
        record("media", media=_MEDIA),
        record("multiImage", multiImage=record("images", images=listed(_IMAGE, 2, 20))),
        record("article", article=_ARTICLE),
        record("poll", poll=_POLL),
    ]
}
_LABELS: dict[str, Schema] = {
    "contentCallToActionLabel": one_of("APPLY", "DOWNLOAD", "LEARN_MORE", "SIGN_UP", "REGISTER"),
    "contentLandingPage": {"type": "string", "pattern": "^https://[a-z]+"},
}
POST = record(
    "author commentary visibility distribution lifecycleState",
    author=ACTOR,
    commentary={"type": "string", "maxLength": 3000},
    visibility=one_of("PUBLIC", "CONNECTIONS", "LOGGED_IN"),
    distribution=record(
        "feedDistribution",
        feedDistribution=one_of("MAIN_FEED"),
        targetEntities=listed({}, 0, 0),
        thirdPartyDistributionChannels=listed({}, 0, 0),
    ),
    lifecycleState=one_of("PUBLISHED"),
    isReshareDisabledByAuthor=FLAG,
    content=_CONTENT,
    reshareContext=record("parent", parent=POST_URN),
    **_LABELS,
)


def patch(changes: Schema) -> Schema:
    return record("patch", patch=changes)


POST_PATCH = patch(record("$set", **{"$set": record(commentary=text(3000), **_LABELS)}))
_MENTION = record(
    "start length value",
    start=NUMBER,
    length=NUMBER,
    value={
        "oneOf": [
            record("person", person=record("person", person=urn("person"))),
            record("organization", organization=record("organization", organization=urn("organization"))),
        ]
    },
)
_MESSAGE = record("text", text=text(1250), attributes=listed(_MENTION, 0, 5))
COMMENT = record(
    "actor message",
    actor=ACTOR,
    object=POST_URN,
    message=_MESSAGE,
    parentComment={"type": "string"},
    content=listed(record("entity", entity=record("image", image=urn("image"))), 1, 1),
    agent=urn("person"),
)
COMMENT_PATCH = patch(record("message", message=record("$set", **{"$set": _MESSAGE})))
REACTION = record(
    "root reactionType",
    root=POST_URN,
    reactionType=one_of("LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION", "ENTERTAINMENT"),
)
METADATA_PATCH = patch(record("$set", **{"$set": record(commentsState=one_of("OPEN", "CLOSED"))}))
UPLOAD = record("initializeUploadRequest", initializeUploadRequest=record("owner", owner=ACTOR))
VIDEO_UPLOAD = record(
    "initializeUploadRequest",
    initializeUploadRequest=record(
        "owner fileSizeBytes",
        owner=ACTOR,
        fileSizeBytes={"type": "integer", "minimum": 76_800, "maximum": 524_288_000},
        uploadCaptions=FLAG,
        uploadThumbnail=FLAG,
        templateName={"type": "string"},
        linkbackContext={"type": "string"},
    ),
)
FINALISE = record(
    "finalizeUploadRequest",
    finalizeUploadRequest=record(
        "video uploadToken uploadedPartIds",
        video=urn("video"),
        uploadToken={"type": "string"},
        uploadedPartIds=listed({"type": "string"}, 0, 125),
    ),
)
WEBHOOK = record("webhook", webhook={"type": "string", "pattern": "^http://127\\.0\\.0\\.1:[0-9]{4,5}/"})
