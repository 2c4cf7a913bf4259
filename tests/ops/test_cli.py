import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ops.cli import COMMANDS, our_management_commands, resolve, usage
from ops.doctor import developer_app, version_age
from ops.state import PROJECT, State


def influence(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops.cli", *words],
        cwd=PROJECT,
        env={**os.environ, "INFLUENCE_ENV": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_says_one_line_about_each_command() -> None:
    shown = usage()
    for name, command in COMMANDS.items():
        assert f"  {name:<22}{(command.__doc__ or '').strip()}" in shown
        assert command.__doc__
    for name, text in our_management_commands().items():
        assert f"  {name:<22}{text}" in shown


def test_every_management_command_of_ours_has_its_line() -> None:
    assert [name for name, text in our_management_commands().items() if not text] == []


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_help_needs_no_settings(word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ops.cli", word],
        cwd=PROJECT,
        env={"INFLUENCE_ENV": ""},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_an_unknown_command_gets_the_nearest_one() -> None:
    done = influence("mail-sink")
    assert done.returncode == 2
    assert "Did you mean 'mailsink'?" in done.stderr


def test_dashes_become_underscores() -> None:
    assert resolve("import-calendar", ours={"import-calendar": ""}) == "import_calendar"
    assert resolve("import_calendar", ours={"import-calendar": ""}) == "import_calendar"
    assert resolve("migrate", ours={}) == "migrate"
    assert resolve("fly", ours={}) is None


@pytest.mark.deep
def test_a_management_command_runs_with_its_words_and_its_code() -> None:
    assert influence("showmigrations", "contenttypes").stdout.startswith("contenttypes\n")
    refused = influence("migrate", "--no-such-option")
    assert refused.returncode == 2
    assert "no-such-option" in refused.stderr


@pytest.mark.parametrize("name", ["bench", "drill"])
def test_an_unknown_bench_or_drill_is_refused(name: str) -> None:
    done = influence(name, "no-such-thing")
    assert done.returncode == 2
    assert "There is no 'no-such-thing'" in done.stderr


def test_a_setting_that_is_wrong_stops_with_a_sentence() -> None:
    done = influence("migrate", DEBUG="perhaps")
    assert done.returncode == 1
    assert "DEBUG must be True or False, not 'perhaps'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_tells_what_to_do_and_no_password() -> None:
    done = influence(
        "doctor", "--json", SMTP_URL="smtp://u:hunter2@127.0.0.1:1", LINKEDIN_API_URL="http://127.0.0.1:1"
    )
    findings = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert findings["database"]["ok"]
    assert findings["broker"]["ok"]
    assert "Mend SMTP_URL" in findings["mail server"]["advice"]
    assert findings["LinkedIn"]["advice"]
    assert "hunter2" not in done.stdout


@pytest.mark.deep
def test_the_doctor_asks_for_a_media_library_that_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file where the folder should be", encoding="utf-8")
    for folder, ok in ((tmp_path / "new" / "media", True), (tmp_path / "media", False)):
        done = influence("doctor", "--json", MEDIA_DIR=str(folder), LINKEDIN_API_URL="http://127.0.0.1:1")
        findings = {finding["what"]: finding for finding in json.loads(done.stdout)}
        assert findings["media library"]["ok"] is ok
        assert not (tmp_path / "new").exists()


@pytest.mark.deep
def test_the_doctor_reports_a_database_that_is_away() -> None:
    done = influence("doctor", "--json", DATABASE_URL="postgresql://claire:hunter2@127.0.0.1:1/none")
    findings = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert "mend DATABASE_URL" in findings["database"]["advice"]
    assert "hunter2" not in done.stdout


@pytest.mark.parametrize(
    ("version", "ok"),
    [("202609", True), ("202603", True), ("202602", False), ("202511", False), ("2026", False)],
)
def test_the_doctor_warns_before_linkedin_retires_a_version(version: str, ok: bool) -> None:
    assert version_age(version, today=date(2026, 11, 22)).ok is ok


@pytest.mark.parametrize(
    ("client_id", "secret", "advice"),
    [("", "", ""), ("77", "s3cret", ""), ("77", "", "CLIENT_SECRET too"), ("", "s3cret", "CLIENT_ID too")],
)
def test_the_doctor_sees_an_app_that_is_half_configured(client_id: str, secret: str, advice: str) -> None:
    found = developer_app("LINKEDIN_COMMUNITY", client_id=client_id, secret=secret)
    assert (found.ok, advice in found.advice) == (not advice, True)
    assert "s3cret" not in repr(found)


def test_the_state_folder_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("INFLUENCE_STATE", str(tmp_path / "mine"))
    assert State.of_project(name="test").folder == tmp_path / "mine" / "test"
