from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from influence.networks.errors import NetworkFailure, Reason, Refused, Temporary, Unauthorised
from influence.networks.linkedin import COMMUNITY_SCOPES, PAGE_SCOPES, SELF_SERVE_SCOPES, LinkedIn
from influence.networks.linkedin.oauth import consent_refusal, split_scopes
from influence.networks.ports import Capability, Credentials, Identity, Mode
from tests.networks.conftest import NOW
from tests.networks.loopback import Loopback, Seen

GRANT = {
    "access_token": "AQX-new-s3cret",
    "expires_in": 5183999,
    "scope": "email,openid,profile,w_member_social",
    "token_type": "Bearer",
}


def form(seen: Seen) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(seen.body.decode()).items()}


def test_the_leader_is_sent_to_linkedin_with_every_parameter(linkedin: LinkedIn, server: Loopback) -> None:
    url = linkedin.authorize_url(state="a/b+c", scopes=SELF_SERVE_SCOPES)
    assert url.startswith(f"{server.url}/oauth/v2/authorization?")
    assert "scope=openid%20profile%20email%20w_member_social" in url
    assert parse_qs(urlsplit(url).query) == {
        "response_type": ["code"],
        "client_id": ["77app"],
        "redirect_uri": ["https://influence.example/comptes/retour"],
        "state": ["a/b+c"],
        "scope": ["openid profile email w_member_social"],
    }


def test_a_code_becomes_a_token(linkedin: LinkedIn, server: Loopback) -> None:
    server.answer(200, GRANT)
    grant = linkedin.exchange("the-code")
    assert grant.access_token == "AQX-new-s3cret"
    assert grant.expires_at == NOW + timedelta(seconds=5183999)
    assert grant.scopes == {"email", "openid", "profile", "w_member_social"}
    assert (grant.refresh_token, grant.refresh_expires_at) == (None, None)
    assert server.last.path == "/oauth/v2/accessToken"
    assert form(server.last) == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "client_id": "77app",
        "client_secret": "client-s3cret",
        "redirect_uri": "https://influence.example/comptes/retour",
    }
    assert "Authorization" not in server.last.headers


def test_a_refresh_keeps_the_refresh_tokens_own_year(linkedin: LinkedIn, server: Loopback) -> None:
    server.answer(200, GRANT | {"refresh_token": "AQW-s3cret", "refresh_token_expires_in": 25920000})
    grant = linkedin.refresh("AQW-s3cret")
    assert grant.refresh_token == "AQW-s3cret"
    assert grant.refresh_expires_at == NOW + timedelta(seconds=25920000)
    assert form(server.last)["grant_type"] == "refresh_token"


def test_no_token_is_in_a_representation(linkedin: LinkedIn, server: Loopback) -> None:
    server.answer(200, GRANT | {"refresh_token": "AQW-s3cret", "refresh_token_expires_in": 1})
    shown = f"{linkedin.exchange('c')!r} {Credentials('AQX-s3cret')!r} {vars(linkedin)!r}"
    assert "s3cret" not in shown


@pytest.mark.parametrize("scope", ["a b c", "a,b,c", "a, b ,c", " a,,b c "])
def test_scopes_are_split_on_both(scope: str) -> None:
    assert split_scopes(scope) == {"a", "b", "c"}


def error(error: str, description: str) -> dict[str, str]:
    return {"error": error, "error_description": description}


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason"),
    [
        (
            400,
            error("invalid_request", 'A required parameter "code" is missing'),
            Refused,
            Reason.UNEXPECTED,
        ),
        (
            401,
            error("invalid_request", "Unable to retrieve access token: authorization code not found"),
            Refused,
            Reason.CODE_INVALID,
        ),
        (
            400,
            error(
                "invalid_redirect_uri",
                "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code.",
            ),
            Refused,
            Reason.REDIRECT_MISMATCH,
        ),
        (
            400,
            error(
                "invalid_request",
                "The provided authorization grant or refresh token is invalid, expired or revoked",
            ),
            Unauthorised,
            Reason.TOKEN_REVOKED,
        ),
        (401, error("invalid_client", "Client authentication failed"), Refused, Reason.CLIENT_INVALID),
        (500, b"<html>", Temporary, Reason.SERVER_ERROR),
        (200, b"<html>", Temporary, Reason.BAD_ANSWER),
        (200, {"access_token": "x", "expires_in": "soon"}, Temporary, Reason.BAD_ANSWER),
        (200, {"expires_in": 3}, Temporary, Reason.BAD_ANSWER),
    ],
)
def test_a_refused_token_says_why(
    linkedin: LinkedIn,
    server: Loopback,
    status: int,
    body: Any,
    kind: type[NetworkFailure],
    reason: Reason,
) -> None:
    server.answer(status, body)
    with pytest.raises(kind) as caught:
        linkedin.exchange("c")
    assert caught.value.reason is reason


def test_a_token_that_the_network_repeats_is_struck_out(linkedin: LinkedIn, server: Loopback) -> None:
    server.answer(400, error("invalid_request", "AQW-s3cret and client-s3cret are bad"))
    with pytest.raises(Refused) as caught:
        linkedin.refresh("AQW-s3cret")
    assert "s3cret" not in f"{caught.value} {vars(caught.value)}"


def test_a_refused_token_keeps_what_the_support_desk_asks_for(linkedin: LinkedIn, server: Loopback) -> None:
    server.answer(401, error("invalid_client", "Client authentication failed"), x_li_uuid="uuid-1")
    with pytest.raises(Refused) as caught:
        linkedin.refresh("AQW-s3cret")
    assert caught.value.facts() == {
        "reason": "client_invalid",
        "status_code": 401,
        "vendor_code": "invalid_client",
        "request_id": "uuid-1",
    }


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("user_cancelled_login", Reason.CONSENT_REFUSED),
        ("user_cancelled_authorize", Reason.CONSENT_REFUSED),
        ("unauthorized_scope_error", Reason.SCOPE_NOT_ENABLED),
        ("server_error", Reason.UNEXPECTED),
    ],
)
def test_a_consent_refused_says_why(word: str, reason: Reason) -> None:
    assert consent_refusal(word, description="…").reason is reason


def test_introspection_tells_the_state_of_a_token(linkedin: LinkedIn, server: Loopback) -> None:
    body = {"active": True, "status": "active", "scope": "openid,profile", "expires_at": 1800435600}
    server.answer(200, body)
    state = linkedin.introspect(Credentials("AQX"))
    assert (state.active, state.status) == (True, "active")
    assert state.scopes == {"openid", "profile"}
    assert state.expires_at == datetime.fromtimestamp(1800435600, UTC)
    assert form(server.last)["token"] == "AQX"


def test_a_token_of_another_app_is_not_active(linkedin: LinkedIn, server: Loopback) -> None:
    server.answer(200, {"active": False})
    state = linkedin.introspect(Credentials("AQX"))
    assert (state.active, state.status, state.expires_at) == (False, "unknown", None)


def test_the_leader_is_known_by_openid(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, {"sub": "Ab12Cd34Ef", "name": "Claire Martin", "locale": "fr-FR"})
    assert linkedin.identity(claire) == Identity("urn:li:person:Ab12Cd34Ef", "Claire Martin")
    assert server.last.path == "/v2/userinfo"
    assert "LinkedIn-Version" not in server.last.headers


def test_without_openid_the_profile_is_asked(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    server.answer(403, {"message": "Not enough permissions to access: userinfo.GET.NO_VERSION"})
    named = {"localizedFirstName": "Claire", "localizedLastName": "Martin", "vanityName": "claire-martin"}
    server.answer(200, {"id": "Ab12Cd34Ef"} | named)
    claire_martin = Identity("urn:li:person:Ab12Cd34Ef", "Claire Martin", vanity_name="claire-martin")
    assert linkedin.identity(claire) == claire_martin
    assert server.last.path == "/rest/me"
    assert server.last.headers["LinkedIn-Version"] == "202609"


@pytest.mark.parametrize(
    ("scopes", "path"), [({"r_basicprofile"}, "/rest/me"), ({"openid", "profile"}, "/v2/userinfo")]
)
def test_a_token_whose_scopes_are_known_costs_one_call(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, scopes: set[str], path: str
) -> None:
    who = {
        "id": "Ab12Cd34Ef",
        "sub": "Ab12Cd34Ef",
        "name": "Claire Martin",
        "localizedFirstName": "Claire Martin",
    }
    server.answer(200, who)
    assert linkedin.identity(claire, scopes=scopes) == Identity("urn:li:person:Ab12Cd34Ef", "Claire Martin")
    assert [call.path for call in server.seen] == [path]


def test_a_dead_token_is_not_asked_twice(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(401, {"code": "REVOKED_ACCESS_TOKEN"})
    with pytest.raises(Unauthorised):
        linkedin.identity(claire)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("scopes", "mode"),
    [
        ((), Mode.ASSISTED),
        (("openid", "profile"), Mode.ASSISTED),
        (SELF_SERVE_SCOPES, Mode.PUBLISH_ONLY),
        (COMMUNITY_SCOPES, Mode.FULL),
        (("w_member_social", "r_member_postAnalytics"), Mode.PUBLISH_ONLY),
    ],
)
def test_the_mode_follows_from_the_scopes(linkedin: LinkedIn, scopes: tuple[str, ...], mode: Mode) -> None:
    assert linkedin.mode(scopes) is mode


def test_capabilities_are_those_that_linkedin_really_gives(linkedin: LinkedIn) -> None:
    assert linkedin.capabilities(SELF_SERVE_SCOPES) == {
        Capability.IDENTIFY,
        Capability.PUBLISH,
        Capability.EDIT,
        Capability.DELETE,
    }
    assert Capability.READ_POSTS not in linkedin.capabilities(COMMUNITY_SCOPES)
    assert set(Capability) == linkedin.capabilities((*COMMUNITY_SCOPES, *PAGE_SCOPES, "r_member_social"))
    assert linkedin.capabilities(("unknown_scope",)) == frozenset()
