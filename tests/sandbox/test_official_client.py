"""LinkedIn's own Python client drives the sandbox, unchanged but for its addresses."""

from typing import Any

import pytest
from linkedin_api.clients.auth.client import AuthClient
from linkedin_api.clients.auth.utils import oauth
from linkedin_api.clients.restli.client import RestliClient
from linkedin_api.common import constants

from tests.sandbox.conftest import CLAIRE, Sandbox, body

VERSION = "202609"
PAGE = "urn:li:organization:5501001"
POST: dict[str, Any] = {
    "resource_path": "/posts/{urn}",
    "version_string": VERSION,
    "access_token": "tok-partner",
}
POSTS = {**POST, "resource_path": "/posts"}


@pytest.fixture
def client(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> RestliClient:
    monkeypatch.setattr(constants, "VERSIONED_BASE_URL", f"{sandbox.url}/rest")
    monkeypatch.setattr(constants, "NON_VERSIONED_BASE_URL", f"{sandbox.url}/v2")
    for module in (constants, oauth):
        monkeypatch.setattr(module, "OAUTH_BASE_URL", f"{sandbox.url}/oauth/v2")
    return RestliClient()


def publish(client: RestliClient, text: str) -> str:
    made = client.create(**POSTS, entity=body(text))
    assert made.status_code == 201
    return str(made.entity_id)


def test_a_post_is_made_read_corrected_and_taken_back(client: RestliClient) -> None:
    urn = publish(client, "Bonjour \\(à tous\\)")
    keys = {"urn": urn}
    assert client.get(**POST, path_keys=keys).entity["commentary"] == "Bonjour \\(à tous\\)"
    fields = client.get(**POST, path_keys=keys, query_params={"fields": "id,author"}).entity
    assert fields == {"id": urn, "author": CLAIRE}
    changed = client.partial_update(**POST, path_keys=keys, patch_set_object={"commentary": "Bonsoir"})
    assert changed.status_code == 204
    assert client.get(**POST, path_keys=keys).entity["commentary"] == "Bonsoir"
    assert client.delete(**POST, path_keys=keys).status_code == 204
    assert client.get(**POST, path_keys=keys).status_code == 404


def test_posts_are_read_together_and_found_by_their_author(client: RestliClient) -> None:
    urns = [publish(client, f"Numéro {number}") for number in range(3)]
    missing = "urn:li:share:7000000000000000000"
    batch = client.batch_get(**POSTS, ids=[*urns, missing])
    assert set(batch.results) == set(urns)
    assert batch.errors[missing]["status"] == 404
    found = client.finder(
        **POSTS,
        finder_name="author",
        query_params={"author": CLAIRE, "count": 2, "sortBy": "CREATED"},
    )
    assert len(found.elements) == 2
    assert (found.paging.start, found.paging.count, found.paging.total) == (0, 2, 3)


def test_lists_and_records_are_understood_as_it_writes_them(client: RestliClient) -> None:
    lists = {"shares": ["urn:li:share:1", "urn:li:share:2"], "ugcPosts": ["urn:li:ugcPost:3"]}
    found = client.finder(
        resource_path="/organizationalEntityShareStatistics",
        finder_name="organizationalEntity",
        query_params={"organizationalEntity": PAGE, **lists},
        version_string=VERSION,
        access_token="tok-pageadmin",
    )
    assert (found.status_code, found.elements) == (200, [])
    days = {name: {"year": 2026, "month": 11, "day": day} for name, day in (("start", 1), ("end", 4))}
    changes = client.finder(
        resource_path="/memberFollowersCount",
        finder_name="dateRange",
        query_params={"dateRange": days},
        version_string=VERSION,
        access_token="tok-cma-std",
    )
    assert len(changes.elements) == 3


def test_a_long_query_goes_through_the_tunnel(client: RestliClient) -> None:
    urn = publish(client, "Bonjour")
    many = [urn, *(f"urn:li:share:{7_000_000_000_000_000_000 + number}" for number in range(150))]
    found = client.batch_get(**POSTS, ids=many)
    sent = found.response.request
    assert (sent.method, sent.headers["X-HTTP-Method-Override"]) == ("POST", "GET")
    assert (list(found.results), len(found.errors)) == ([urn], 150)


def test_an_action_and_a_revision_of_the_version(client: RestliClient) -> None:
    made = client.action(
        resource_path="/images",
        action_name="initializeUpload",
        action_params={"initializeUploadRequest": {"owner": CLAIRE}},
        version_string="202609.01",
        access_token="tok-cma-std",
    )
    assert made.value["image"].startswith("urn:li:image:")


def test_who_the_token_speaks_for(client: RestliClient) -> None:
    me = client.get(resource_path="/userinfo", access_token="tok-selfserve")
    assert (me.status_code, me.entity["sub"]) == (200, "Ab12Cd34Ef")


def test_tokens_are_asked_about_and_renewed(client: RestliClient, sandbox: Sandbox) -> None:
    auth = AuthClient("sandbox-cma-std", "secret-cma-std", "http://127.0.0.1/back")
    assert auth.generate_member_auth_url(["r_basicprofile"], "s").startswith(sandbox.url)
    minted = sandbox.control("tokens", member="Ab12Cd34Ef")
    told = auth.introspect_access_token(minted["access_token"])
    assert (told.active, told.status, told.auth_type) == (True, "active", "3L")
    renewed = auth.exchange_refresh_token_for_access_token(minted["refresh_token"])
    assert renewed.refresh_token == minted["refresh_token"]
    assert renewed.access_token != minted["access_token"]
