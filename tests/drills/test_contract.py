"""The drill of LinkedIn's contract passes on the sandbox, fails on what is not LinkedIn, and its rows are those of
docs/linkedin.md."""

import importlib
import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from drills import linkedin
from drills.contract import real
from drills.contract.cases import ALL
from drills.contract.play import Play
from ops.state import PROJECT
from tests.serving import served

PAGE = PROJECT / "docs" / "linkedin.md"
ADAPTER = "influence.networks.linkedin"
ABSENT = "—"
Row = tuple[str, str]


def rows() -> dict[Row, list[str]]:
    """Section and name: adapter, sandbox, reason."""
    found: dict[Row, list[str]] = {}
    section = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"### (\d+(?:\.\d+)*) ", line):
            section = heading[1]
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| ") else []
        if section and cells and cells[0] != "row":
            assert (section, cells[0]) not in found
            assert len(cells) == 4, line
            found[section, cells[0]] = cells[1:]
    return found


ROWS = rows()
TRIED = {(case.section, case.row) for case in ALL}


@pytest.mark.deep
def test_the_contract_holds_on_the_sandbox(capsys: pytest.CaptureFixture[str]) -> None:
    assert linkedin.main(["--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["failed"], told["skipped"], told["failures"]) == (0, 0, [])
    assert told["passed"] == told["cases"] == len(ALL) > 550


def test_every_case_has_its_row_and_every_row_a_case_or_a_reason() -> None:
    assert TRIED - set(ROWS) == set()
    assert [row for row, (_, _, reason) in ROWS.items() if row not in TRIED and not reason] == []
    assert len(ROWS) > 400


def test_two_cases_have_two_names() -> None:
    assert len({case.name for case in ALL}) == len(ALL)


def test_whatever_the_page_names_is_there() -> None:
    for row, (adapter, sandbox, _) in ROWS.items():
        if adapter != ABSENT:
            module, name = adapter.strip("`").split(".")
            assert hasattr(importlib.import_module(f"{ADAPTER}.{module}"), name), row
        if sandbox != ABSENT:
            assert (PROJECT / sandbox.strip("`")).is_file(), row


def test_what_is_not_here_has_no_case_of_its_own() -> None:
    nowhere = {row for row, (adapter, sandbox, _) in ROWS.items() if (adapter, sandbox) == (ABSENT, ABSENT)}
    assert nowhere & TRIED == set()


class Yes(BaseHTTPRequestHandler):
    """Agrees to everything."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_DELETE = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def yes_man() -> Iterator[str]:
    with served(ThreadingHTTPServer(("127.0.0.1", 0), Yes)) as server:
        yield f"http://127.0.0.1:{server.server_address[1]}"


def test_what_agrees_to_everything_is_not_linkedin(yes_man: str) -> None:
    """Cases that would pass there prove nothing: they are those that ask the adapter alone."""
    play = Play(yes_man, yes_man, has_control=True)
    chapters = ("1.3", "2.2", "2.8", "3.1", "3.8", "5.4", "6.1", "7.4", "8.3")
    outcomes = [linkedin.run(case, play) for case in ALL if case.section in chapters]
    assert [one.case.name for one in outcomes if one.state == "passed"] == []


def test_without_control_and_tokens_it_says_what_is_missing(yes_man: str) -> None:
    play = Play(yes_man, yes_man, has_control=False)
    outcomes = [linkedin.run(case, play) for case in ALL if case.section in ("2.10", "3.1")]
    reasons = {one.why for one in outcomes if one.state == "skipped"}
    assert reasons == {"needs control", "needs a token: DRILL_TOKEN_PARTNER"}


def test_linkedin_itself_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert linkedin.main(["--base-url", "https://api.linkedin.com"]) == 2
    assert "--real" in capsys.readouterr().err


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    return dict(json.loads(capsys.readouterr().out)["cases"])


def test_on_a_real_account_it_reads_and_posts_one_text_that_it_deletes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sandbox_url: str
) -> None:
    monkeypatch.setenv(real.TOKEN, "tok-partner")
    with linkedin.server(sandbox_url) as play:
        play.begin()
        assert linkedin.main(["--real", "--json", "--base-url", play.api]) == 0
        assert told(capsys)["one post"]["state"] == "skipped"
        assert play.shown() == []
        assert linkedin.main(["--real", "--yes", "--json", "--base-url", play.api]) == 0
        assert {one["state"] for one in told(capsys).values()} == {"passed", "learnt", "skipped"}
        seen = [(post["visibility"], post["is_deleted"], post["is_truncated"]) for post in play.shown()]
    assert seen == [("CONNECTIONS", True, False)]


def test_a_real_post_whose_answer_was_lost_is_left_to_a_person(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sandbox_url: str
) -> None:
    monkeypatch.setenv(real.TOKEN, "tok-partner")
    with linkedin.server(sandbox_url) as play:
        play.begin()
        play.control("faults", fault="timeout-after-commit", call="posts.CREATE")
        assert linkedin.main(["--real", "--yes", "--json", "--base-url", play.api]) == 1
        assert "Look at the profile" in told(capsys)["one post"]["said"]
        assert len(play.shown()) == 1


def test_no_token_no_real_drill(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(real.TOKEN, raising=False)
    assert linkedin.main(["--real"]) == 2
    assert real.TOKEN in capsys.readouterr().out
