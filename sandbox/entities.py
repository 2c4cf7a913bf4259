"""What the sandbox holds. Values are frozen: a change replaces one, under the world's lock."""

from dataclasses import dataclass, field
from typing import Any

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    first_name: str
    last_name: str
    headline: str = ""
    vanity: str = ""
    email: str = ""
    group: str = "leaders"  # "leaders", "employees", "public", or any other word that a policy names
    followers: int = 800
    registered_ms: int = 0

    @property
    def urn(self) -> str:
        return f"urn:li:person:{self.id}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Organization:
    id: str
    name: str
    vanity: str = ""
    website: str = ""
    followers: int = 2400
    employees: int = 300  # of the followers, those who work there
    registered_ms: int = 0

    @property
    def urn(self) -> str:
        return f"urn:li:organization:{self.id}"


@dataclass(frozen=True, slots=True)
class Role:
    """What a member may do on a page: one row of LinkedIn's organizationAcls."""

    organization: str  # URN
    member: str  # URN
    role: str = "ADMINISTRATOR"
    state: str = "APPROVED"


@dataclass(frozen=True, slots=True)
class Media:
    """An uploaded file: what is known of it. The bytes are not kept, save those of images for the feed."""

    urn: str
    kind: str  # "image", "document" or "video"
    owner: str  # URN
    created_ms: int
    client_id: str = ""
    size: int = 0
    sha256: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0
    pages: int = 0
    uploaded_ms: int = 0  # 0: still awaited
    wrong: str = ""  # why its processing fails, in LinkedIn's stead
    fate: str = ""  # "stuck", "failed" or "lost": what a fault has in store for it


@dataclass(frozen=True, slots=True)
class Slot:
    """An upload address: the whole of a file, one part of a video, its captions or its thumbnail."""

    id: str
    media: str  # URN
    role: str  # "whole", "part", "captions" or "thumbnail"
    expires_ms: int
    number: int = 0
    first: int = 0
    last: int = 0
    etag: str = ""  # of what was received; none yet when empty


@dataclass(frozen=True, slots=True)
class App:
    client_id: str
    client_secret: str
    name: str
    product: str
    redirect_uris: tuple[str, ...] = ()  # none: any address of this machine
    member_limit: int | None = None  # calls a day; None is without limit
    app_limit: int | None = None
    gives_refresh: bool = False
    allows_batch: bool = True
    own_ids: bool = False  # people have ids of their own under this app, as on LinkedIn


@dataclass(frozen=True, slots=True)
class Token:
    token: str
    client_id: str
    member_id: str
    scopes: tuple[str, ...]
    created_ms: int
    expires_ms: int
    is_revoked: bool = False
    refresh_token: str = ""
    refresh_expires_ms: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    client_id: str
    member_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Post:
    number: int  # the how-manieth of this sandbox: what the generator is seeded with
    id: int
    kind: str  # "share" or "ugcPost"
    author: str  # URN
    segments: tuple[tuple[str, str, str], ...]  # (kind, text, urn)
    visibility: str
    created_ms: int
    modified_ms: int
    is_truncated: bool = False
    is_edited: bool = False
    is_deleted: bool = False
    content: dict[str, Any] = field(default_factory=dict)
    parent: str = ""  # URN of the post that this one reshares
    no_reshare: bool = False
    labels: dict[str, Any] = field(default_factory=dict)  # call to action and landing page
    client_id: str = ""
    comments_state: str = "OPEN"

    @property
    def urn(self) -> str:
        return f"urn:li:{self.kind}:{self.id}"

    @property
    def activity(self) -> str:
        return f"urn:li:activity:{self.id + 1}"

    @property
    def text(self) -> str:
        return "".join(text for _, text, _ in self.segments)


@dataclass(frozen=True, slots=True)
class Subscription:
    key: str  # as written in an address
    client_id: str
    member: str  # URN
    organization: str  # URN
    webhook: str
    checked_ms: int  # when it last answered, or not, the challenge
    expires_ms: int
    event_type: str = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
    failures: int = 0
    is_blocked: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST to a webhook, with the status of each try; `due` is real epoch seconds, not the clock's."""

    id: int
    key: str  # of the subscription
    body: str
    due: float = 0.0
    state: str = "waiting"  # "taken", "dropped"
    statuses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """LinkedIn tries again after five minutes; here it is a second."""

    retry_seconds: float = 1.0
    duplicates: bool = False
    out_of_order: bool = False


@dataclass(frozen=True, slots=True)
class CreateCall:
    """One call that asked for a post, whatever became of it: the witness of double posts."""

    at_ms: int
    author: str
    status: int  # what the sandbox answered, or would have when the connection was dropped
    urn: str
    fault: str
    text_sha256: str
    client_id: str


@dataclass(frozen=True, slots=True)
class Fault:
    """seconds: how long a slow or silent answer takes. times None: until it is cleared."""

    id: int
    name: str
    times: int | None = 1
    member: str = ""
    call: str = ""  # such as posts.CREATE
    path: str = ""  # prefix
    seconds: float | None = None
