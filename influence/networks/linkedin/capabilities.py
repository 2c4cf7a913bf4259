"""What an account's scopes allow (linkedin-api.md §0.1, §1.9, §10.2)."""

from __future__ import annotations

from collections.abc import Collection

from influence.networks.ports import Capability, Explained, Mode, Why

SELF_SERVE_SCOPES = ("openid", "profile", "email", "w_member_social")
"""App A: "Sign In with LinkedIn using OpenID Connect" and "Share on LinkedIn"."""

COMMUNITY_SCOPES = (
    "r_basicprofile",
    "w_member_social",
    "w_member_social_feed",
    "r_member_postAnalytics",
    "r_member_profileAnalytics",
)
"""App B: the Community Management API. LinkedIn wants it alone on its app, hence without OpenID."""

PAGE_SCOPES = (
    "w_organization_social",
    "r_organization_social",
    "w_organization_social_feed",
    "r_organization_social_feed",
    "rw_organization_admin",
)
"""Of App B too, for leaders who also speak for their organisation's page; the feed's are for comments and reactions."""

_GRANTS: dict[str, frozenset[Capability]] = {
    "openid": frozenset({Capability.IDENTIFY}),
    "r_basicprofile": frozenset({Capability.IDENTIFY}),
    "w_member_social": frozenset({Capability.PUBLISH, Capability.EDIT, Capability.DELETE}),
    "w_member_social_feed": frozenset({Capability.READ_COUNTS, Capability.READ_REACTORS, Capability.COMMENT}),
    "r_member_social": frozenset({Capability.READ_POSTS}),
    "r_member_postAnalytics": frozenset({Capability.MEMBER_ANALYTICS}),
    "r_member_profileAnalytics": frozenset({Capability.FOLLOWERS}),
    "w_organization_social": frozenset({Capability.PAGE_PUBLISH}),
    "r_organization_social": frozenset({Capability.PAGE_READ_POSTS}),
    "w_organization_social_feed": frozenset({Capability.PAGE_COMMENT}),
    "rw_organization_admin": frozenset({Capability.PAGE_ROLES, Capability.PAGE_STATISTICS}),
}


def capabilities(scopes: Collection[str]) -> frozenset[Capability]:
    return frozenset(capability for scope in scopes for capability in _GRANTS.get(scope, ()))


def mode(scopes: Collection[str]) -> Mode:
    granted = capabilities(scopes)
    if Capability.PUBLISH not in granted:
        return Mode.ASSISTED
    return Mode.FULL if Capability.READ_COUNTS in granted else Mode.PUBLISH_ONLY


def explain(scopes: Collection[str]) -> tuple[Explained, ...]:
    """Every capability in turn: granted, or what is missing and why."""
    granted = capabilities(scopes)
    return tuple(
        Explained(capability, granted=True)
        if capability in granted
        else _lacking(capability, scopes=frozenset(scopes))
        for capability in Capability
    )


def _lacking(capability: Capability, *, scopes: frozenset[str]) -> Explained:
    missing = tuple(scope for scope, given in _GRANTS.items() if capability in given)
    return Explained(capability, granted=False, missing=missing, why=_why(missing, scopes=scopes))


def _why(missing: tuple[str, ...], *, scopes: frozenset[str]) -> Why:
    offered = frozenset(SELF_SERVE_SCOPES if _is_self_serve(scopes) else (*COMMUNITY_SCOPES, *PAGE_SCOPES))
    if not scopes:
        return Why.NOT_CONNECTED
    if offered & set(missing):
        return Why.NOT_ASKED
    somewhere = (*SELF_SERVE_SCOPES, *COMMUNITY_SCOPES, *PAGE_SCOPES)
    return Why.OTHER_APP if set(missing) & set(somewhere) else Why.RESERVED


def _is_self_serve(scopes: frozenset[str]) -> bool:
    """An app has one product or the other: any scope that only App B has tells."""
    return not scopes - set(SELF_SERVE_SCOPES)
