from __future__ import annotations

import pytest

from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.capabilities import COMMUNITY_SCOPES, PAGE_SCOPES, SELF_SERVE_SCOPES
from influence.networks.ports import Capability, Explained, Mode, Why


def explained(linkedin: LinkedIn, scopes: tuple[str, ...]) -> dict[Capability, Explained]:
    found = {one.capability: one for one in linkedin.explain(scopes)}
    assert list(found) == list(Capability)
    assert {one.capability for one in found.values() if one.granted} == linkedin.capabilities(scopes)
    for one in found.values():
        assert one.granted == (one.why is None) == (not one.missing)
    return found


def reasons(linkedin: LinkedIn, scopes: tuple[str, ...]) -> dict[Capability, Why]:
    return {name: one.why for name, one in explained(linkedin, scopes).items() if one.why is not None}


def test_an_account_without_a_token_can_nothing_before_it_is_connected(linkedin: LinkedIn) -> None:
    assert set(reasons(linkedin, ()).values()) == {Why.NOT_CONNECTED}


def test_the_self_serve_app_publishes_and_says_what_the_other_would_add(linkedin: LinkedIn) -> None:
    assert linkedin.mode(SELF_SERVE_SCOPES) is Mode.PUBLISH_ONLY
    assert reasons(linkedin, SELF_SERVE_SCOPES) == {
        Capability.READ_POSTS: Why.RESERVED,
        Capability.READ_COUNTS: Why.OTHER_APP,
        Capability.READ_REACTORS: Why.OTHER_APP,
        Capability.MEMBER_ANALYTICS: Why.OTHER_APP,
        Capability.FOLLOWERS: Why.OTHER_APP,
        Capability.COMMENT: Why.OTHER_APP,
        Capability.PAGE_ROLES: Why.OTHER_APP,
        Capability.PAGE_PUBLISH: Why.OTHER_APP,
        Capability.PAGE_READ_POSTS: Why.OTHER_APP,
        Capability.PAGE_COMMENT: Why.OTHER_APP,
        Capability.PAGE_STATISTICS: Why.OTHER_APP,
    }


def test_the_community_app_lacks_what_was_not_asked_for(linkedin: LinkedIn) -> None:
    assert linkedin.mode(COMMUNITY_SCOPES) is Mode.FULL
    assert reasons(linkedin, COMMUNITY_SCOPES) == {
        Capability.READ_POSTS: Why.RESERVED,
        Capability.PAGE_ROLES: Why.NOT_ASKED,
        Capability.PAGE_PUBLISH: Why.NOT_ASKED,
        Capability.PAGE_READ_POSTS: Why.NOT_ASKED,
        Capability.PAGE_COMMENT: Why.NOT_ASKED,
        Capability.PAGE_STATISTICS: Why.NOT_ASKED,
    }


def test_with_the_pages_scopes_only_the_closed_right_is_lacking(linkedin: LinkedIn) -> None:
    assert reasons(linkedin, (*COMMUNITY_SCOPES, *PAGE_SCOPES)) == {Capability.READ_POSTS: Why.RESERVED}


@pytest.mark.parametrize(
    ("scopes", "capability", "missing"),
    [
        (("openid",), Capability.PUBLISH, ("w_member_social",)),
        (("w_member_social",), Capability.IDENTIFY, ("openid", "r_basicprofile")),
        (COMMUNITY_SCOPES, Capability.READ_POSTS, ("r_member_social",)),
    ],
)
def test_what_is_missing_is_named(
    linkedin: LinkedIn, scopes: tuple[str, ...], capability: Capability, missing: tuple[str, ...]
) -> None:
    assert explained(linkedin, scopes)[capability].missing == missing


def test_a_self_serve_account_without_publishing_has_only_to_be_asked(linkedin: LinkedIn) -> None:
    assert reasons(linkedin, ("openid", "profile"))[Capability.PUBLISH] is Why.NOT_ASKED
    assert linkedin.mode(("openid", "profile")) is Mode.ASSISTED


def test_unknown_scopes_give_nothing(linkedin: LinkedIn) -> None:
    assert linkedin.capabilities(("w_everything",)) == frozenset()
