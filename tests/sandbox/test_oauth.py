import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests

from tests.sandbox.conftest import CLAIRE, Sandbox

BACK = "http://127.0.0.1:9/retour"
ASKED = {
    "response_type": "code",
    "client_id": "sandbox-selfserve",
    "redirect_uri": BACK,
    "scope": "openid profile email w_member_social",
    "state": "é&=+ /x",
}
SECRET = {"client_id": "sandbox-selfserve", "client_secret": "secret-selfserve"}


def test_the_consent_page_says_who_asks_for_what(sandbox: Sandbox) -> None:
    answer = _ask(sandbox)
    assert answer.status_code == 200
    assert "Créer, modifier et supprimer des publications en votre nom" in answer.text
    assert '<option value="Ab12Cd34Ef"' in answer.text
    assert "Autoriser" in answer.text
    assert "Refuser" in answer.text


def test_the_public_is_not_offered_as_a_persona(sandbox: Sandbox) -> None:
    sandbox.populate()
    page = _ask(sandbox).text
    assert "employees-00001" in page
    assert "public-00001" not in page


def test_a_hint_chooses_the_persona(sandbox: Sandbox) -> None:
    assert '<option value="Zz98Yy76Xx" selected>' in _ask(sandbox, login_hint="nadia@example.com").text


def test_consent_sends_a_code_and_the_state_back_unchanged(sandbox: Sandbox) -> None:
    location = _decide(sandbox).headers["Location"]
    assert location.startswith(f"{BACK}?")
    answer = dict(parse_qsl(urlsplit(location).query, strict_parsing=True))
    assert set(answer) == {"code", "state"}
    assert answer["state"] == ASKED["state"]


def test_the_query_of_the_return_address_is_kept(sandbox: Sandbox) -> None:
    location = _decide(sandbox, redirect_uri=f"{BACK}?a=1").headers["Location"]
    assert location.startswith(f"{BACK}?a=1&code=")


@pytest.mark.parametrize(
    ("decision", "error"), [("refuse", "user_cancelled_authorize"), ("cancel", "user_cancelled_login")]
)
def test_a_refusal_is_told_to_the_application(sandbox: Sandbox, decision: str, error: str) -> None:
    answer = parse_qs(urlsplit(_decide(sandbox, decision=decision).headers["Location"]).query)
    assert answer["error"] == [error]
    assert answer["error_description"]
    assert answer["state"] == [ASKED["state"]]


def test_one_scope_too_many_refuses_all(sandbox: Sandbox) -> None:
    answer = _ask(sandbox, scope="openid r_basicprofile")
    assert answer.status_code == 302
    query = urlsplit(answer.headers["Location"]).query
    assert "Scope%20%22r_basicprofile%22%20is%20not%20authorized" in query
    assert parse_qs(query)["error"] == ["unauthorized_scope_error"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "unknown"}, "Client_id doesn&#39;t match"),
        ({"redirect_uri": "https://evil.example/retour"}, "Redirect_uri doesn&#39;t match"),
        ({"redirect_uri": f"{BACK}#a"}, "Redirect_uri doesn&#39;t match"),
        ({"redirect_uri": "javascript:alert(1)"}, "Redirect_uri doesn&#39;t match"),
        ({"redirect_uri": "http://[::1"}, "Redirect_uri doesn&#39;t match"),
        ({"scope": ""}, "Invalid scope"),
        ({"response_type": "token"}, "response_type"),
    ],
)
def test_a_wrong_request_gets_a_page_and_no_redirect(
    sandbox: Sandbox, changes: dict[str, str], words: str
) -> None:
    for answer in (_ask(sandbox, **changes), _decide(sandbox, **changes)):
        assert answer.status_code in (400, 401)
        assert "Location" not in answer.headers
        assert words in answer.text


def test_a_registered_address_must_be_the_same_but_for_its_query(sandbox: Sandbox) -> None:
    sandbox.control(
        "apps", client_id="mine", product="selfserve", redirect_uris=["https://app.example/retour"]
    )
    for uri, status in (
        ("https://app.example/retour", 200),
        ("https://app.example/retour?a=1", 200),
        ("https://app.example/retour/", 401),
        (BACK, 401),
    ):
        assert _ask(sandbox, client_id="mine", redirect_uri=uri).status_code == status


def test_consent_needs_a_person(sandbox: Sandbox) -> None:
    assert _decide(sandbox, member="nobody").status_code == 400


def test_a_code_becomes_a_token(sandbox: Sandbox) -> None:
    content = _token(sandbox)
    assert content["expires_in"] == 5183999
    assert content["scope"] == "email,openid,profile,w_member_social"
    assert content["token_type"] == "Bearer"
    assert len(content["access_token"]) > 300
    assert "refresh_token" not in content
    who = sandbox.get("/v2/userinfo", token=content["access_token"]).json()
    assert who["sub"] == "Ab12Cd34Ef"
    assert who["email"] == "claire.martin@example.com"
    assert who["locale"] == {"country": "FR", "language": "fr"}


def test_the_identity_token_is_signed(sandbox: Sandbox) -> None:
    head, claims, signature = _token(sandbox)["id_token"].split(".")
    assert _part(claims)["sub"] == "Ab12Cd34Ef"
    assert _part(claims)["aud"] == "sandbox-selfserve"
    (key,) = sandbox.session.get(f"{sandbox.url}/oauth/openid/jwks", timeout=10).json()["keys"]
    assert key["kid"] == _part(head)["kid"]
    modulus, public = (int.from_bytes(_bytes(key[name])) for name in ("n", "e"))
    block = pow(int.from_bytes(_bytes(signature)), public, modulus).to_bytes(modulus.bit_length() // 8)
    assert block.endswith(hashlib.sha256(f"{head}.{claims}".encode()).digest())
    assert block.startswith(b"\x00\x01\xff")


def test_discovery_names_the_endpoints(sandbox: Sandbox) -> None:
    content = sandbox.session.get(f"{sandbox.url}/oauth/.well-known/openid-configuration", timeout=5).json()
    assert content["token_endpoint"] == f"{sandbox.url}/oauth/v2/accessToken"
    assert content["jwks_uri"] == f"{sandbox.url}/oauth/openid/jwks"


@pytest.mark.parametrize("name", ["code", "redirect_uri", "grant_type", "client_id", "client_secret"])
def test_each_missing_field_is_named(sandbox: Sandbox, name: str) -> None:
    answer = _exchange(sandbox, _code(sandbox), **{name: ""})
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_request",
        "error_description": f'A required parameter "{name}" is missing',
    }


def test_a_code_works_once(sandbox: Sandbox) -> None:
    code = _code(sandbox)
    assert _exchange(sandbox, code).status_code == 200
    answer = _exchange(sandbox, code)
    assert answer.status_code == 401
    assert answer.json()["error_description"].endswith("authorization code not found")


def test_a_code_lives_thirty_minutes(sandbox: Sandbox) -> None:
    code = _code(sandbox)
    sandbox.control("clock", advance_seconds=1800)
    assert _exchange(sandbox, code).status_code == 401


def test_a_code_is_bound_to_its_return_address(sandbox: Sandbox) -> None:
    answer = _exchange(sandbox, _code(sandbox), redirect_uri=f"{BACK}/autre")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_redirect_uri")


def test_a_wrong_secret_is_401(sandbox: Sandbox) -> None:
    answer = _exchange(sandbox, _code(sandbox), client_secret="wrong")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["x-li-uuid"]


def test_a_token_lives_sixty_days(sandbox: Sandbox) -> None:
    token = _token(sandbox)["access_token"]
    sandbox.control("clock", advance_seconds=60 * 86400 - 1)
    assert sandbox.get("/v2/userinfo", token=token).status_code == 200
    sandbox.control("clock", advance_seconds=1)
    assert sandbox.get("/v2/userinfo", token=token).json()["serviceErrorCode"] == 65602


def test_more_scopes_revoke_what_was_given_before_and_the_same_do_not(sandbox: Sandbox) -> None:
    small = _token(sandbox, member="Zz98Yy76Xx", scope="openid profile")["access_token"]
    again = _token(sandbox, member="Zz98Yy76Xx", scope="openid profile")["access_token"]
    assert sandbox.get("/v2/userinfo", token=small).status_code == 200
    _token(sandbox, member="Zz98Yy76Xx", scope="openid profile w_member_social")
    for token in (small, again):
        assert sandbox.get("/v2/userinfo", token=token).json()["serviceErrorCode"] == 65601


def test_a_refresh_gives_a_new_token_and_never_more_than_a_year(sandbox: Sandbox) -> None:
    first = _community_token(sandbox)
    assert first["refresh_token_expires_in"] == 365 * 86400
    sandbox.control("clock", advance_seconds=59 * 86400)
    second = _refresh(sandbox, first["refresh_token"]).json()
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] == first["refresh_token"]
    assert second["refresh_token_expires_in"] == (365 - 59) * 86400
    assert sandbox.get("/v2/me", token=second["access_token"]).status_code == 200
    sandbox.control("clock", advance_seconds=307 * 86400)
    answer = _refresh(sandbox, first["refresh_token"])
    assert answer.status_code == 400
    assert "invalid, expired or revoked" in answer.json()["error_description"]


def test_introspection_tells_the_state_of_a_token(sandbox: Sandbox) -> None:
    token = _token(sandbox)["access_token"]
    content = _introspect(sandbox, token).json()
    assert content["active"] is True
    assert content["expires_at"] - content["created_at"] == 5_184_000
    assert content["created_at"] == 1795251600
    assert _introspect(sandbox, "tok-expired").json()["status"] == "expired"
    assert _introspect(sandbox, "tok-revoked").json()["status"] == "revoked"
    assert _introspect(sandbox, "tok-cma-std").json() == {"active": False}
    assert _introspect(sandbox, "tok-garbage").status_code == 400
    assert _introspect(sandbox, token, client_secret="wrong").status_code == 401
    assert _introspect(sandbox, token, client_id="unknown").status_code == 400


def test_revocation_ends_the_token_and_its_refresh(sandbox: Sandbox) -> None:
    token = _community_token(sandbox)
    form = {"client_id": "sandbox-cma-std", "client_secret": "secret-cma-std", "token": token["access_token"]}
    assert sandbox.session.post(f"{sandbox.url}/oauth/v2/revoke", data=form, timeout=5).status_code == 200
    assert sandbox.get("/v2/me", token=token["access_token"]).json()["serviceErrorCode"] == 65601
    assert _refresh(sandbox, token["refresh_token"]).status_code == 400


def test_a_member_can_remove_the_application(sandbox: Sandbox) -> None:
    token = _token(sandbox)["access_token"]
    sandbox.control("tokens/revoke", member=CLAIRE, app="sandbox-selfserve")
    assert sandbox.get("/v2/userinfo", token=token).status_code == 401
    assert sandbox.get("/v2/me", token="tok-cma-std").status_code == 200


def test_identity_depends_on_the_product(sandbox: Sandbox) -> None:
    refused = sandbox.get("/v2/userinfo", token="tok-cma-std")
    assert refused.json()["message"] == "Not enough permissions to access: userinfo.GET.NO_VERSION"
    refused = sandbox.get("/v2/me", token="tok-selfserve")
    assert refused.json()["message"] == "Not enough permissions to access: me.GET.NO_VERSION"
    content = sandbox.get("/rest/me", token="tok-cma-std").json()
    assert content["id"] == "Ab12Cd34Ef"
    assert content["localizedHeadline"] == "DRH"
    assert content["firstName"]["localized"] == {"fr_FR": "Claire"}


def _ask(sandbox: Sandbox, **changes: str) -> requests.Response:
    address = f"{sandbox.url}/oauth/v2/authorization"
    return sandbox.session.get(address, params={**ASKED, **changes}, allow_redirects=False, timeout=5)


def _decide(sandbox: Sandbox, **changes: str) -> requests.Response:
    form = {**ASKED, "member": "Ab12Cd34Ef", "decision": "approve", **changes}
    address = f"{sandbox.url}/oauth/v2/authorization"
    return sandbox.session.post(address, data=form, allow_redirects=False, timeout=5)


def _code(sandbox: Sandbox, **changes: str) -> str:
    return parse_qs(urlsplit(_decide(sandbox, **changes).headers["Location"]).query)["code"][0]


def _exchange(sandbox: Sandbox, code: str, /, **changes: str) -> requests.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **SECRET, **changes}
    return sandbox.session.post(f"{sandbox.url}/oauth/v2/accessToken", data=form, timeout=10)


def _token(sandbox: Sandbox, **changes: str) -> dict[str, Any]:
    content: dict[str, Any] = _exchange(sandbox, _code(sandbox, **changes)).json()
    return content


def _community_token(sandbox: Sandbox) -> dict[str, Any]:
    code = _code(sandbox, client_id="sandbox-cma-std", scope="r_basicprofile w_member_social_feed")
    app = {"client_id": "sandbox-cma-std", "client_secret": "secret-cma-std"}
    content: dict[str, Any] = _exchange(sandbox, code, **app).json()
    return content


def _refresh(sandbox: Sandbox, token: str) -> requests.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    app = {"client_id": "sandbox-cma-std", "client_secret": "secret-cma-std"}
    return sandbox.session.post(f"{sandbox.url}/oauth/v2/accessToken", data={**form, **app}, timeout=5)


def _introspect(sandbox: Sandbox, token: str, **changes: str) -> requests.Response:
    form = {**SECRET, "token": token, **changes}
    return sandbox.session.post(f"{sandbox.url}/oauth/v2/introspectToken", data=form, timeout=5)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _part(text: str) -> Any:
    return json.loads(_bytes(text))
