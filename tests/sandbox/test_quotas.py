from tests.sandbox.conftest import Sandbox


def test_a_member_has_so_many_calls_a_day(sandbox: Sandbox) -> None:
    assert {sandbox.get("/v2/userinfo", token="tok-selfserve").status_code for _ in range(150)} == {200}
    answer = sandbox.get("/v2/userinfo", token="tok-selfserve")
    assert answer.json() == {
        "message": "Resource level throttle MEMBER DAY limit for calls to this resource is reached.",
        "status": 429,
    }
    assert "Retry-After" not in answer.headers


def test_the_app_has_a_limit_of_its_own(sandbox: Sandbox) -> None:
    sandbox.control("apps", client_id="sandbox-cma-dev", product="cma-dev", app_limit=2)
    other = sandbox.control("tokens", member="Zz98Yy76Xx", app="sandbox-cma-dev")["access_token"]
    statuses = [sandbox.get("/v2/me", token=token).status_code for token in ("tok-cma-dev", other, other)]
    assert statuses == [200, 200, 429]
    assert "APPLICATION DAY" in sandbox.get("/v2/me", token=other).json()["message"]


def test_the_count_begins_again_at_midnight_utc(sandbox: Sandbox) -> None:
    sandbox.control("apps", client_id="sandbox-cma-dev", product="cma-dev", member_limit=1)
    sandbox.at("2026-11-21T23:59:59Z")
    assert [sandbox.get("/v2/me", token="tok-cma-dev").status_code for _ in range(2)] == [200, 429]
    sandbox.at("2026-11-22T00:00:00Z")
    assert sandbox.get("/v2/me", token="tok-cma-dev").status_code == 200


def test_the_standard_tier_is_without_limit_here(sandbox: Sandbox) -> None:
    assert {sandbox.get("/v2/me", token="tok-cma-std").status_code for _ in range(160)} == {200}


def test_the_products_have_their_known_limits(sandbox: Sandbox) -> None:
    apps = {app["product"]: app for app in sandbox.control("apps", method="GET")["apps"]}
    assert (apps["selfserve"]["member_limit"], apps["selfserve"]["app_limit"]) == (150, 100_000)
    assert (apps["cma-dev"]["member_limit"], apps["cma-dev"]["app_limit"]) == (100, 500)
