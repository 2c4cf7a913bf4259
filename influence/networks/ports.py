"""What the product needs of a network, in our words. Adapters translate; nobody else knows the vendor's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from influence.networks.gates import Gate, Purpose  # noqa: F401 (part of the port)


class Mode(StrEnum):
    """How far the access granted to an account goes."""

    ASSISTED = "assisted"
    PUBLISH_ONLY = "publish_only"
    FULL = "full"


class Capability(StrEnum):
    IDENTIFY = "identify"
    PUBLISH = "publish"
    EDIT = "edit"
    DELETE = "delete"
    READ_POSTS = "read_posts"
    READ_COUNTS = "read_counts"
    READ_REACTORS = "read_reactors"
    MEMBER_ANALYTICS = "member_analytics"
    FOLLOWERS = "followers"
    COMMENT = "comment"
    PAGE_ROLES = "page_roles"
    PAGE_PUBLISH = "page_publish"
    PAGE_READ_POSTS = "page_read_posts"
    PAGE_COMMENT = "page_comment"
    PAGE_STATISTICS = "page_statistics"


class Why(StrEnum):
    """Why an account may not do something, and hence who can change it."""

    NOT_CONNECTED = "not_connected"
    """The leader has to connect the account."""
    NOT_ASKED = "not_asked"
    """The app that the account is connected through has this right, the connection was made without: connect again."""
    OTHER_APP = "other_app"
    """The network gives this right to another kind of app alone: a matter for the operator."""
    RESERVED = "reserved"
    """The network gives this right to hardly anybody."""


@dataclass(frozen=True)
class Explained:
    """One capability of an account. `missing`: the scopes any one of which would give it. `why`: None where granted."""

    capability: Capability
    granted: bool
    missing: tuple[str, ...] = ()
    why: Why | None = None


@dataclass(frozen=True)
class Credentials:
    access_token: str = field(repr=False)


@dataclass(frozen=True)
class Media:
    urn: str
    alt_text: str = ""
    title: str = ""


class MediaStage(StrEnum):
    WAITING = "waiting"
    PROCESSING = "processing"
    AVAILABLE = "available"
    FAILED = "failed"


@dataclass(frozen=True)
class MediaStatus:
    """How far the network is with a file. `stage` is None where this access may not look: give it some 20 seconds."""

    urn: str
    stage: MediaStage | None
    why: str = ""


class Duration(StrEnum):
    ONE_DAY = "ONE_DAY"
    THREE_DAYS = "THREE_DAYS"
    SEVEN_DAYS = "SEVEN_DAYS"
    FOURTEEN_DAYS = "FOURTEEN_DAYS"


@dataclass(frozen=True)
class Poll:
    """The author sees who voted for what: say so where it is written. A poll cannot be corrected."""

    question: str
    options: tuple[str, ...]
    duration: Duration = Duration.THREE_DAYS


@dataclass(frozen=True)
class Article:
    """A link's card. The network does not look at the page: what is not given here is not shown."""

    url: str
    title: str
    description: str = ""
    thumbnail_urn: str = ""
    thumbnail_alt_text: str = ""


@dataclass(frozen=True)
class Content:
    """`text` is raw (mentions as `@[Name](urn)`); the adapter escapes it. One of media, poll, article, reshare_of.

    The author is a person or a page; `reshare_of` is the URN of the post that this one shares.
    """

    author_urn: str
    text: str
    visibility: str = "PUBLIC"
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    article: Article | None = None
    reshare_of: str = ""
    resharable: bool = True


@dataclass(frozen=True)
class Published:
    urn: str
    permalink: str


@dataclass(frozen=True)
class Counters:
    """None: not known by this access, which is not zero. Reach is never added to another reach."""

    reactions_by_type: Mapping[str, int]
    comments: int
    top_level_comments: int
    reshares: int | None = None
    impressions: int | None = None
    reach: int | None = None

    @property
    def reactions(self) -> int:
        return sum(self.reactions_by_type.values())


@dataclass(frozen=True)
class DayCount:
    """What one day added, in the network's own calendar."""

    day: date
    count: int


@dataclass(frozen=True)
class ShareStatistics:
    """Of a page or of one of its posts. Reach is never added to another reach."""

    impressions: int = 0
    reach: int = 0
    clicks: int = 0
    likes: int = 0
    comments: int = 0
    reshares: int = 0

    def of_a_life(self) -> ShareStatistics:
        """A whole life holds no fewer than zero likes, whatever a moment's count says."""
        return replace(self, likes=max(0, self.likes))


@dataclass(frozen=True)
class DayShares:
    day: date
    statistics: ShareStatistics


@dataclass(frozen=True)
class Page:
    """An organisation's page. Those who do not administer it learn few of its fields."""

    urn: str
    name: str
    vanity_name: str = ""
    website: str = ""


@dataclass(frozen=True)
class PageRole:
    organisation_urn: str
    role: str
    may_post: bool


@dataclass(frozen=True)
class PageVisits:
    """Visits of a page, and how many people made them: those never add up over time."""

    views: int
    visitors: int


@dataclass(frozen=True)
class Reaction:
    member_urn: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class Comment:
    """Who and when, never what: a comment's words are not ours to keep."""

    member_urn: str
    at: datetime
    id: str


@dataclass(frozen=True)
class Commented:
    """A comment that we made."""

    urn: str


@dataclass(frozen=True)
class TokenGrant:
    access_token: str = field(repr=False)
    expires_at: datetime
    scopes: frozenset[str]
    refresh_token: str | None = field(default=None, repr=False)
    refresh_expires_at: datetime | None = None


@dataclass(frozen=True)
class TokenState:
    """What the network says of a token. `status`: active, expired, revoked, or unknown."""

    active: bool
    status: str
    scopes: frozenset[str] = frozenset()
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Identity:
    """`vanity_name`: the last part of the profile's address, where the network says it."""

    urn: str
    name: str
    vanity_name: str = ""


class Network(Protocol):
    """Every call but `capabilities` and `permalink` may raise a NetworkFailure."""

    def capabilities(self, scopes: Collection[str]) -> frozenset[Capability]: ...

    def permalink(self, urn: str) -> str: ...

    def publish(self, content: Content, *, credentials: Credentials) -> Published:
        """Once, and never again after Unclear without looking."""
        ...

    def delete(self, urn: str, *, credentials: Credentials) -> None: ...

    def exists(self, urn: str, *, credentials: Credentials, by: str = "") -> bool:
        """Live, and (where `by` names one) of that author. Refused where this access may not read posts."""
        ...

    def find_recent(
        self, content: Content, *, since: datetime, credentials: Credentials, besides: Collection[str] = ()
    ) -> Published | None:
        """A live post of this author with this content, made since then, none of `besides`: after Unclear."""
        ...

    def counters(
        self, urn: str, *, credentials: Credentials, capabilities: Collection[Capability]
    ) -> Counters: ...

    def reactions(
        self, urn: str, *, credentials: Credentials, since: datetime | None = None
    ) -> Iterator[Reaction]: ...

    def comments(self, urn: str, *, credentials: Credentials) -> Iterator[Comment]: ...
