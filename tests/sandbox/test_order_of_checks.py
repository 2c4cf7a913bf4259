"""Contract 13.3: each request is wrong in two ways, and the earlier check must win."""

from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox, body

OTHER = "urn:li:person:SomebodyElse"


def test_1_size_comes_before_authorization(sandbox: Sandbox) -> None:
    answer = sandbox.get(f"/rest/posts?q=author&author={'a' * 4100}", headers={"Authorization": None})
    assert answer.status_code == 414


@pytest.mark.parametrize("path", ["/rest/posts/" + "a" * 4097, "/rest/" + "a/" * 4100])
def test_a_segment_or_an_address_too_long_is_414(sandbox: Sandbox, path: str) -> None:
    assert sandbox.get(path).status_code == 414


def test_headers_too_long_are_414(sandbox: Sandbox) -> None:
    assert sandbox.get("/v2/userinfo", headers={"X-Long": "a" * 29_000}).status_code == 414


@pytest.mark.parametrize(
    ("header", "code", "message"),
    [
        (None, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token"),
        ("Bearer ", "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token"),
        ("Basic abc", None, "Unknown authentication schema"),
    ],
)
def test_2_authorization_comes_before_the_version(
    sandbox: Sandbox, header: str | None, code: str | None, message: str
) -> None:
    answer = sandbox.get("/rest/me", headers={"Authorization": header, "LinkedIn-Version": None})
    assert answer.status_code == 401
    assert answer.json().get("code") == code
    assert answer.json()["message"] == message


@pytest.mark.parametrize(
    ("version", "status", "code"),
    [
        (None, 400, "VERSION_MISSING"),
        ("2026-09", 400, "INVALID_VERSION"),
        ("202613", 400, "INVALID_VERSION"),
        ("202504", 426, "NONEXISTENT_VERSION"),
        ("202712", 426, "NONEXISTENT_VERSION"),
    ],
)
def test_3_the_version_comes_before_the_token(
    sandbox: Sandbox, version: str | None, status: int, code: str
) -> None:
    answer = sandbox.get("/rest/me", token="tok-expired", headers={"LinkedIn-Version": version})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_dead_version_is_named_with_its_day(sandbox: Sandbox) -> None:
    assert sandbox.get("/rest/me", version="202504").json() == {
        "status": 426,
        "code": "NONEXISTENT_VERSION",
        "message": "Requested version 20250401 is not active",
    }


def test_a_revision_of_a_version_is_accepted(sandbox: Sandbox) -> None:
    assert sandbox.get("/rest/me", version="202609.02").status_code == 200


def test_a_version_is_unwelcome_on_v2(sandbox: Sandbox) -> None:
    answer = sandbox.get("/v2/userinfo", token="tok-selfserve", headers={"LinkedIn-Version": "202609"})
    assert answer.status_code == 400


@pytest.mark.parametrize("protocol", [None, "1.0.0"])
def test_the_protocol_header_is_required(sandbox: Sandbox, protocol: str | None) -> None:
    answer = sandbox.get("/rest/me", headers={"X-Restli-Protocol-Version": protocol})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("token", "number", "code"),
    [
        ("tok-expired", 65602, "EXPIRED_ACCESS_TOKEN"),
        ("tok-revoked", 65601, "REVOKED_ACCESS_TOKEN"),
        ("tok-garbage", 65600, "INVALID_ACCESS_TOKEN"),
    ],
)
def test_4_the_token_comes_before_the_quota(sandbox: Sandbox, token: str, number: int, code: str) -> None:
    sandbox.control("apps", client_id="sandbox-selfserve", product="selfserve", app_limit=0)
    answer = sandbox.get("/rest/me", token=token)
    assert answer.status_code == 401
    assert (answer.json()["serviceErrorCode"], answer.json()["code"]) == (number, code)


def test_5_the_quota_comes_before_the_path(sandbox: Sandbox) -> None:
    sandbox.control("apps", client_id="sandbox-selfserve", product="selfserve", app_limit=0)
    assert sandbox.get("/rest/posts/urn:li:share:1", token="tok-selfserve").status_code == 429


@pytest.mark.parametrize("key", ["urn:li:share:1", "urn%3Ali%3Ashare%3A%ff", "(a)"])
def test_6_the_path_comes_before_the_scope(sandbox: Sandbox, key: str) -> None:
    answer = sandbox.get(f"/rest/posts/{key}", token="tok-selfserve")
    assert answer.status_code == 400
    assert answer.json()["message"] == "Syntax exception in path variables"


def test_an_unknown_resource_is_404_and_an_unknown_method_405(sandbox: Sandbox) -> None:
    assert sandbox.get("/rest/nothing").json()["message"] == "No virtual resource found"
    assert sandbox.call("PUT", "/rest/posts").status_code == 405
    assert sandbox.get("/rest/posts?q=nothing").status_code == 400


def test_7_the_scope_comes_before_the_owner(sandbox: Sandbox) -> None:
    member = sandbox.control("members", name="Inès Roux")["members"][0]["id"]
    token = sandbox.control("tokens", member=member, scopes=["openid"])["access_token"]
    answer = sandbox.create(token=token, fields={"author": OTHER})
    assert answer.json() == {
        "status": 403,
        "serviceErrorCode": 100,
        "code": "ACCESS_DENIED",
        "message": "Not enough permissions to access: posts.CREATE.20260901",
    }


def test_8_the_owner_comes_before_the_query(sandbox: Sandbox) -> None:
    content = body("Bonjour", author=OTHER)
    answer = sandbox.call("POST", "/rest/posts?nonsense=1", json=content)
    assert answer.status_code == 403
    assert answer.json()["message"].startswith("Unpermitted fields present in REQUEST_BODY")
    assert "[/author]" in answer.json()["message"]


def test_9_the_query_comes_before_the_body(sandbox: Sandbox) -> None:
    content = body("Bonjour", visibility="SECRET")
    answer = sandbox.call("POST", "/rest/posts?nonsense=1", json=content)
    assert answer.json()["errorDetails"]["inputErrors"][0]["code"] == "QUERY_PARAM_NOT_ALLOWED"


def test_10_every_field_at_fault_is_named_before_the_duplicate(sandbox: Sandbox) -> None:
    sandbox.publish("Bonjour")
    answer = sandbox.create("Bonjour", fields={"visibility": "SECRET", "lifecycleState": None})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Multiple errors occurred")
    assert _fields(answer.json()) == {
        "/visibility": "INVALID_VALUE_FOR_FIELD",
        "/lifecycleState": "MISSING_FIELD",
    }


def test_11_the_media_come_before_the_duplicate(sandbox: Sandbox) -> None:
    sandbox.publish("Bonjour")
    answer = sandbox.create("Bonjour", fields={"content": {"media": {"id": "urn:li:image:C4E22"}}})
    assert _fields(answer.json()) == {"/content/media/id": "INVALID_IMAGE_ID"}


def test_12_a_duplicate_has_no_effect(sandbox: Sandbox) -> None:
    urn = sandbox.publish("Bonjour")
    answer = sandbox.create("Bonjour")
    assert answer.status_code == 422
    assert answer.json()["message"].endswith(f"Content is a duplicate of {urn}")
    assert answer.json()["errorDetails"]["inputErrors"][0]["code"] == "DUPLICATE_POST"
    assert sandbox.state()["counts"]["posts"] == 1


def test_13_the_effect_is_a_post(sandbox: Sandbox) -> None:
    assert sandbox.create().status_code == 201
    assert sandbox.state()["counts"]["posts"] == 1


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"author": None}, "/author", "MISSING_FIELD"),
        ({"author": "urn:li:group:1"}, "/author", "INVALID_URN_TYPE"),
        ({"author": "urn:li:person:a b"}, "/author", "INVALID_URN_ID"),
        ({"commentary": None}, "/commentary", "MISSING_FIELD"),
        ({"commentary": 3}, "/commentary", "INVALID_VALUE_FOR_FIELD"),
        ({"commentary": "  "}, "/commentary", "INVALID_VALUE_BLANK_FIELD"),
        ({"commentary": "a" * 3001}, "/commentary", "FIELD_LENGTH_TOO_LONG"),
        ({"commentary": "😀" * 1501}, "/commentary", "FIELD_LENGTH_TOO_LONG"),
        ({"commentary": "\\(" * 1501}, "/commentary", "FIELD_LENGTH_TOO_LONG"),
        ({"distribution": None}, "/distribution", "MISSING_FIELD"),
        ({"distribution": {}}, "/distribution/feedDistribution", "MISSING_FIELD"),
        (
            {"distribution": {"feedDistribution": "NONE"}},
            "/distribution/feedDistribution",
            "MISSING_REQUIRED_FIELD_FOR_DSC",
        ),
        (
            {"distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [{}]}},
            "/distribution/targetEntities",
            "INVALID_VALUE_FOR_FIELD",
        ),
        ({"lifecycleState": "DRAFT"}, "/lifecycleState", "INVALID_VALUE_FOR_FIELD"),
        ({"isReshareDisabledByAuthor": "no"}, "/isReshareDisabledByAuthor", "INVALID_VALUE_FOR_FIELD"),
        ({"scheduledAt": 1}, "/scheduledAt", "INVALID_VALUE_FOR_FIELD"),
        ({"content": {}}, "/content", "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"carousel": {}}}, "/content/carousel", "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"article": {"source": "https://a.fr"}}}, "/content/article/title", "MISSING_FIELD"),
        (
            {"content": {"article": {"source": "https://a.fr", "title": ""}}},
            "/content/article/title",
            "INVALID_VALUE_BLANK_FIELD",
        ),
        (
            {"reshareContext": {"parent": "urn:li:share:1"}},
            "/reshareContext/parent",
            "INVALID_VALUE_FOR_FIELD",
        ),
        ({"contentCallToActionLabel": "SING"}, "/contentCallToActionLabel", "INVALID_VALUE_FOR_FIELD"),
    ],
)
def test_each_field_has_its_own_refusal(
    sandbox: Sandbox, fields: dict[str, Any], path: str, code: str
) -> None:
    answer = sandbox.create(fields=fields)
    assert answer.status_code == 400
    assert answer.json()["message"] == "Invalid param. Please see errorDetails for more information."
    assert _fields(answer.json()) == {path: code}
    assert sandbox.state()["counts"]["posts"] == 0


def test_a_body_that_is_not_json_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.call("POST", "/rest/posts", data=b"{").status_code == 400
    assert sandbox.call("POST", "/rest/posts", json=[]).status_code == 400


def _fields(content: dict[str, Any]) -> dict[str, str]:
    errors = content["errorDetails"]["inputErrors"]
    return {error["input"]["inputPath"]["fieldPath"]: error["code"] for error in errors}
