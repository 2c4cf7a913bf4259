import base64
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import SETTINGS, Environment, env_file, file_values, load, problems_and_values
from ops.state import PROJECT

KEY = base64.b64encode(b"k" * 32).decode()
ENOUGH = {
    "SECRET_KEY": "s" * 50,
    "TOKEN_KEYS": f"k2:{KEY},k1:{KEY}",
    "JOURNAL_KEY": KEY,
    "PSEUDONYM_KEY": KEY,
    "DATABASE_URL": "postgresql://claire:p%40ss@db.example:6432/influence?sslmode=require",
    "REDIS_URL": "redis://:secret@broker.example:6379/2",
}


def read(**changes: str) -> Environment:
    problems, values = problems_and_values({**ENOUGH, **changes})
    assert problems == []
    return Environment(values)


def refused(**changes: str) -> str:
    problems, _values = problems_and_values({**ENOUGH, **changes})
    assert len(problems) == 1
    return problems[0]


def test_defaults_are_enough_beside_the_required_ones() -> None:
    env = read()
    assert env.boolean("DEBUG") is False
    assert env.choice("DEFAULT_LANGUAGE") == "fr"
    assert env.text("TIME_ZONE") == "Europe/Paris"
    assert env.integer("WEB_THREADS") == 4
    assert env.words("ALLOWED_HOSTS") == ["localhost", "127.0.0.1"]
    assert env.secret("LINKEDIN_CLIENT_SECRET") == ""


def test_the_database_address_becomes_djangos_words() -> None:
    database = read().database("DATABASE_URL")
    assert (database["USER"], database["PASSWORD"]) == ("claire", "p@ss")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 6432, "influence")
    assert database["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("address", "port", "starttls", "implicit"),
    [
        ("smtp://relay", 25, False, False),
        ("smtp://relay?tls=starttls", 587, True, False),
        ("smtps://relay", 465, False, True),
        ("smtp://relay:2525?tls=none", 2525, False, False),
    ],
)
def test_the_mail_address_says_how_to_encrypt(
    address: str, port: int, starttls: bool, implicit: bool
) -> None:
    mail = read(SMTP_URL=address).smtp("SMTP_URL")
    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (port, starttls, implicit)


def test_the_mail_address_carries_user_and_password() -> None:
    mail = read(SMTP_URL="smtp://bruno%40hop.example:p%2Fw@relay").smtp("SMTP_URL")
    assert (mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]) == ("bruno@hop.example", "p/w")


@pytest.mark.parametrize("name", sorted(ENOUGH))
def test_a_missing_setting_is_named(name: str) -> None:
    assert refused(**{name: ""}).startswith(f"{name} is missing")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DEBUG", "yes", "must be True or False, not 'yes'"),
        ("DEBUG", "true", "must be True or False, not 'true'"),
        ("WEB_THREADS", "0", "whole number of at least 1"),
        ("WEB_THREADS", "four", "whole number"),
        ("WORKER_CONCURRENCY", "-1", "whole number"),
        ("DEFAULT_LANGUAGE", "de", "must be one of fr, en, not 'de'"),
        ("TIME_ZONE", "Paris", "zone name such as Europe/Paris"),
        ("BASE_URL", "influence.example", "must be an address such as https://host"),
        ("BASE_URL", "https://host:port", "is not an address"),
        ("DATABASE_URL", "mysql://h/d", "must be an address such as postgresql://host"),
        ("DATABASE_URL", "postgresql://host", "names no database"),
        ("REDIS_URL", "http://host", "must be an address such as redis://host"),
        ("SMTP_URL", "smtp://host?tls=maybe", "takes ?tls=none or ?tls=starttls"),
        ("SECRET_KEY", "short", "at least 40 characters"),
        ("JOURNAL_KEY", "c2hvcnQ=", "32 random bytes"),
        ("JOURNAL_KEY", "not base64!", "32 random bytes"),
        ("TOKEN_KEYS", KEY, "a list such as k2:KEY,k1:KEY"),
        ("TOKEN_KEYS", f"k1:{KEY},k1:{KEY}", "names one key twice"),
        ("LOG_LEVEL", "loud", "must be one of DEBUG"),
    ],
)
def test_a_malformed_setting_is_one_sentence_that_names_it(name: str, value: str, says: str) -> None:
    sentence = refused(**{name: value})
    assert sentence.startswith(f"{name} ")
    assert says in sentence


@pytest.mark.parametrize("name", sorted(ENOUGH))
def test_a_refused_secret_is_never_repeated(name: str) -> None:
    assert "hunter2" not in refused(**{name: "hunter2 hunter2"})


def test_all_problems_are_told_at_once() -> None:
    problems, _values = problems_and_values({"DEBUG": "maybe"})
    assert len(problems) == len(ENOUGH) + 1


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    assert read(JOURNAL_KEY="", JOURNAL_KEY_FILE=str(tmp_path / "key")).secret("JOURNAL_KEY") == KEY


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    assert "is given twice" in refused(JOURNAL_KEY_FILE=str(tmp_path / "key"))


def test_an_unreadable_secret_file_is_named(tmp_path: Path) -> None:
    assert "JOURNAL_KEY_FILE" in refused(JOURNAL_KEY="", JOURNAL_KEY_FILE=str(tmp_path / "absent"))


def test_a_getter_answers_only_for_its_own_kind() -> None:
    with pytest.raises(TypeError, match="DEBUG is declared as boolean"):
        read().text("DEBUG")


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENOUGH.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("INFLUENCE_ENV", raising=False)
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    monkeypatch.delenv("LOG_FORMAT", raising=False)
    (tmp_path / ".env").write_text("LOG_LEVEL=DEBUG\nLOG_FORMAT=json\n")
    env = load(tmp_path)
    assert (env.choice("LOG_LEVEL"), env.choice("LOG_FORMAT")) == ("ERROR", "json")


def test_a_dollar_in_the_file_is_a_dollar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INFLUENCE_ENV", raising=False)
    (tmp_path / ".env").write_text("SECRET_KEY='a$HOME${X}'\n")
    assert file_values(tmp_path) == {"SECRET_KEY": "a$HOME${X}"}


def test_the_file_can_be_another_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFLUENCE_ENV", str(tmp_path / "other"))
    assert env_file(PROJECT) == tmp_path / "other"
    monkeypatch.setenv("INFLUENCE_ENV", "")
    assert env_file(PROJECT) is None


def test_a_start_without_settings_ends_with_sentences_and_no_traceback() -> None:
    clean = {"PATH": "/usr/bin:/bin", "INFLUENCE_ENV": ""}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=PROJECT,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "- DATABASE_URL is missing (.env.example explains it)." in done.stderr
    assert "Traceback" not in done.stderr


def example() -> str:
    return (PROJECT / ".env.example").read_text(encoding="utf-8")


def test_the_example_lists_every_setting_and_no_other() -> None:
    listed = re.findall(r"^([A-Z_]+)=", example(), flags=re.MULTILINE)
    assert sorted(listed) == sorted(setting.name for setting in SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_example_explains_each_setting_and_shows_its_default(setting) -> None:  # type: ignore[no-untyped-def]
    found = re.search(rf"^(#.*)\n{setting.name}=(.*)$", example(), flags=re.MULTILINE)
    assert found is not None, "no comment above it"
    assert found[2] == (setting.default or "")
