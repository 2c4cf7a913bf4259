"""Draws the engagement of one post: same seed, post and members, same people at the same minutes."""

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.engagement.policy import Policy
from sandbox.entities import Member, Post

HOUR_MS = 3_600_000
TEXTS = (
    "Bravo à toute l'équipe !",
    "Merci pour ce partage.",
    "Très fier de participer à ce projet.",
    "Un vrai changement sur le terrain, merci.",
    "Hâte de voir la suite.",
    "Belle initiative, à suivre de près.",
    "Merci d'avoir pris le temps de venir nous voir.",
    "C'est exactement ce dont nos patients ont besoin.",
)


@dataclass(frozen=True, slots=True)
class Event:
    """kind: "reaction", "comment" or "reshare", or one of `acts`; value: the reaction's type, or the comment's text."""

    at_ms: int
    kind: str
    member: str  # member id; a page acts under its URN
    value: str = ""
    id: int = 0
    parent: int = 0  # the comment that this one is about
    attributes: tuple[dict[str, Any], ...] = ()  # who is mentioned, and where
    edited_ms: int = 0
    human: str = ""  # URN of who acted in the page's name
    picture: str = ""
    is_said: bool = False  # by a call of the API, not drawn

    @property
    def actor(self) -> str:
        return self.member if self.member.startswith("urn:li:") else f"urn:li:person:{self.member}"


@dataclass(frozen=True, slots=True)
class Engagement:
    """A whole curve. What of it can be seen depends on the time at which one looks (see `counts`)."""

    start_ms: int
    half_life_ms: float
    horizon_ms: float
    impressions: int
    events: tuple[Event, ...]


def draw(post: Post, policy: Policy, members: Iterable[Member], *, seed: int) -> Engagement:
    rng = random.Random(f"{seed}/{policy.seed}/{post.number}/{post.author}")  # noqa: S311  # a model, not a secret
    half_life, horizon = (
        hours * HOUR_MS / policy.speed for hours in (policy.half_life_hours, policy.horizon_hours)
    )
    totals = {name: _spread(rng, getattr(policy, name), policy.variation) for name in _TOTALS}
    crowd = _Crowd.of(post, policy, members)
    drawn = [
        Event(
            post.created_ms + 1 + round(moment(rng.random(), half_life=half_life, horizon=horizon)),
            kind,
            member,
            _value(rng, kind, policy),
        )
        for kind, total in (
            ("reaction", totals["reactions"]),
            ("comment", totals["comments"]),
            ("reshare", totals["reshares"]),
        )
        for member in crowd.draw(rng, total, share=policy.insider_share)
    ]
    events = tuple(sorted(drawn, key=lambda event: (event.at_ms, event.kind, event.member)))
    return Engagement(post.created_ms, half_life, horizon, totals["impressions"], events)


def reached(elapsed_ms: float, *, half_life: float, horizon: float) -> float:
    """The part of the whole, 0..1, that is there after this time."""
    if elapsed_ms <= 0:
        return 0.0
    return _decay(min(elapsed_ms, horizon), half_life) / _decay(horizon, half_life)


def moment(part: float, *, half_life: float, horizon: float) -> float:
    """The inverse of `reached`: after how many milliseconds this part (0..1) is there."""
    left = 1 - part * _decay(horizon, half_life)
    return min(-half_life * math.log2(left), horizon) if left > 0 else horizon


def _decay(elapsed_ms: float, half_life: float) -> float:
    return -math.expm1(-math.log(2) * elapsed_ms / half_life)


_TOTALS = ("reactions", "comments", "reshares", "impressions")


@dataclass(frozen=True, slots=True)
class _Crowd:
    insiders: Mapping[str, float]  # member id -> weight
    public: Mapping[str, float]

    @classmethod
    def of(cls, post: Post, policy: Policy, members: Iterable[Member]) -> "_Crowd":
        others = [member for member in members if member.urn != post.author]
        named = frozenset(policy.insiders)
        inside = {m.id for m in others if (m.id in named if named else m.group == policy.insider_group)}
        public = {m.id for m in others if m.group == policy.public_group} - inside
        outside = public or {m.id for m in others} - inside
        return cls(_weighted(inside, policy), _weighted(outside, policy))

    def draw(self, rng: random.Random, total: int, *, share: float) -> list[str]:
        inside = round(total * share)
        return _sample(rng, self.insiders, inside) + _sample(rng, self.public, total - inside)


def _weighted(ids: Iterable[str], policy: Policy) -> dict[str, float]:
    weights = {member: policy.weights.get(member, 1.0) for member in sorted(ids)}
    return {member: weight for member, weight in weights.items() if weight > 0}


def _sample(rng: random.Random, weights: Mapping[str, float], size: int) -> list[str]:
    """Nobody twice; the heavier, the likelier (Efraimidis and Spirakis, 2006)."""
    keyed = sorted(
        ((rng.random() ** (1 / weight), member) for member, weight in weights.items()), reverse=True
    )
    return [member for _, member in keyed[: max(size, 0)]]


def _spread(rng: random.Random, total: int, variation: float) -> int:
    return round(total * (1 + variation * (2 * rng.random() - 1)))


def _value(rng: random.Random, kind: str, policy: Policy) -> str:
    if kind == "reaction":
        return rng.choices(list(policy.mix), weights=list(policy.mix.values()))[0]
    return rng.choice(policy.texts or TEXTS) if kind == "comment" else ""
