"""`drill publish`, on a server that is not ours and knows nothing of our sandbox's control calls."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from drills import publish
from drills.house.network import voices
from ops.state import PROJECT

POSTS = [
    {"text": "Un texte qui part.", "due_in": 1, "leader": 1},
    {"text": "Un texte refusé.", "due_in": 1, "leader": 2},
    {"text": "Un texte dont la réponse se perd.", "due_in": 2, "leader": 2},
    {"text": "Un texte bien trop tard.", "due_in": -7200},
]


class Stranger(ThreadingHTTPServer):
    """Says yes, no, or something that means nothing; and who a token belongs to, for one of them."""

    daemon_threads = True
    seen: list[tuple[str, dict[str, str]]]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Stranger

    def do_GET(self) -> None:
        is_known = self.path == "/v2/userinfo" and self.headers["Authorization"] == "Bearer known"
        self.say(200 if is_known else 404, {"sub": "Known1234"} if is_known else {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.headers["Authorization"], body))
        if "refusé" in body["commentary"]:
            self.say(422, {"message": "no", "status": 422})
        elif "se perd" in body["commentary"]:
            self.say(500, {})
        else:
            self.say(201, {}, urn="urn:li:share:7530166346982621184")

    def say(self, status: int, content: dict[str, object], *, urn: str = "") -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if urn:
            self.send_header("x-restli-id", urn)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        return


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    server = Stranger(("127.0.0.1", 0), Handler)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def address(server: Stranger) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def kept(folder: Path, content: object) -> str:
    path = folder / "posts.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


@pytest.mark.deep
def test_each_post_comes_to_an_end_or_to_a_question_and_says_so(stranger: Stranger, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ops.cli", "drill", "publish", "--linkedin-url", address(stranger), "--posts",
         kept(tmp_path, POSTS), "--token", "known", "--json"],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [one["state"] for one in told["posts"]] == ["published", "failed", "unclear", "missed"]
    assert [one["told"] for one in told["posts"]] == [[], ["failed"], ["unclear"], ["missed"]]
    assert [one["attempts"] for one in told["posts"]] == [1, 1, 1, 0]
    assert 0 <= told["posts"][0]["seconds"] < 60
    assert (told["passed"], told["untold"], told["stuck"], told["created"]) == (True, 0, 0, None)
    authors = {(token, body["author"]) for token, body in stranger.seen}
    assert authors == {
        ("Bearer known", "urn:li:person:Known1234"),
        ("Bearer drill-token-2", "urn:li:person:drillLeader0002"),
    }


def test_leaders_of_a_server_that_names_nobody_get_made_up_names(stranger: Stranger) -> None:
    found = voices(address(stranger), count=2, tokens=[])
    assert [one.token for one in found] == ["drill-token-1", "drill-token-2"]
    assert len({one.urn for one in found}) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"text": "x"}, "must hold a list"),
        ([], "at least one"),
        ([1], "Post 1 is not an object"),
        ([{"due_in": 1}], "Post 1 has no text"),
        ([{"text": " "}], "Post 1 has no text"),
        ([{"text": "x", "due_in": "soon"}], "due_in of post 1"),
        ([{"text": "x", "due_in": True}], "due_in of post 1"),
        ([{"text": "x", "due_in": 1e9}], "due_in of post 1"),
        ([{"text": "x", "leader": "Claire"}], "leader of post 1"),
        ([{"text": "x"}, {"text": "y", "when": 1}], "Post 2 has 'when'"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: object, says: str
) -> None:
    assert publish.main(["--linkedin-url", "http://127.0.0.1:9", "--posts", kept(tmp_path, content)]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1:9", "Nobody answers"),
        ("127.0.0.1:9", "not an address"),
        ("http://[::1", "not an address"),
        ("https://api.linkedin.com", "This is LinkedIn itself"),
    ],
)
def test_a_server_that_is_none_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, says: str
) -> None:
    assert publish.main(["--linkedin-url", url, "--posts", kept(tmp_path, POSTS)]) == 2
    assert says in capsys.readouterr().err


def test_a_file_that_is_not_there_or_no_json_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "posts.json").write_text("{", encoding="utf-8")
    for name, says in (("posts.json", "is not JSON"), ("none.json", "cannot be read")):
        path = str(tmp_path / name)
        assert publish.main(["--linkedin-url", "http://127.0.0.1:9", "--posts", path]) == 2
        assert says in capsys.readouterr().err
