"""What of an engagement can be seen at a time."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from sandbox.engagement.generator import Engagement, Event, reached

# Parts of the impressions, in the order of size seen in real exports; only their shape matters here.
_PARTS = {
    "IMPRESSION": 1.0,
    "MEMBERS_REACHED": 0.62,
    "POST_SAVE": 0.004,
    "POST_SEND": 0.003,
    "LINK_CLICKS": 0.012,
    "PREMIUM_CTA_CLICKS": 0.0,
    "FOLLOWER_GAINED_FROM_CONTENT": 0.002,
    "PROFILE_VIEW_FROM_CONTENT": 0.009,
    "VIDEO_PLAY": 0.35,
    "VIDEO_VIEWER": 0.28,
    "VIDEO_WATCH_TIME": 2800.0,  # milliseconds: eight seconds for each play
}
_KINDS = {"REACTION": "reaction", "COMMENT": "comment", "RESHARE": "reshare"}
KINDS = frozenset(_KINDS.values())  # what counts as an engagement of the post


@dataclass(frozen=True, slots=True)
class Counts:
    reactions: dict[str, int]
    comments: int
    reshares: int
    impressions: int

    @property
    def all_reactions(self) -> int:
        return sum(self.reactions.values())


NOTHING = Counts({}, 0, 0, 0)


def visible(engagement: Engagement | None, *, at_ms: int, kind: str = "") -> list[Event]:
    """The events up to and with this time, oldest first."""
    if engagement is None:
        return []
    end = bisect_right(engagement.events, at_ms, key=lambda event: event.at_ms)
    return [event for event in engagement.events[:end] if not kind or event.kind == kind]


def counts(engagement: Engagement | None, *, at_ms: int) -> Counts:
    if engagement is None:
        return NOTHING
    events = visible(engagement, at_ms=at_ms)
    kinds = Counter(event.kind for event in events)
    types = Counter(event.value for event in events if event.kind == "reaction")
    return Counts(
        dict(sorted(types.items())),
        kinds["comment"],
        kinds["reshare"],
        measure(engagement, "IMPRESSION", at_ms=at_ms),
    )


def measure(engagement: Engagement | None, metric: str, *, at_ms: int) -> int:
    """One of LinkedIn's metrics of a post, since its publication."""
    if engagement is None:
        return 0
    if metric in _KINDS:
        return len(visible(engagement, at_ms=at_ms, kind=_KINDS[metric]))
    elapsed = at_ms - engagement.start_ms
    part = reached(elapsed, half_life=engagement.half_life_ms, horizon=engagement.horizon_ms)
    return int(engagement.impressions * _PARTS[metric] * part)
