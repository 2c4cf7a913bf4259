"""The sandbox as a process: how it starts, stops, remembers; and that it stands alone."""

import ast
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from sandbox import persist, personas
from sandbox.app import Application
from sandbox.engagement.policy import Policy
from sandbox.entities import Delivery, Subscription
from sandbox.persist import UnreadableState
from sandbox.readings import Readings
from sandbox.wire import Request
from sandbox.world import EVERY_AUTHOR, World
from tests.sandbox.conftest import CLAIRE, Sandbox, body

ROOT = Path(__file__).parents[2]


def test_it_prints_its_address_and_stops_on_sigterm() -> None:
    with _running() as (process, url):
        assert requests.get(f"{url}/_sandbox/health", timeout=5).json()["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def test_it_remembers_in_a_file(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with _running("--seed", "3", "--state", str(state)) as (process, url):
        first = Sandbox(url)
        first.populate()
        first.control("engagement", default=True)
        first.publish("À garder")
        token = first.control("tokens", member="Ab12Cd34Ef", app="sandbox-partner")["access_token"]
        before = first.state()["posts"]
        first.session.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    with _running("--state", str(state)) as (_, url):
        again = Sandbox(url)
        after = again.state()["posts"]
        assert [post["urn"] for post in after] == [post["urn"] for post in before]
        assert after[0]["text"] == "À garder"
        assert again.get("/v2/me", token=token).status_code == 200
        assert again.control("tokens", member="Ab12Cd34Ef")["access_token"] != token
        again.session.close()


def test_a_whole_world_comes_back_from_its_file(tmp_path: Path) -> None:
    world = World(seed=4, readings=Readings(locale="text"))
    personas.settle(world)
    world.clock.fixed_ms = 1795251600000
    world.policies[EVERY_AUTHOR] = Policy()
    app = Application(world)
    head = {
        "authorization": "Bearer tok-partner",
        "linkedin-version": "202609",
        "x-restli-protocol-version": "2.0.0",
    }
    content = json.dumps(body("Bonjour #IA")).encode()
    assert app.answer(Request("POST", "/rest/posts", "", head, content)).status == 201
    comment = {"actor": CLAIRE, "message": {"text": "Bravo", "attributes": []}}
    path = "/rest/socialActions/urn%3Ali%3Ashare%3A7529830966886400000/comments"
    assert app.answer(Request("POST", path, "", head, json.dumps(comment).encode())).status == 201
    owner = json.dumps({"initializeUploadRequest": {"owner": CLAIRE}}).encode()
    assert app.answer(Request("POST", "/rest/images", "action=initializeUpload", head, owner)).status == 200
    (slot,) = world.slots
    head_of_upload = {"authorization": "Bearer tok-partner"}
    assert app.answer(Request("PUT", f"/dms-uploads/{slot}", "", head_of_upload, b"x")).status == 201
    world.subscriptions["key"] = Subscription("key", "a", "b", "c", "http://127.0.0.1/", 1, 2)
    world.told["key"] = {3, 4}
    world.deliveries[1] = Delivery(1, "key", "{}", statuses=(500,))
    world.own_ids = True
    persist.save(world, tmp_path / "state.json")
    again = persist.load(tmp_path / "state.json")
    for name in (
        "clock",
        "members",
        "apps",
        "tokens",
        "posts",
        "engagements",
        "policies",
        "calls",
        "used_ids",
        "roles",
        "media",
        "slots",
        "comment_times",
        "subscriptions",
        "told",
        "deliveries",
        "webhooks",
        "processing_seconds",
        "readings",
        "own_ids",
    ):
        assert getattr(again, name) == getattr(world, name)
    assert again.create_calls == world.create_calls


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}', '{"format": 1, "seed": 1, "posts": 3}'])
def test_a_file_of_another_kind_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    state = tmp_path / "state.json"
    state.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableState):
        persist.load(state)
    done = _run("--port", "0", "--state", str(state))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert state.read_text(encoding="utf-8") == text


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = _run("--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "cannot start on 127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_many_callers_at_once_make_no_double_and_lose_nothing(sandbox: Sandbox) -> None:
    statuses: list[int] = []

    def post() -> None:
        with requests.Session() as session:
            one = Sandbox(sandbox.url, session)
            statuses.extend(one.create(f"Texte {number}").status_code for number in range(10))

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] * 10 + [422] * 50
    assert sandbox.state()["duplicates"] == []


def test_a_connection_is_kept_for_the_next_call(sandbox: Sandbox) -> None:
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"), timeout=5)
    with closing(connection):
        connection.connect()
        kept = connection.sock
        for path in ("/_sandbox/health", "/nothing", "/rest/posts", "/feed"):
            connection.request("GET", path)
            assert connection.getresponse().read()
            assert connection.sock is kept


@pytest.mark.parametrize(
    "header", ["Content-Length: 99999999", "Transfer-Encoding: chunked", "Content-Length: -1"]
)
def test_a_body_too_great_or_of_unknown_length_ends_the_connection(sandbox: Sandbox, header: str) -> None:
    host, _, port = sandbox.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(f"POST /rest/posts HTTP/1.1\r\nHost: a\r\n{header}\r\n\r\n".encode())
        with connection.makefile("rb") as answer:
            whole = answer.read()  # until the sandbox closes
    assert whole.startswith(b"HTTP/1.1 413")
    assert b"Connection: close" in whole


def test_it_imports_nothing_of_the_product_and_is_imported_by_none() -> None:
    allowed = {"sandbox", "cryptography", "jinja2", *sys.stdlib_module_names}
    for path in (ROOT / "sandbox").rglob("*.py"):
        assert _imports(path) <= allowed, path
    for path in (ROOT / "influence").rglob("*.py"):
        assert "sandbox" not in _imports(path), path


@contextmanager
def _running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "sandbox", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process, process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sandbox", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name.partition(".")[0] for name in names}
