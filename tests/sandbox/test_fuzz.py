"""Whatever comes in, the sandbox refuses; it never breaks."""

import json

from hypothesis import given
from hypothesis import strategies as st

from sandbox import personas
from sandbox.app import Application
from sandbox.wire import Request
from sandbox.world import World
from tests.sandbox.conftest import CLAIRE, body

HEAD = {
    "authorization": "Bearer tok-partner",
    "linkedin-version": "202609",
    "x-restli-protocol-version": "2.0.0",
    "host": "127.0.0.1",
}
_POST = "urn%3Ali%3Ashare%3A7529830966886400000"
PATHS = st.sampled_from(
    [
        "/rest/posts",
        "/rest/posts/urn%3Ali%3Ashare%3A7529830966886400000",
        "/rest/socialActions/x/likes",
        "/rest/reactions/(entity:a)",
        "/rest/reactions",
        "/rest/organizations",
        "/rest/organizations/5501001",
        "/rest/organizationAcls",
        "/rest/organizationalEntityShareStatistics",
        "/rest/organizationalEntityFollowerStatistics",
        "/rest/organizationalEntityNotifications",
        "/rest/networkSizes/urn%3Ali%3Aorganization%3A5501001",
        "/rest/memberCreatorVideoAnalytics",
        "/rest/eventSubscriptions",
        "/rest/eventSubscriptions/(developerApplication:a,user:b,entity:c,eventType:d)",
        f"/rest/socialActions/{_POST}/comments",
        f"/v2/socialActions/{_POST}/comments",
        f"/rest/socialActions/{_POST}/comments/1",
        f"/rest/socialMetadata/{_POST}",
        "/rest/images",
        "/rest/documents",
        "/rest/videos",
        "/dms-uploads/none",
        "/rest/memberCreatorPostAnalytics",
        "/rest/memberFollowersCount",
        "/oauth/v2/authorization",
        "/oauth/v2/accessToken",
        "/oauth/v2/introspectToken",
        *(
            f"/_sandbox/{name}"
            for name in "clock members apps tokens engagement faults organizations media roles webhooks".split()
        ),
        "/feed",
    ]
)
METHODS = st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD", "PATCH"])
_OF_PAGE = "organizationalEntity=urn%3Ali%3Aorganization%3A5501001"
QUERIES = st.one_of(
    st.text(alphabet="qids=()List,:&%2aentity'sort0", max_size=60),
    st.sampled_from(
        [
            "q=entity",
            "q=me&queryType=REACTION",
            "q=author&author=urn%3Ali%3Aperson%3AAb12Cd34Ef",
            "q=roleAssignee",
            *(f"q={name}&{_OF_PAGE}" for name in ("organizationalEntity", "criteria")),
            f"q=organizationalEntity&{_OF_PAGE}&timeIntervals=(timeRange:(start:0,end:86400000),timeGranularityType:DAY)",
            f"q=organizationalEntity&{_OF_PAGE}&shares=List(a)&ugcPosts=List()",
            f"q=criteria&{_OF_PAGE}&timeRange=(start:a)&actions=List(LIKE)",
        ]
    ),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
FIELDS = sorted(
    {*body("x"), "content", "reshareContext", "contentLandingPage", "contentCallToActionLabel", "adContext"}
)
CONTROLS = sorted(
    "now real offset_seconds member members name id group generate client_id product scopes token expires_in "
    "default author post reactions mix weights fault faults times seconds image_seconds organization role state webhook retry_seconds duplicates".split()
)


@given(
    method=METHODS, path=PATHS | st.text(max_size=40).map("/rest/".__add__), query=QUERIES, raw=st.binary()
)
def test_no_address_and_no_bytes_break_it(method: str, path: str, query: str, raw: bytes) -> None:
    assert _status(method, path, query, raw) < 500


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_no_field_of_a_post_breaks_it(fields: dict[str, object]) -> None:
    content = json.dumps({**body("Bonjour"), **fields}).encode()
    assert _status("POST", "/rest/posts", "", content) in (201, 400, 403)


@given(st.dictionaries(st.sampled_from(["article", "poll", "media", "multiImage"]), VALUES, max_size=2))
def test_no_content_of_a_post_breaks_it(content: dict[str, object]) -> None:
    sent = json.dumps(body("Bonjour", content=content)).encode()
    assert _status("POST", "/rest/posts", "", sent) in (201, 400)


@given(
    path=st.sampled_from(
        [
            f"/rest/socialActions/{_POST}/comments",
            f"/rest/reactions?actor={CLAIRE.replace(':', '%3A')}",
            f"/rest/socialMetadata/{_POST}",
            *(f"/rest/{kind}s?action=initializeUpload" for kind in ("image", "document", "video")),
            "/rest/videos?action=finalizeUpload",
        ]
    ),
    fields=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            "actor object content parentComment root reactionType patch finalizeUploadRequest".split(), VALUES
        )
        | {
            "message": VALUES | st.fixed_dictionaries({"text": st.text(max_size=9), "attributes": VALUES}),
            "initializeUploadRequest": VALUES
            | st.fixed_dictionaries({"owner": VALUES, "fileSizeBytes": VALUES}),
        },
    ),
)
def test_no_field_of_another_call_breaks_it(path: str, fields: dict[str, object]) -> None:
    address, _, query = path.partition("?")
    app = _app()
    app.world.clock.fixed_ms = 1795251600000
    app.answer(Request("POST", "/rest/posts", "", HEAD, json.dumps(body("Bonjour")).encode()))
    sent = json.dumps({"actor": CLAIRE, **fields}).encode()
    for method in ("", "PARTIAL_UPDATE"):
        head = {**HEAD, "x-restli-method": method}
        assert app.answer(Request("POST", address, query, head, sent)).status < 500


@given(path=PATHS, fields=st.dictionaries(st.sampled_from(CONTROLS), VALUES, max_size=4))
def test_no_control_call_breaks_it(path: str, fields: dict[str, object]) -> None:
    assert _status("POST", path, "", json.dumps(fields).encode()) < 500


@given(st.text(max_size=400))
def test_every_text_of_a_post_can_be_shown(text: str) -> None:
    app = _app()
    sent = json.dumps(body(text)).encode()
    answer = app.answer(Request("POST", "/rest/posts", "", HEAD, sent))
    assert answer.status in (201, 400)
    assert app.answer(Request("GET", "/feed", "", {})).status == 200
    assert app.answer(Request("GET", "/_sandbox/state", "", {})).status == 200


def _status(method: str, path: str, query: str, raw: bytes) -> int:
    return _app().answer(Request(method, path, query, HEAD, raw)).status


def _app() -> Application:
    world = World(seed=1)
    personas.settle(world)
    return Application(world)
