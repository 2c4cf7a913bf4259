"""Contract 2.6, as the public Python client sends it."""

from tests.sandbox.conftest import Sandbox, encoded

FORM = "application/x-www-form-urlencoded"


def test_a_long_query_can_travel_in_the_body(sandbox: Sandbox) -> None:
    urn = sandbox.publish()
    many = ",".join([encoded(urn), *(encoded(f"urn:li:share:{number}") for number in range(300))])
    headers: dict[str, str | None] = {
        "X-HTTP-Method-Override": "GET",
        "X-RestLi-Method": "BATCH_GET",
        "Content-Type": FORM,
    }
    answer = sandbox.call("POST", "/rest/posts", data=f"ids=List({many})", headers=headers)
    assert answer.status_code == 200
    assert set(answer.json()["results"]) == {urn}
    assert len(answer.json()["errors"]) == 300
    assert sandbox.get(f"/rest/posts?ids=List({many})").status_code == 414


def test_a_query_and_a_body_travel_in_two_parts(sandbox: Sandbox) -> None:
    urn = sandbox.publish("Avant")
    content = (
        f"--limite\r\nContent-Type: {FORM}\r\n\r\n\r\n"
        '--limite\r\nContent-Type: application/json\r\n\r\n{"patch":{"$set":{"commentary":"Après"}}}\r\n'
        "--limite--"
    )
    headers: dict[str, str | None] = {
        "X-HTTP-Method-Override": "POST",
        "X-RestLi-Method": "PARTIAL_UPDATE",
        "Content-Type": "multipart/mixed; boundary=limite",
    }
    path = f"/rest/posts/{encoded(urn)}"
    assert sandbox.call("POST", path, data=content.encode(), headers=headers).status_code == 204
    assert sandbox.state()["posts"][0]["text"] == "Après"


def test_a_tunnel_of_another_kind_is_refused(sandbox: Sandbox) -> None:
    headers: dict[str, str | None] = {"X-HTTP-Method-Override": "GET", "Content-Type": "text/plain"}
    assert sandbox.call("POST", "/v2/me", data=b"", headers=headers).status_code == 400
