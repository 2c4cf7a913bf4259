"""Everything that the sandbox knows, behind one lock: hold `world.lock` to read or change it."""

import secrets
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

from sandbox.clock import Clock
from sandbox.engagement import generator
from sandbox.engagement.generator import Engagement
from sandbox.engagement.policy import Policy
from sandbox.entities import (
    App,
    Code,
    CreateCall,
    Delivery,
    Fault,
    Media,
    Member,
    Organization,
    Post,
    Role,
    Slot,
    Subscription,
    Token,
    WebhookOptions,
)
from sandbox.readings import Readings
from sandbox.uploads.shelf import Shelf

EVERY_AUTHOR = "*"


@dataclass(slots=True)
class World:
    """seed None: secrets are random. With a seed everything, tokens too, comes back the same."""

    seed: int | None = None
    clock: Clock = field(default_factory=Clock)
    lock: threading.RLock = field(default_factory=threading.RLock)
    members: dict[str, Member] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    roles: list[Role] = field(default_factory=list)
    apps: dict[str, App] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)  # by URN
    slots: dict[str, Slot] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    processing_seconds: dict[str, float] = field(
        default_factory=lambda: {"image": 2.0, "document": 3.0, "video": 5.0}
    )
    engagements: dict[int, Engagement] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    told: dict[str, set[int]] = field(default_factory=dict)  # the notices that each subscription has had
    deliveries: dict[int, Delivery] = field(default_factory=dict)
    webhooks: WebhookOptions = field(default_factory=WebhookOptions)
    comment_times: dict[str, int] = field(default_factory=dict)  # the last comment of each member
    policies: dict[str, Policy] = field(default_factory=dict)  # author URN, or EVERY_AUTHOR
    faults: list[Fault] = field(default_factory=list)
    create_calls: list[CreateCall] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)  # what the quotas count
    used_ids: set[int] = field(default_factory=set)
    seen_once: set[str] = field(default_factory=set)  # tokens that a 401-once has already hit
    oldest_version: int = 202512
    newest_version: int = 202611
    readings: Readings = field(default_factory=Readings)
    own_ids: bool = False  # under every app, people have ids of that app's own
    changes: int = 0  # grows with each change, so that the keeper of the file knows when to write
    random: Random = field(default_factory=Random)

    def __post_init__(self) -> None:
        self.random.seed(self.seed)

    def now_ms(self) -> int:
        return self.clock.now_ms()

    def new_id(self, at_ms: int) -> int:
        """LinkedIn's ids carry their time: id >> 22 is epoch ms. The number after is the activity's."""
        candidate = at_ms << 22
        while candidate in self.used_ids:
            candidate += 2
        self.used_ids.add(candidate)
        return candidate

    def new_secret(self, prefix: str) -> str:
        """As long as LinkedIn's own tokens are today, so that a column too short is found here."""
        if self.seed is None:
            return prefix + secrets.token_urlsafe(258)
        return prefix + self.random.randbytes(172).hex()

    def member(self, urn: str) -> Member | None:
        return self.members.get(urn.removeprefix("urn:li:person:"))

    def application_urn(self, client_id: str) -> str:
        """Apps are numbered in the order of their registration."""
        return f"urn:li:developerApplication:{list(self.apps).index(client_id) + 1}"

    def organization(self, urn: str) -> Organization | None:
        return self.organizations.get(urn.removeprefix("urn:li:organization:"))

    def has_role(self, member: str, page: str, *names: str) -> bool:
        """Whether this member (URN) has one of these roles on this page (URN), approved."""
        return any(
            role.member == member and role.organization == page and role.role in names
            for role in self.roles
            if role.state == "APPROVED"
        )

    def names_of(self, urn: str) -> tuple[str, ...]:
        """Under which words this person or page may be mentioned, the whole name first."""
        if urn.startswith("urn:li:organization:"):
            page = self.organization(urn)
            return (page.name,) if page else ()
        member = self.member(urn)
        return (member.name, member.first_name, member.last_name) if member else ()

    def post(self, urn: str) -> Post | None:
        """By share, ugcPost or activity URN; a deleted post is no longer there."""
        found = self.any_post(urn)
        return found if found and not found.is_deleted else None

    def any_post(self, urn: str) -> Post | None:
        kind, _, number = urn.removeprefix("urn:li:").partition(":")
        if not number.isascii() or not number.isdigit() or len(number) > 20:
            return None
        post = self.posts.get(int(number) - (kind == "activity"))
        return post if post and kind in ("activity", post.kind) else None

    def posts_by(self, author: str) -> list[Post]:
        return [post for post in self.posts.values() if post.author == author and not post.is_deleted]

    def keep_post(self, post: Post) -> None:
        self.posts[post.id] = post

    def attract(self, post: Post, policy: Policy) -> None:
        """Draws who will engage with this post, and when. What was said by the API stays."""
        drawn = generator.draw(post, policy, self.members.values(), seed=self.seed or 0)
        events = tuple(
            replace(event, id=self.new_id(event.at_ms)) if event.kind == "comment" else event
            for event in drawn.events
        )
        known = self.engagements.get(post.id)
        said = tuple(event for event in known.events if event.is_said) if known else ()
        ordered = sorted((*events, *said), key=lambda event: (event.at_ms, event.kind, event.member))
        self.engagements[post.id] = replace(drawn, events=tuple(ordered))

    def policy_for(self, author: str) -> Policy | None:
        return self.policies.get(author) or self.policies.get(EVERY_AUTHOR)
