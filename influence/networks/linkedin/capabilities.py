"""What an account's scopes allow (linkedin-api.md §0.1, §1.9, §10.2)."""

from __future__ import annotations

from collections.abc import Collection

from influence.networks.ports import Capability, Mode

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

_GRANTS: dict[str, frozenset[Capability]] = {
    "openid": frozenset({Capability.IDENTIFY}),
    "r_basicprofile": frozenset({Capability.IDENTIFY}),
    "w_member_social": frozenset({Capability.PUBLISH, Capability.EDIT, Capability.DELETE}),
    "w_member_social_feed": frozenset({Capability.READ_COUNTS, Capability.READ_REACTORS}),
    "r_member_social": frozenset({Capability.READ_POSTS}),
    "r_member_postAnalytics": frozenset({Capability.MEMBER_ANALYTICS}),
    "r_member_profileAnalytics": frozenset({Capability.FOLLOWERS}),
}


def capabilities(scopes: Collection[str]) -> frozenset[Capability]:
    return frozenset(capability for scope in scopes for capability in _GRANTS.get(scope, ()))


def mode(scopes: Collection[str]) -> Mode:
    granted = capabilities(scopes)
    if Capability.PUBLISH not in granted:
        return Mode.ASSISTED
    return Mode.FULL if Capability.READ_COUNTS in granted else Mode.PUBLISH_ONLY
