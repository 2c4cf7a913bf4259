"""What must be true of the repository as a whole."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.env import SETTINGS
from ops.state import PROJECT

# Written in pieces so that this file does not carry what it forbids.
FORBIDDEN = (
    r"py" + r"pi\.org",
    r"python" + r"hosted",
    r"npm" + r"js\.(org|com)",
    r"--(extra-)?index-" + r"url[ =]",
    r"(?<![\w.])/wo" + r"rk/(main|shared|\.library)",
    r"/tm" + r"p/(brief|dev\.env|bin/gc)",
    r"/ro" + r"ot/",
    r"is" + r"sues show",
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    return [PROJECT / name for name in listed.split("\0") if name and (PROJECT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_registry_or_a_place_of_the_makers_machine() -> None:
    pattern = re.compile("|".join(FORBIDDEN))
    files = tracked()
    assert len(files) > 50
    found = [
        f"{path.relative_to(PROJECT)}: {hit[0]}" for path in files if (hit := pattern.search(text_of(path)))
    ]
    assert found == []


def test_no_secret_shape_lies_in_the_repository() -> None:
    names = {path.name for path in tracked()}
    assert not names & {".env", "secrets.env", "id_rsa"}


def test_every_script_can_be_run() -> None:
    scripts = [path for path in (PROJECT / "bin").iterdir() if path.is_file()]
    assert scripts
    assert [path.name for path in scripts if not path.stat().st_mode & 0o111] == []


@pytest.mark.parametrize("name", ["base", "dev", "production", "uv"])
def test_every_pinned_package_carries_its_hashes(name: str) -> None:
    text = (PROJECT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert entries
    assert [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for name, wanted in {
        "production": project["dependencies"],
        "base": [*project["dependencies"], *extras["embedded"]],
        "dev": [*project["dependencies"], *extras["embedded"], *extras["dev"]],
    }.items():
        text = (PROJECT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pinned = set(re.findall(r"^([a-z0-9-]+)==", text, flags=re.MULTILINE))
        assert {re.split(r"[\[><=,]", word)[0] for word in wanted} - pinned == set(), name


def test_the_front_end_lock_pins_by_hash_and_names_no_address() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
    return dict(loaded)


def test_the_production_shape_has_its_parts_and_each_is_watched() -> None:
    services = compose()["services"]
    assert {"web", "worker", "beat", "postgres", "redis"} <= set(services)
    assert [
        name for name, service in services.items() if name != "migrate" and "healthcheck" not in service
    ] == []


def test_the_production_shape_hands_on_every_setting_and_holds_no_secret() -> None:
    given = compose()["services"]["web"]["environment"]
    assert sorted(given) == sorted(setting.name for setting in SETTINGS)
    for setting in SETTINGS:
        if setting.default is None and setting.name != "REDIS_URL":
            assert ":?" in given[setting.name], f"{setting.name} must come from outside"
    assert re.fullmatch(r"\$\{LINKEDIN_CLIENT_SECRET:-\}", given["LINKEDIN_CLIENT_SECRET"])


def test_web_and_workers_share_the_media_library_and_it_outlives_them() -> None:
    shape = compose()
    assert shape["services"]["web"]["environment"]["MEDIA_DIR"] == "/media"
    for name in ("web", "worker"):
        assert "media:/media" in shape["services"][name]["volumes"], name
    assert "media" in shape["volumes"]


def test_only_the_web_is_reached_from_outside_and_only_through_the_machine() -> None:
    published = {
        name: service["ports"] for name, service in compose()["services"].items() if "ports" in service
    }
    assert list(published) == ["web"]
    assert published["web"][0].startswith("127.0.0.1:")


def compose_client() -> list[str] | None:
    """`docker compose` where its plugin is there, else the older `docker-compose`, else none."""
    for client in (["docker", "compose"], ["docker-compose"]):
        if (
            shutil.which(client[0])
            and subprocess.run([*client, "version"], capture_output=True, check=False).returncode == 0
        ):
            return client
    return None


@pytest.mark.deep
def test_docker_accepts_the_production_shape() -> None:
    client = compose_client()
    if client is None:
        # No client here: what it would resolve must at least be resolvable.
        text = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
        assert not re.search(r"\$\{(?![A-Z_]+(:[?-][^}]*)?\})", text)
        return
    needed = {
        "SECRET_KEY",
        "TOKEN_KEYS",
        "JOURNAL_KEY",
        "PSEUDONYM_KEY",
        "POSTGRES_PASSWORD",
        "ALLOWED_HOSTS",
    }
    values = dict.fromkeys(needed | {"BASE_URL", "SMTP_URL", "MAIL_FROM"}, "given")
    path = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
    accepted = subprocess.run(
        [*client, "config"], cwd=PROJECT, env={**path, **values}, capture_output=True, text=True, check=False
    )
    assert accepted.returncode == 0, accepted.stderr
    del values["TOKEN_KEYS"]
    refused = subprocess.run(
        [*client, "config"], cwd=PROJECT, env={**path, **values}, capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "set TOKEN_KEYS" in refused.stderr
