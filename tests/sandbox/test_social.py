"""Contract 6: to comment, to react, to close the comments."""

from typing import Any

import pytest
import requests

from tests.sandbox import files
from tests.sandbox.conftest import CLAIRE, Sandbox, encoded

NADIA = "urn:li:person:Zz98Yy76Xx"
PAGE = "urn:li:organization:5501001"
PATCH: dict[str, str | None] = {"X-RestLi-Method": "PARTIAL_UPDATE"}


@pytest.fixture
def urn(sandbox: Sandbox) -> str:
    return sandbox.publish("Bonjour")


def test_a_comment_is_said_and_counted(sandbox: Sandbox, urn: str) -> None:
    answer = _comment(sandbox, urn, r"Bravo (à tous) \o/ #équipe")
    content = answer.json()
    assert answer.status_code == 201
    assert answer.headers["x-restli-id"] == content["id"]
    assert answer.headers["x-resourceidentity-urn"] == content["commentUrn"]
    assert content["object"] == _activity(sandbox)
    assert content["message"] == {"text": r"Bravo (à tous) \o/ #équipe", "attributes": []}
    assert content["created"] == {"actor": NADIA, "time": 1795251600000}
    (listed,) = _comments(sandbox, urn)
    assert listed == content
    assert sandbox.state()["counts"]["comments"] == 1
    assert content["message"]["text"] in sandbox.get(f"/feed/update/{urn}/").text


@pytest.mark.parametrize("kind", ["share", "activity"])
def test_any_urn_of_the_post_will_do(sandbox: Sandbox, urn: str, kind: str) -> None:
    about = urn if kind == "share" else _activity(sandbox)
    assert _comment(sandbox, about, "Bravo", object=urn).status_code == 201


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"message": {}}, "/message/text", "MISSING_FIELD"),
        ({"message": {"text": 3}}, "/message/text", "INVALID_VALUE_FOR_FIELD"),
        ({"message": {"text": " "}}, "/message/text", "INVALID_VALUE_BLANK_FIELD"),
        ({"message": {"text": "a" * 1251}}, "/message/text", "FIELD_LENGTH_TOO_LONG"),
        ({"message": {"text": "😀" * 626}}, "/message/text", "FIELD_LENGTH_TOO_LONG"),
        ({"object": "urn:li:activity:1"}, "/object", "INVALID_VALUE_FOR_FIELD"),
        ({"nonsense": 1}, "/nonsense", "INVALID_VALUE_FOR_FIELD"),
        (
            {"content": [{"entity": {"image": "urn:li:image:no"}}]},
            "/content/0/entity/image",
            "INVALID_IMAGE_ID",
        ),
        ({"actor": None}, "/actor", "INVALID_VALUE_FOR_FIELD"),
    ],
)
def test_a_wrong_comment_is_refused(
    sandbox: Sandbox, urn: str, fields: dict[str, Any], path: str, code: str
) -> None:
    answer = _comment(sandbox, urn, "Bravo", **fields)
    assert answer.status_code == 400
    (error,) = answer.json()["errorDetails"]["inputErrors"]
    assert (error["input"]["inputPath"]["fieldPath"], error["code"]) == (path, code)


def test_a_mention_stands_within_the_text(sandbox: Sandbox, urn: str) -> None:
    value = {"person": {"person": CLAIRE}}
    right = {"start": 6, "length": 5, "value": value}
    message = {"text": "Bravo Karim", "attributes": [right]}
    assert _comment(sandbox, urn, "", message=message).json()["message"] == message
    for wrong in ({**right, "start": 7}, {**right, "length": 0}, {**right, "value": {"person": CLAIRE}}, 3):
        answer = _comment(sandbox, urn, "", message={**message, "attributes": [wrong]})
        assert answer.status_code == 400


def test_a_comment_may_carry_a_picture_of_its_author(sandbox: Sandbox, urn: str) -> None:
    image = sandbox.upload("image", files.png())
    content = [{"entity": {"image": image}}]
    said = _comment(sandbox, urn, "Voyez", token="tok-cma-std", actor=CLAIRE, content=content)
    assert said.json()["content"][0]["entity"] == {"image": image}
    assert _comment(sandbox, urn, "Voyez", content=content).status_code == 400


def test_one_comment_a_minute(sandbox: Sandbox, urn: str) -> None:
    assert _comment(sandbox, urn, "Un").status_code == 201
    sandbox.control("clock", advance_seconds=59)
    refused = _comment(sandbox, urn, "Deux")
    assert refused.json() == {
        "message": "Comment create throttled: creation rate limit exceeded for member",
        "status": 429,
    }
    assert _comment(sandbox, urn, "Moi", token="tok-cma-std", actor=CLAIRE).status_code == 201
    sandbox.control("clock", advance_seconds=1)
    assert _comment(sandbox, urn, "Deux").status_code == 201


def test_an_answer_hangs_from_its_comment(sandbox: Sandbox, urn: str) -> None:
    first = _comment(sandbox, urn, "Bravo").json()
    reply = _comment(sandbox, first["commentUrn"], "Merci", token="tok-cma-std", actor=CLAIRE).json()
    assert reply["parentComment"] == first["commentUrn"]
    sandbox.control("clock", advance_seconds=60)
    again = _comment(sandbox, urn, "De rien", parentComment=reply["commentUrn"]).json()
    assert again["parentComment"] == first["commentUrn"]
    assert [c["message"]["text"] for c in _comments(sandbox, urn)] == ["Bravo"]
    assert [c["message"]["text"] for c in _comments(sandbox, first["commentUrn"])] == ["Merci", "De rien"]
    seen = sandbox.get(f"/rest/socialMetadata/{encoded(urn)}").json()["commentSummary"]
    assert seen == {"count": 3, "topLevelCount": 1}


def test_a_comment_is_corrected_by_who_said_it(sandbox: Sandbox, urn: str) -> None:
    said = _comment(sandbox, urn, "Bravvo").json()
    path = f"/rest/socialActions/{encoded(urn)}/comments/{said['id']}"
    patch = {"patch": {"message": {"$set": {"text": "Bravo"}}}}
    assert sandbox.call("POST", path, json=patch, headers=PATCH, token="tok-cma-std").status_code == 403
    sandbox.control("clock", advance_seconds=10)
    answer = sandbox.call("POST", path, json=patch, headers=PATCH, token="tok-notadmin")
    assert answer.status_code == 200
    assert answer.headers["x-resourceidentity-urn"] == said["commentUrn"]
    assert answer.json()["message"]["text"] == "Bravo"
    assert answer.json()["lastModified"]["time"] - said["created"]["time"] == 10_000
    wrong = {"patch": {"$set": {"message": {"text": "Bravo"}}}}
    assert sandbox.call("POST", path, json=wrong, headers=PATCH, token="tok-notadmin").status_code == 400


def test_a_comment_is_taken_back(sandbox: Sandbox, urn: str) -> None:
    said = _comment(sandbox, urn, "Bravo").json()
    _comment(sandbox, said["commentUrn"], "Merci", token="tok-cma-std", actor=CLAIRE)
    path = f"/rest/socialActions/{encoded(urn)}/comments/{said['id']}"
    other = sandbox.control("tokens", member=_stranger(sandbox))["access_token"]
    assert sandbox.call("DELETE", path, token=other).status_code == 403
    assert sandbox.call("DELETE", f"{path}?actor={encoded(NADIA)}", token="tok-notadmin").status_code == 204
    assert sandbox.call("DELETE", path, token="tok-notadmin").status_code == 404
    assert sandbox.state()["counts"]["comments"] == 0


def test_self_service_comments_by_the_old_way_only(sandbox: Sandbox, urn: str) -> None:
    given = {"token": "tok-selfserve", "actor": CLAIRE}
    refused = _comment(sandbox, urn, "Voici le lien", **given)
    assert refused.status_code == 403
    assert "partnerApiSocialActions.CREATE.20260901" in refused.json()["message"]
    assert _comment(sandbox, urn, "Voici le lien", version="v2", **given).status_code == 201


def test_nobody_speaks_for_another(sandbox: Sandbox, urn: str) -> None:
    assert _comment(sandbox, urn, "Bravo", actor=CLAIRE).status_code == 403
    assert _comment(sandbox, urn, "Bravo", actor=PAGE).status_code == 403
    said = _comment(sandbox, urn, "Bravo", actor=PAGE, token="tok-pageadmin").json()
    assert said["created"] == {"actor": PAGE, "time": 1795251600000, "impersonator": CLAIRE}
    assert "Clinique du Parc" in sandbox.get(f"/feed/update/{urn}/").text


def test_what_cannot_be_seen_cannot_be_commented(sandbox: Sandbox) -> None:
    urn = sandbox.publish("Entre nous", fields={"visibility": "CONNECTIONS"})
    assert _comment(sandbox, urn, "Bravo").status_code == 403
    assert _comment(sandbox, "urn:li:share:1", "Bravo").status_code == 404


def test_several_comments_are_asked_for_at_once(sandbox: Sandbox, urn: str) -> None:
    said = _comment(sandbox, urn, "Bravo").json()
    path = f"/rest/socialActions/{encoded(urn)}/comments?ids=List({said['id']},1)"
    content = sandbox.get(path).json()
    assert (list(content["results"]), list(content["errors"])) == ([said["id"]], ["1"])


def test_closing_the_comments_deletes_them(sandbox: Sandbox, urn: str) -> None:
    _comment(sandbox, urn, "Bravo")
    assert _close(sandbox, urn, actor=NADIA, token="tok-notadmin").status_code == 403
    assert _close(sandbox, urn, state="SHUT").status_code == 400
    assert _close(sandbox, urn).status_code == 202
    seen = sandbox.get(f"/rest/socialMetadata/{encoded(urn)}").json()
    assert (seen["commentsState"], seen["commentSummary"]["count"]) == ("CLOSED", 0)
    sandbox.control("clock", advance_seconds=60)
    assert _comment(sandbox, urn, "Encore").status_code == 422
    _close(sandbox, urn, state="OPEN")
    assert _comment(sandbox, urn, "Encore").status_code == 201


def test_a_reaction_takes_the_place_of_the_one_before(sandbox: Sandbox, urn: str) -> None:
    first = _react(sandbox, urn, "LIKE")
    assert first.status_code == 201
    assert first.json()["id"] == f"urn:li:reaction:({NADIA},{_activity(sandbox)})"
    assert _react(sandbox, urn, "PRAISE").status_code == 201
    assert sandbox.state()["posts"][0]["counts"]["reactions"] == {"PRAISE": 1}
    key = f"/rest/reactions/(actor:{encoded(NADIA)},entity:{encoded(urn)})"
    assert sandbox.get(key, token="tok-notadmin").json()["reactionType"] == "PRAISE"
    assert sandbox.call("DELETE", key, token="tok-cma-std").status_code == 403
    assert sandbox.call("DELETE", key, token="tok-notadmin").status_code == 204
    assert sandbox.call("DELETE", key, token="tok-notadmin").status_code == 404
    assert sandbox.state()["posts"][0]["counts"]["reactions"] == {}


@pytest.mark.parametrize("kind", ["MAYBE", "like", "", None])
def test_some_reactions_are_of_the_past(sandbox: Sandbox, urn: str, kind: str | None) -> None:
    assert _react(sandbox, urn, kind).status_code == 400


def test_one_reacts_as_oneself(sandbox: Sandbox, urn: str) -> None:
    assert _react(sandbox, urn, "LIKE", token="tok-cma-std").status_code == 403
    refused = _react(sandbox, urn, "LIKE", token="tok-selfserve")
    assert "partnerApiReactions.CREATE" in refused.json()["message"]


def test_a_comment_can_be_liked(sandbox: Sandbox, urn: str) -> None:
    said = _comment(sandbox, urn, "Bravo").json()
    assert _react(sandbox, said["commentUrn"], "EMPATHY").status_code == 201
    (shown,) = _comments(sandbox, urn)
    assert shown["likesSummary"]["totalLikes"] == 1
    likes = sandbox.get(f"/rest/socialActions/{encoded(said['commentUrn'])}/likes").json()["elements"]
    assert [like["actor"] for like in likes] == [NADIA]
    assert sandbox.state()["counts"]["reactions_total"] == 0


def test_what_was_said_outlives_a_new_curve(sandbox: Sandbox, urn: str) -> None:
    sandbox.populate()
    _react(sandbox, urn, "LIKE")
    sandbox.control("engagement", post=urn, reactions=9, comments=0, variation=0)
    sandbox.control("clock", advance_seconds=30 * 86_400)
    assert sandbox.state()["counts"]["reactions_total"] == 10


def test_a_reshare_counts_for_what_it_shares(sandbox: Sandbox, urn: str) -> None:
    sandbox.publish("À lire", fields={"reshareContext": {"parent": urn}})
    assert sandbox.state()["posts"][0]["counts"]["reshares"] == 1


def _comment(
    sandbox: Sandbox,
    urn: str,
    text: str,
    *,
    token: str = "tok-notadmin",
    version: str = "rest",
    **fields: Any,
) -> requests.Response:
    content = {"actor": NADIA, "message": {"text": text}, **fields}
    path = f"/{version}/socialActions/{encoded(urn)}/comments"
    return sandbox.call("POST", path, json=content, token=token)


def _comments(sandbox: Sandbox, urn: str) -> list[dict[str, Any]]:
    answer = sandbox.get(f"/rest/socialActions/{encoded(urn)}/comments", token="tok-cma-std")
    elements: list[dict[str, Any]] = answer.json()["elements"]
    return elements


def _react(sandbox: Sandbox, urn: str, kind: str | None, *, token: str = "tok-notadmin") -> requests.Response:
    content = {"root": urn, "reactionType": kind}
    return sandbox.call("POST", f"/rest/reactions?actor={encoded(NADIA)}", json=content, token=token)


def _close(
    sandbox: Sandbox, urn: str, *, actor: str = CLAIRE, state: str = "CLOSED", token: str = "tok-cma-std"
) -> requests.Response:
    path = f"/rest/socialMetadata/{encoded(urn)}?actor={encoded(actor)}"
    patch = {"patch": {"$set": {"commentsState": state}}}
    return sandbox.call("POST", path, json=patch, headers=PATCH, token=token)


def _activity(sandbox: Sandbox) -> str:
    return str(sandbox.state()["posts"][0]["activity"])


def _stranger(sandbox: Sandbox) -> str:
    return str(sandbox.control("members", name="Paul Petit")["members"][0]["id"])
