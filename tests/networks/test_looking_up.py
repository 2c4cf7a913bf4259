"""An address that people type is asked for only where a stranger could reach it too (R-4.10)."""

import gzip
import zlib

import pytest

from influence.networks.looking_up import NotFetched, NotPublic, Page, Trouble, answers, fetch
from tests.networks.loopback import Fault, Loopback

HOSTILE = [
    "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0.0.0.0/", "http://10.0.0.8/", "http://192.168.1.1/",
    "http://172.16.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[fd00::1]/", "http://[fe80::1]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/", "http://[2002:7f00:1::]/", "http://2130706433/",
    "http://0x7f.1/", "http://0177.0.0.1/", "http://224.0.0.1/", "http://100.64.0.1/", "http://192.0.2.1/",
    "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://example.org:22/",
    "https://example.org:8443/", "http://somebody@example.org/", "http://example.org:99999/", "http:///nowhere",
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
def test_what_lies_inside_is_not_asked_for(address: str) -> None:
    with pytest.raises(NotPublic):
        answers(address, resolve=known)


def known(host: str, port: int) -> list[str]:
    """Names as the world has them; numbers as the system reads them."""
    from influence.networks.looking_up import resolved

    return ["93.184.215.14"] if host == "example.org" else resolved(host, port)


def test_a_name_with_one_address_inside_is_not_asked_for() -> None:
    with pytest.raises(NotPublic):
        answers("http://release.example/", resolve=lambda host, port: ["93.184.215.14", "127.0.0.1"])


def test_a_name_is_resolved_once() -> None:
    """Whoever answers otherwise the second time gains nothing (DNS rebinding)."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with pytest.raises(NotPublic):
        answers("http://release.example/", resolve=resolve)
    assert asked == ["release.example"]


def trusted(loopback: Loopback) -> tuple[str, str]:
    place = loopback.url.removeprefix("http://")
    return f"http://{place}/communique", place


def test_the_status_of_an_address_that_answers(server: Loopback) -> None:
    address, place = trusted(server)
    server.answer(200)
    assert answers(address, allowed=[place]) == 200
    server.answer(404)
    assert answers(address, allowed=[place]) == 404


def test_a_redirect_inside_is_not_followed(server: Loopback) -> None:
    address, place = trusted(server)
    server.answer(302, Location="http://127.0.0.1:1/admin")
    with pytest.raises(NotPublic):
        answers(address, allowed=[place])


def test_nobody_answers() -> None:
    assert answers("http://127.0.0.1:1/", allowed=["127.0.0.1:1"]) is None
    assert answers("http://no-such-name.invalid/") is None


@pytest.mark.parametrize("address", HOSTILE)
def test_what_lies_inside_is_not_fetched(address: str) -> None:
    with pytest.raises(NotPublic):
        fetch(address, resolve=known)


def fetched(server: Loopback, **known: str | int | float) -> Page:
    address, place = trusted(server)
    return fetch(address, allowed=[place], **known)  # type: ignore[arg-type]


def trouble(server: Loopback, **known: str | int | float) -> tuple[Trouble, str]:
    with pytest.raises(NotFetched) as caught:
        fetched(server, **known)
    return caught.value.trouble, caught.value.detail


def test_a_page_is_fetched_with_its_marks(server: Loopback) -> None:
    server.answer(200, b"<feed/>", content_type="application/atom+xml", etag='"a"', last_modified="Mon")
    page = fetched(server)
    assert (page.body, page.content_type, page.etag, page.last_modified) == (
        b"<feed/>", "application/atom+xml", '"a"', "Mon",
    )  # fmt: skip
    assert "If-None-Match" not in server.last.headers


def test_the_marks_are_shown_and_an_unchanged_page_has_no_body(server: Loopback) -> None:
    server.answer(304)
    assert fetched(server, etag='"a"', last_modified="Mon").is_unchanged
    shown = {name.lower(): value for name, value in server.last.headers.items()}
    assert (shown["if-none-match"], shown["if-modified-since"]) == ('"a"', "Mon")


def test_a_mark_that_would_be_a_header_of_its_own_is_left_out(server: Loopback) -> None:
    server.answer(200, b"x")
    fetched(server, etag='"a"\r\nX-Evil: 1')
    assert not {"if-none-match", "x-evil"} & {name.lower() for name in server.last.headers}


def test_a_redirect_is_followed_where_it_may_lead_and_nowhere_else(server: Loopback) -> None:
    server.answer(301, Location="/ailleurs")
    server.answer(200, b"x")
    assert fetched(server).address.endswith("/ailleurs")
    server.answer(302, Location="http://169.254.169.254/latest/")
    with pytest.raises(NotPublic):
        fetched(server)


def test_whoever_is_sent_round_in_circles_stops(server: Loopback) -> None:
    for _ in range(9):
        server.answer(302, Location="/encore")
    assert trouble(server)[0] is Trouble.ASTRAY


BOMB = gzip.compress(b"0" * 3_000_000)


@pytest.mark.parametrize(
    ("body", "headers", "found"),
    [
        (b"x" * 2_000_001, {}, Trouble.TOO_LARGE),
        (BOMB, {"content_encoding": "gzip"}, Trouble.TOO_LARGE),
        (b"not packed", {"content_encoding": "gzip"}, Trouble.UNREADABLE),
        (b"x", {"content_encoding": "br"}, Trouble.UNREADABLE),
    ],
)
def test_what_is_too_large_or_unreadable(
    server: Loopback, body: bytes, headers: dict[str, str], found: Trouble
) -> None:
    server.answer(200, body, **headers)
    assert trouble(server)[0] is found


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_page_is_unpacked(server: Loopback, pack) -> None:  # type: ignore[no-untyped-def]
    server.answer(200, pack(b"<rss/>"), content_encoding="gzip" if pack is gzip.compress else "deflate")
    assert fetched(server).body == b"<rss/>"


def test_a_status_is_told(server: Loopback) -> None:
    server.answer(410)
    assert trouble(server) == (Trouble.STATUS, "410")


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("hang-up", Trouble.SILENT),
        ("cut-body", Trouble.CUT_SHORT),
        ("endless", Trouble.TOO_LARGE),
        ("silence", Trouble.CUT_SHORT),
    ],
)
def test_a_broken_answer(server: Loopback, fault: Fault, found: Trouble) -> None:
    server.break_off(fault)
    assert trouble(server, seconds=0.3)[0] is found
