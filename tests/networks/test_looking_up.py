"""An address that people type is asked for only where a stranger could reach it too (R-4.10)."""

import pytest

from influence.networks.looking_up import NotPublic, answers
from tests.networks.loopback import Loopback

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
