"""Where the contract says UNVERIFIED (contract 14): LinkedIn may be read in two ways, and the sandbox plays either.

The first of each pair is what it plays unasked: the strictest, or what most sources say.
"""

from dataclasses import dataclass, fields, replace
from typing import Literal, get_args, get_type_hints

from sandbox.wire import Response


@dataclass(frozen=True, slots=True)
class Readings:
    length_of: Literal["escaped", "raw"] = "escaped"  # what the 3,000 are counted on
    length_unit: Literal["utf16", "codepoints"] = "utf16"
    cut: Literal["before", "word"] = (
        "before"  # a badly escaped text stops there, or after the last whole word
    )
    version_missing: Literal["code", "words"] = "code"  # with VERSION_MISSING, or a sentence alone
    version_malformed: Literal["400", "426"] = "400"
    duplicate_status: Literal["422", "409"] = "422"
    duplicate_media: Literal["compared", "ignored"] = "compared"  # posts with a content too, or text alone
    retry_after: Literal["absent", "present"] = "absent"
    throttle_code: Literal["absent", "present"] = "absent"
    expired_number: Literal["65602", "65600"] = "65602"
    revoke: Literal["open", "absent"] = "open"
    refresh: Literal["product", "nobody"] = "product"
    locale: Literal["object", "text"] = "object"
    scopes: Literal["commas", "spaces"] = "commas"
    issuer: Literal["oauth", "site"] = "oauth"
    role_field: Literal["organization", "organizationTarget"] = "organization"
    comment_limit: Literal["1250", "none"] = "1250"
    comment_text: Literal["plain", "little"] = "plain"
    comments_closed: Literal["422", "403"] = "422"
    mention_unit: Literal["utf16", "codepoints"] = "utf16"
    old_comments: Literal["open", "closed"] = "open"  # /v2 for a self-serve app
    reaction_twice: Literal["replaces", "refused"] = "replaces"
    reshare_locked: Literal["400", "403"] = "400"


CHOICES: dict[str, tuple[str, ...]] = {
    name: get_args(hint) for name, hint in get_type_hints(Readings).items()
}


def chosen(known: Readings, choices: dict[str, str]) -> Readings:
    """Raises KeyError for an unknown name, ValueError for a value that is no reading of it."""
    for name, value in choices.items():
        if value not in CHOICES[name]:
            raise ValueError(f"{name} is one of {', '.join(CHOICES[name])}")
    return replace(known, **choices)


def as_json(known: Readings) -> dict[str, str]:
    return {field.name: getattr(known, field.name) for field in fields(known)}


def on_throttle(known: Readings, response: Response, *, body: bytes) -> Response:
    """A 429 as this reading has it. `body`: the one with a code."""
    if response.status != 429:
        return response
    if known.throttle_code == "present":
        response = replace(response, body=body)
    return response.with_headers(Retry_After="120") if known.retry_after == "present" else response
