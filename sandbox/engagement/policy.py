"""How a post will be received: the numbers that the generator draws around."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

REACTIONS = ("LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION", "ENTERTAINMENT")
USUAL_MIX = {
    "LIKE": 0.66,
    "PRAISE": 0.15,
    "EMPATHY": 0.08,
    "INTEREST": 0.06,
    "APPRECIATION": 0.04,
    "ENTERTAINMENT": 0.01,
}


class WrongPolicy(ValueError):
    """A number or a name that cannot be."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Totals are what a post reaches in the end; `variation` spreads them from post to post (0.3: ± 30 %).

    Half of the total is there after `half_life_hours`, nothing is added after `horizon_hours`; `speed` 60
    plays an hour in a minute. `insider_share` is the exact share of those who engage that are insiders: the
    members named in `insiders`, or else those of the group `insider_group`.
    """

    reactions: int = 40
    comments: int = 6
    reshares: int = 3
    impressions: int = 2000
    mix: Mapping[str, float] = field(default_factory=lambda: dict(USUAL_MIX))
    insider_share: float = 0.35
    insider_group: str = "employees"
    insiders: tuple[str, ...] = ()
    public_group: str = "public"
    weights: Mapping[str, float] = field(default_factory=dict)
    half_life_hours: float = 9.0
    horizon_hours: float = 720.0
    speed: float = 1.0
    variation: float = 0.3
    seed: int = 0
    texts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def parse(given: Mapping[str, Any], *, base: Policy) -> Policy:
    """A policy from a control call: what is not given is as in the base."""
    unknown = set(given) - set(asdict(base))
    if unknown:
        raise WrongPolicy(f"unknown: {', '.join(sorted(unknown))}")
    merged = {**asdict(base), **given}
    policy = Policy(**{name: _READERS[name](name, value) for name, value in merged.items()})
    _refuse_impossible(policy)
    return policy


def _real(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise WrongPolicy(f"{name} must be a number")
    return float(value)


def _whole(name: str, value: Any) -> int:
    return round(_real(name, value))


def _word(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise WrongPolicy(f"{name} must be a word")
    return value


def _words(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise WrongPolicy(f"{name} must be a list")
    return tuple(_word(name, item) for item in value)


def _weights(name: str, value: Any) -> dict[str, float]:
    if not isinstance(value, Mapping):
        raise WrongPolicy(f"{name} must be an object")
    return {str(key): _real(f"{name}.{key}", weight) for key, weight in value.items()}


_READERS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(("reactions", "comments", "reshares", "impressions", "seed"), _whole),
    **dict.fromkeys(("insider_share", "half_life_hours", "horizon_hours", "speed", "variation"), _real),
    **dict.fromkeys(("insider_group", "public_group"), _word),
    **dict.fromkeys(("insiders", "texts"), _words),
    **dict.fromkeys(("mix", "weights"), _weights),
}


def _refuse_impossible(policy: Policy) -> None:
    if min(policy.reactions, policy.comments, policy.reshares, policy.impressions) < 0:
        raise WrongPolicy("totals cannot be negative")
    if not 0 <= policy.insider_share <= 1 or not 0 <= policy.variation < 1:
        raise WrongPolicy("insider_share lies in 0..1, variation in 0..1")
    if not all(0.001 <= n <= 1e6 for n in (policy.half_life_hours, policy.horizon_hours, policy.speed)):
        raise WrongPolicy("half_life_hours, horizon_hours and speed lie in 0.001..1000000")
    if set(policy.mix) - set(REACTIONS) or sum(policy.mix.values()) <= 0 or min(policy.mix.values()) < 0:
        raise WrongPolicy(f"mix names reactions among {', '.join(REACTIONS)}, with weights above 0")
    if any(weight < 0 for weight in policy.weights.values()):
        raise WrongPolicy("weights cannot be negative")
