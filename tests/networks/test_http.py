from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from influence.networks import lines
from influence.networks.errors import NetworkFailure, Reason, Temporary, Unclear
from influence.networks.http import BODY_BYTES, Call, Http, redacted
from tests.networks.loopback import Fault, Loopback


@pytest.fixture
def http(server: Loopback) -> Http:
    return Http(server.url, connect_seconds=0.3, read_seconds=0.3)


def failure(http: Http, *, creates: bool) -> NetworkFailure:
    with pytest.raises(NetworkFailure) as caught:
        http.send(Call("POST", "/x", {"Authorization": "Bearer AQX-s3cret"}, b"{}", creates=creates))
    return caught.value


@pytest.mark.parametrize("fault", ["reset", "hang-up", "silence", "not-http"])
def test_a_create_without_an_answer_is_unclear(server: Loopback, http: Http, fault: Fault) -> None:
    server.break_off(fault)
    lost = failure(http, creates=True)
    assert isinstance(lost, Unclear)
    assert lost.reason is Reason.NO_ANSWER
    assert len(server.seen) == 1


@pytest.mark.parametrize("fault", ["reset", "hang-up", "silence", "not-http"])
def test_any_other_call_without_an_answer_may_be_made_again(
    server: Loopback, http: Http, fault: Fault
) -> None:
    server.break_off(fault)
    lost = failure(http, creates=False)
    assert isinstance(lost, Temporary)
    assert lost.reason is Reason.NO_ANSWER
    assert len(server.seen) == 1


@pytest.mark.parametrize("creates", [True, False])
def test_what_was_never_sent_is_temporary(creates: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    refused = failure(Http(f"http://127.0.0.1:{port}", connect_seconds=0.3), creates=creates)
    assert isinstance(refused, Temporary)
    assert refused.reason is Reason.NOT_CONNECTED


@pytest.fixture
def deaf() -> Iterator[str]:
    """A listener whose queue is full: connecting to it takes for ever."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
            waiting.append(one)
        time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for one in waiting:
            one.close()


def test_a_connection_that_takes_too_long_was_never_sent(deaf: str) -> None:
    slow = failure(Http(deaf, connect_seconds=0.2, read_seconds=0.2), creates=True)
    assert isinstance(slow, Temporary)
    assert slow.reason is Reason.NOT_CONNECTED


def test_a_kept_connection_that_died_does_not_make_a_create_unclear(server: Loopback, http: Http) -> None:
    server.answer(200, {})
    http.send(Call("GET", "/x"))
    server.close()
    again = failure(http, creates=True)
    assert isinstance(again, Temporary)


CREATE = Call("POST", "/x", body=b"{}", creates=True)


def test_creates_that_follow_each_other_share_a_connection(server: Loopback, http: Http) -> None:
    for _ in range(3):
        server.answer(201)
        http.send(CREATE)
    assert (len(server.seen), server.connections) == (3, 1)


def test_a_connection_that_stood_still_carries_no_create(
    server: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "KEPT_SECONDS", 0.0)
    for _ in range(2):
        server.answer(201)
        http.send(CREATE)
    assert server.connections == 2


def test_a_connection_that_the_network_has_closed_meanwhile_carries_no_create(
    server: Loopback, http: Http
) -> None:
    """It would look like a lost one."""
    server.answer(201)
    http.send(CREATE)
    server.hang_up()
    server.answer(201)
    assert http.send(CREATE).status == 201
    assert server.connections == 2


def test_a_create_whose_answer_was_cut_off_leaves_no_connection_behind(server: Loopback, http: Http) -> None:
    server.break_off("cut-body", status=201, x_restli_id="urn:li:share:1")
    assert not http.send(CREATE).complete
    server.answer(201)
    assert http.send(CREATE).status == 201
    assert server.connections == 2


def test_a_body_cut_off_still_leaves_status_and_headers(server: Loopback, http: Http) -> None:
    server.break_off("cut-body", status=201, x_restli_id="urn:li:share:1")
    answer = http.send(Call("POST", "/x", body=b"{}", creates=True))
    assert (answer.status, answer.headers["X-RestLi-Id"]) == (201, "urn:li:share:1")
    assert not answer.complete
    assert answer.json() is None


def test_an_endless_body_is_cut_at_the_cap(server: Loopback, http: Http) -> None:
    server.break_off("endless")
    answer = http.send(Call("GET", "/x"))
    assert not answer.complete
    assert len(answer.body) <= BODY_BYTES


def test_a_redirect_is_not_followed(server: Loopback, http: Http) -> None:
    server.answer(302, Location=f"{server.url}/elsewhere")
    assert http.send(Call("GET", "/x", {"Authorization": "Bearer t"})).status == 302
    assert len(server.seen) == 1


def test_no_cookie_travels_from_one_leader_to_the_next(server: Loopback, http: Http) -> None:
    for _ in range(2):
        server.answer(200, Set_Cookie="lidc=claire; Path=/")
        http.send(Call("GET", "/x"))
    assert "Cookie" not in server.last.headers


@pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example/x", "@evil.example/x", ""])
def test_no_path_leads_to_another_host(http: Http, path: str) -> None:
    with pytest.raises(ValueError, match="slash"):
        http.send(Call("GET", path))


def test_the_environments_proxy_is_ignored(
    server: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    server.answer(200, {"ok": True})
    assert http.send(Call("GET", "/x")).json() == {"ok": True}


def test_an_encoded_path_arrives_as_it_was_written(server: Loopback, http: Http) -> None:
    server.answer(200)
    path = "/rest/reactions/(entity:urn%3Ali%3Ashare%3A1)?ids=List(a%2Cb,c%28d%29)&x=%2A"
    http.send(Call("GET", path))
    assert server.last.path == path


def test_no_secret_is_in_a_log_or_a_representation() -> None:
    call = Call("POST", "/x", {"Authorization": "Bearer AQX-s3cret"}, b"client_secret=s3cret")
    assert "s3cret" not in repr(call)
    shown = redacted({"authorization": "Bearer AQX-s3cret", "Set-Cookie": "s3cret", "X": "y"})
    assert "s3cret" not in str(shown)
    assert shown["X"] == "y"
