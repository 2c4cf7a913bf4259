"""Whatever comes back, the adapter either understands it or fails in one of the five ways.

FUZZ_EXAMPLES=500 in the environment tries each call so often."""

from __future__ import annotations

import io
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from influence.networks.errors import NetworkFailure
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.analytics import Analytic, Days
from influence.networks.linkedin.page_statistics import Facet
from influence.networks.ports import Capability, Content, Counters, Credentials
from tests.fuzzing import examples
from tests.networks import files
from tests.networks.conftest import NOW
from tests.networks.loopback import Loopback, Reply

SECRET = "AQX-s3cret-token"
WHO = Credentials(SECRET)
SHARE, ACME, ME = (
    "urn:li:share:7529830966886400000",
    "urn:li:organization:5501001",
    "urn:li:person:Ab12Cd34Ef",
)
COMMENT = "urn:li:comment:(urn:li:activity:7529830966886400001,7529831000000000002)"
DAYS = Days(date(2026, 11, 1), date(2026, 12, 1))
NOON = 1795251600000
DAY = {"start": {"year": 2026, "month": 11, "day": 1}}
CREATED = {"actor": "urn:li:person:Zz98x", "time": NOON}
STATISTICS = {"share": SHARE, "totalShareStatistics": {"likeCount": 3}, "timeRange": {"start": NOON}}
GAINS = {"timeRange": {"start": NOON}, "followerGains": {"organicFollowerGain": 3}}
BUCKET = {"associationType": "EMPLOYEE", "followerCounts": {"organicFollowerCount": 3}}
FACETS = {"followerCountsByAssociationType": [BUCKET]}
ROLE = {"organization": ACME, "role": "ADMINISTRATOR", "state": "APPROVED"}
PLACE = {"uploadUrl": "https://evil.example/1", "image": "urn:li:image:C4E22AQ"}
PAGE = {"id": 5501001, "localizedName": "Acme", "vanityName": "acme"}
GRANT = {"access_token": "t", "expires_in": 5184000, "scope": "openid,profile", "refresh_token": "r"}
SOCIAL = {
    "commentSummary": {"count": 3, "topLevelCount": 2},
    "reactionSummaries": {"LIKE": {"count": 1}},
}
ERROR = {
    "status": 403,
    "code": "ACCESS_DENIED",
    "serviceErrorCode": 100,
    "message": f"Bearer {SECRET} duplicate of {SHARE}",
    "errorDetails": {
        "inputErrors": [{"input": {"inputPath": {"fieldPath": "/x"}}, "code": "DUPLICATE_POST"}]
    },
}


def elements(*found: object) -> dict[str, object]:
    return {"elements": list(found), "paging": {"links": []}}


def figure(**more: object) -> dict[str, object]:
    return elements({"count": 3, "metricType": "REACTION", "dateRange": DAY, **more})


SUBSCRIBER: Any = {"application_id": "1", "member_urn": ME, "credentials": WHO}

Ask = Callable[[LinkedIn], object]
# Every call, and an answer that it understands.
CALLS: dict[str, tuple[Ask, object]] = {
    "publish": (lambda it: it.publish(Content(ME, "Bonjour"), credentials=WHO), {}),
    "edit": (lambda it: it.edit(SHARE, "Corrigé", credentials=WHO), {}),
    "delete": (lambda it: it.delete(SHARE, credentials=WHO), {}),
    "exists": (lambda it: it.exists(SHARE, credentials=WHO), {"id": SHARE}),
    "find_recent": (
        lambda it: it.find_recent(Content(ME, "Bonjour"), since=NOW, credentials=WHO),
        elements({"id": SHARE, "commentary": "Bonjour", "createdAt": NOON}),
    ),
    "comment": (
        lambda it: it.comment(SHARE, "Bravo", actor_urn=ME, credentials=WHO),
        {"id": "7529831000000000002", "commentUrn": COMMENT},
    ),
    "edit_comment": (lambda it: it.edit_comment(COMMENT, "x", actor_urn=ME, credentials=WHO), {}),
    "delete_comment": (lambda it: it.delete_comment(COMMENT, actor_urn=ME, credentials=WHO), {}),
    "upload": (
        lambda it: it.upload(io.BytesIO(files.png()), owner_urn=ME, credentials=WHO),
        {"value": PLACE},
    ),
    "media_status": (
        lambda it: it.media_status("urn:li:video:C4", credentials=WHO),
        {"status": "PROCESSING_FAILED", "processingFailureReason": "codec"},
    ),
    "counters": (
        lambda it: it.counters(SHARE, credentials=WHO, capabilities=[Capability.READ_COUNTS]),
        SOCIAL,
    ),
    "counters_of": (lambda it: it.counters_of([SHARE], credentials=WHO), {"results": {SHARE: SOCIAL}}),
    "audience": (lambda it: it.audience(SHARE, Counters({}, 0, 0), credentials=WHO), figure()),
    "reactions": (
        lambda it: list(it.reactions(SHARE, credentials=WHO)),
        elements({"reactionType": "LIKE", "created": CREATED}),
    ),
    "comments": (
        lambda it: list(it.comments(SHARE, credentials=WHO)),
        elements({"id": "1", "actor": "urn:li:person:Zz98x", "created": CREATED}),
    ),
    "analytic": (lambda it: it.analytic(SHARE, Analytic.REACTION, credentials=WHO), figure()),
    "daily": (lambda it: it.daily(SHARE, Analytic.REACTION, days=DAYS, credentials=WHO), figure()),
    "followers": (lambda it: it.followers(credentials=WHO), elements({"memberFollowersCount": 3})),
    "follower_changes": (
        lambda it: it.follower_changes(days=DAYS, credentials=WHO),
        elements({"memberFollowersCount": 3, "dateRange": DAY}),
    ),
    "connections": (lambda it: it.connections(ME, credentials=WHO), {"firstDegreeSize": 3}),
    "page_visits": (
        lambda it: it.page_visits(ACME, credentials=WHO),
        elements({"totalPageStatistics": {"views": {"allPageViews": {"pageViews": 3}}}}),
    ),
    "page_roles": (lambda it: it.page_roles(credentials=WHO), elements(ROLE)),
    "page": (lambda it: it.page(ACME, credentials=WHO), PAGE),
    "page_named": (lambda it: it.page_named("acme", credentials=WHO), elements(PAGE)),
    "page_followers": (lambda it: it.page_followers(ACME, credentials=WHO), {"firstDegreeSize": 3}),
    "page_followers_by": (
        lambda it: it.page_followers_by(ACME, Facet.ASSOCIATION, credentials=WHO),
        elements(FACETS),
    ),
    "page_follower_gains": (
        lambda it: it.page_follower_gains(ACME, days=DAYS, credentials=WHO),
        elements(GAINS),
    ),
    "page_shares": (lambda it: it.page_shares(ACME, credentials=WHO), elements(STATISTICS)),
    "page_shares_by_day": (
        lambda it: it.page_shares_by_day(ACME, days=DAYS, credentials=WHO),
        elements(STATISTICS),
    ),
    "page_posts": (lambda it: it.page_posts(ACME, [SHARE], credentials=WHO), elements(STATISTICS)),
    "subscribe": (lambda it: it.subscribe(ACME, "https://a.example/", **SUBSCRIBER), {}),
    "unsubscribe": (lambda it: it.unsubscribe(ACME, **SUBSCRIBER), {}),
    "identity": (lambda it: it.identity(WHO), {"sub": "Ab12Cd34Ef", "name": "Claire Martin"}),
    "introspect": (
        lambda it: it.introspect(WHO),
        {"active": True, "status": "active", "scope": "openid", "expires_at": 1800435600},
    ),
    "exchange": (lambda it: it.exchange(SECRET), GRANT),
    "refresh": (lambda it: it.refresh(SECRET), GRANT | {"refresh_token_expires_in": 31536000}),
    "revoke": (lambda it: it.revoke(WHO), {}),
}
NOT_CALLS = {"authorize_url", "capabilities", "explain", "mode", "name", "on_behalf", "permalink"}


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[LinkedIn, Loopback]]:
    server = Loopback()
    yield (
        LinkedIn(
            client_id="77app",
            client_secret="client-s3cret",
            redirect_uri="https://influence.example/comptes/retour",
            base_url=server.url,
            auth_url=server.url,
            clock=lambda: NOW,
            read_seconds=5,
        ),
        server,
    )
    server.close()


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(
        [0, -1, 10**18, 10**400, 1e308, float("nan"), "", SECRET, "\x00", "\ud800", "a\x00b", SHARE]
    )
    | st.text(max_size=20)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@st.composite
def damaged(draw: st.DrawFn, value: Any) -> Any:
    """The value with one part of it replaced or taken away."""
    if isinstance(value, Mapping) and value and draw(st.integers(0, 5)):
        name = draw(st.sampled_from(sorted(value)))
        if not draw(st.integers(0, 5)):
            return {key: part for key, part in value.items() if key != name}
        return {**value, name: draw(damaged(value[name]))}
    if isinstance(value, list) and value and draw(st.integers(0, 5)):
        return [draw(damaged(value[0])), *value[1:]]
    return draw(values)


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


STATUSES = st.sampled_from(
    [200] * 4 + [201, 204, 206, 301, 302, 400, 401, 403, 404, 408, 409]
) | st.sampled_from([410, 413, 414, 415, 418, 422, 426, 429, 500, 502, 503, 599, 999])
HEADERS = st.dictionaries(
    st.sampled_from(
        "x-restli-id x-linkedin-id x-li-uuid retry-after location etag set-cookie content-type content-encoding "
        "x-resourceidentity-urn".split()
    ),
    st.sampled_from(
        [
            "gzip",
            "9" * 5000,
            "-1",
            "1e9",
            "Mon, 01 Jan 0001 00:00:00 -9999",
            "Fri, 99",
            "http://[",
            SHARE,
            SECRET,
        ]
    )
    | st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30),
    max_size=3,
)


@st.composite
def replies(draw: st.DrawFn, good: object) -> Reply:
    bodies = (
        st.binary(max_size=60)
        | values.map(as_json)
        | damaged(good).map(as_json)
        | damaged(ERROR).map(as_json)
    )
    body = draw(bodies | st.sampled_from([b"[" * 100_000, b"9" * 5000, b"null", as_json(good)]))
    start = st.sampled_from([b"", b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 Found\r\nLocation: "])
    raw = draw(st.none() | st.none() | st.none() | st.tuples(start, st.binary(max_size=80)).map(b"".join))
    return Reply(draw(STATUSES), body, draw(HEADERS), raw=raw)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts(getattr(value, one.name))
    elif isinstance(value, Mapping):
        yield from texts(list(value.items()))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from texts(one)


def test_every_call_of_the_adapter_is_tried() -> None:
    assert {name for name in vars(LinkedIn) if not name.startswith("_")} == set(CALLS) | NOT_CALLS


@pytest.mark.parametrize("name", [name for name in CALLS if name not in ("publish", "upload", "audience")])
def test_the_answer_that_is_damaged_here_is_understood_whole(
    played: tuple[LinkedIn, Loopback], name: str
) -> None:
    linkedin, server = played
    server.forget()
    ask, good = CALLS[name]
    server.answer(200, good)
    ask(linkedin)


@pytest.mark.deep
@pytest.mark.parametrize("name", CALLS)
@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_comes_back_is_understood_or_one_of_the_five(
    played: tuple[LinkedIn, Loopback], name: str, data: st.DataObject
) -> None:
    linkedin, server = played
    server.forget()
    ask, good = CALLS[name]
    server.answer_with(data.draw(replies(good)))
    try:
        found: object = ask(linkedin)
    except NetworkFailure as failure:
        found = told(failure)
    for text in texts(found):
        assert "\x00" not in text
        text.encode()


def told(failure: NetworkFailure) -> list[str]:
    assert SECRET not in f"{failure} {vars(failure)}"
    assert vars(pickle.loads(pickle.dumps(failure))) == vars(failure)
    return [str(failure), *(part for part in vars(failure).values() if isinstance(part, str))]
