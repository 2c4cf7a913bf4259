"""Where nobody knows, the sandbox plays either reading; and people have other ids under other apps."""

import pytest
import requests

from sandbox.readings import CHOICES
from tests.sandbox.conftest import CLAIRE, Sandbox, encoded


def test_every_point_has_a_usual_reading_and_another(sandbox: Sandbox) -> None:
    told = sandbox.control("readings", method="GET")
    assert all(told[name] == values[0] and len(values) == 2 for name, values in CHOICES.items())
    for name, values in CHOICES.items():
        assert sandbox.control("readings", **{name: values[1]})[name] == values[1]
    sandbox.control("reset")
    assert sandbox.control("readings", method="GET")["length_of"] == "escaped"


@pytest.mark.parametrize("wrong", [{"length_of": "both"}, {"mood": "bad"}, {"locale": 3}])
def test_what_is_no_reading_is_refused(sandbox: Sandbox, wrong: dict[str, object]) -> None:
    answer = requests.post(f"{sandbox.url}/_sandbox/readings", json=wrong, timeout=10)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("text", "reading", "status"),
    [
        ("\\(" * 1501, {}, 400),
        ("\\(" * 1501, {"length_of": "raw"}, 201),
        ("😀" * 1501, {}, 400),
        ("😀" * 1501, {"length_unit": "codepoints"}, 201),
    ],
)
def test_three_thousand_of_what(sandbox: Sandbox, text: str, reading: dict[str, str], status: int) -> None:
    sandbox.control("readings", **reading)
    assert sandbox.create(text).status_code == status


def test_a_text_stops_at_the_character_or_after_the_last_word(sandbox: Sandbox) -> None:
    sandbox.publish("Voir le (contexto")
    sandbox.control("readings", cut="word")
    sandbox.publish("Lire le texte(contexto")
    assert [post["text"] for post in sandbox.state()["posts"]] == ["Voir le ", "Lire le "]


def test_a_throttle_may_say_when_to_come_back(sandbox: Sandbox) -> None:
    def throttled() -> requests.Response:
        return sandbox.create(fault="429-app-day")

    assert ("Retry-After" in throttled().headers, "code" in throttled().json()) == (False, False)
    sandbox.control("readings", retry_after="present", throttle_code="present")
    assert throttled().headers["Retry-After"] == "120"
    assert throttled().json()["code"] == "TOO_MANY_REQUESTS"


def own_ids(sandbox: Sandbox, *apps: str) -> None:
    for app in apps:
        sandbox.control("apps", client_id=app, product=app.removeprefix("sandbox-"), own_ids=True)


def me(sandbox: Sandbox, token: str) -> str:
    path, name = ("/v2/userinfo", "sub") if token == "tok-selfserve" else ("/v2/me", "id")
    return f"urn:li:person:{sandbox.get(path, token=token).json()[name]}"


def test_a_person_has_another_id_under_each_app(sandbox: Sandbox) -> None:
    own_ids(sandbox, "sandbox-selfserve", "sandbox-cma-std")
    ids = {me(sandbox, token) for token in ("tok-selfserve", "tok-cma-std", "tok-partner")}
    assert len(ids) == 3
    assert CLAIRE in ids  # of the app that has none of its own


def test_the_id_of_one_app_is_nobody_in_another(sandbox: Sandbox) -> None:
    own_ids(sandbox, "sandbox-selfserve", "sandbox-cma-std")
    mine, other = me(sandbox, "tok-cma-std"), me(sandbox, "tok-selfserve")
    for author, status in ((mine, 201), (other, 403), (CLAIRE, 403)):
        answer = sandbox.create("Bonjour", token="tok-cma-std", fields={"author": author})
        assert answer.status_code == status
    assert other not in answer.text


def test_what_an_app_reads_speaks_its_own_ids(sandbox: Sandbox) -> None:
    own_ids(sandbox, "sandbox-cma-std")
    mine = me(sandbox, "tok-cma-std")
    text = f"Bonjour @[Claire Martin]({mine})"
    urn = sandbox.publish(text, token="tok-cma-std", fields={"author": mine})
    made = sandbox.call(
        "POST",
        f"/rest/reactions?actor={encoded(mine)}",
        token="tok-cma-std",
        json={"root": urn, "reactionType": "LIKE"},
    )
    assert (made.status_code, made.json()["created"]["actor"]) == (201, mine)
    assert mine in made.headers["x-restli-id"]
    (post,) = sandbox.state()["posts"]
    assert post["author"] == CLAIRE
    assert [one["kind"] for one in post["segments"]] == ["text", "mention"]
    seen = sandbox.get(f"/rest/reactions/(entity:{encoded(urn)})?q=entity", token="tok-cma-std")
    assert CLAIRE not in seen.text
    assert mine in seen.text


def test_every_app_may_have_its_own_from_the_start(sandbox: Sandbox) -> None:
    from sandbox import personas
    from sandbox.world import World

    world = World(own_ids=True)
    personas.settle(world)
    assert all(app.own_ids for app in world.apps.values())
