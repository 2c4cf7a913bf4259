"""`bin/influence doctor`: what is well and what is not, one line each, with what to do."""

import argparse
import importlib.metadata
import json
import os
import re
import shutil
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis
import requests

from config.env import problems_and_values
from ops.state import PROJECT, CannotStart, State
from ops.supervisor import environment_beside

ENOUGH_DISK = 1_000_000_000
OLDEST_POSTGRES = 150000
WARN_MONTHS = 9


@dataclass(frozen=True)
class Finding:
    """`advice` is empty where all is well."""

    what: str
    found: str
    advice: str = ""

    @property
    def ok(self) -> bool:
        return not self.advice


def python() -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    advice = (
        "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer, remove .venv, run bin/setup."
    )
    yield Finding("Python", version, advice)


def packages() -> Iterator[Finding]:
    text = (PROJECT / "requirements" / "base.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)(?: *;.*?)? *\\?$", text, flags=re.MULTILINE)
    wrong = sorted(name for name, version in pins if _installed(name) not in {version, None})
    absent = sorted(name for name, _version in pins if _installed(name) is None and name in NEEDED)
    advice = (
        f"Run bin/setup: {', '.join(wrong + absent)} differ from requirements/." if wrong or absent else ""
    )
    yield Finding("packages", f"{len(pins)} pinned", advice)
    htmx = (PROJECT / "node_modules" / "htmx.org").is_dir()
    yield Finding("front-end packages", "present" if htmx else "absent", "" if htmx else "Run bin/setup.")


NEEDED = {"django", "celery", "psycopg", "redis", "requests", "jinja2", "cryptography", "typst"}


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    problems, values = problems_and_values(environment)
    for problem in problems:
        yield Finding("settings", problem, "Mend it in .env or in the environment.")
    if not problems:
        yield Finding("settings", f"{len(values)} read")
        yield from _address(str(values["BASE_URL"]), debug=bool(values["DEBUG"]))


def _address(base: str, *, debug: bool) -> Iterator[Finding]:
    local = urlsplit(base).hostname in {"127.0.0.1", "localhost"}
    if debug and not local:
        yield Finding("DEBUG", "True", "Set DEBUG=False: errors would show settings to visitors.")
    advice = (
        "" if local or base.startswith("https://") else "Serve the pages over https and set BASE_URL to that."
    )
    yield Finding("address of the pages", base, advice)


def database(environment: Mapping[str, str]) -> Iterator[Finding]:
    try:
        with psycopg.connect(environment["DATABASE_URL"], connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        yield Finding("database", _one_line(error), "Start it, or mend DATABASE_URL.")
        return
    advice = "" if version >= OLDEST_POSTGRES else "PostgreSQL 15 or newer is needed."
    yield Finding("database", f"PostgreSQL {version // 10000}.{version % 10000}", advice)


def migrations(environment: Mapping[str, str]) -> Iterator[Finding]:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"],
        cwd=PROJECT, env=dict(environment), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        yield Finding("schema", "up to date")
    else:
        last = (done.stderr.strip() or "migrations wait").splitlines()[-1]
        yield Finding("schema", last, "Run bin/influence migrate.")


def broker(environment: Mapping[str, str]) -> Iterator[Finding]:
    client = redis.Redis.from_url(environment["REDIS_URL"], socket_connect_timeout=5, socket_timeout=5)
    try:
        info: dict[str, Any] = client.info("server")
    except redis.exceptions.RedisError as error:
        yield Finding("broker", _one_line(error), "Start it, or mend REDIS_URL.")
    else:
        yield Finding(
            "broker",
            f"{info.get('server_name', 'redis')} {info.get('valkey_version', info['redis_version'])}",
        )
    finally:
        client.close()


def mail(environment: Mapping[str, str]) -> Iterator[Finding]:
    _problems, values = problems_and_values(environment)
    chosen = values["SMTP_URL"]
    host, port = chosen["EMAIL_HOST"], chosen["EMAIL_PORT"]
    kind = smtplib.SMTP_SSL if chosen["EMAIL_USE_SSL"] else smtplib.SMTP
    try:
        with kind(host, port, timeout=5) as server:
            server.ehlo()
    except (OSError, smtplib.SMTPException) as error:
        advice = "Mend SMTP_URL, or start with --with-mailsink to keep all mail on a page."
        yield Finding("mail server", f"{host}:{port}: {_one_line(error)}", advice)
    else:
        yield Finding("mail server", f"{host}:{port} answers")


def linkedin(environment: Mapping[str, str]) -> Iterator[Finding]:
    _problems, values = problems_and_values(environment)
    address = str(values["LINKEDIN_API_URL"])
    try:
        requests.get(address, timeout=5, allow_redirects=False).close()
    except requests.RequestException as error:
        yield Finding(
            "LinkedIn", f"{address}: {type(error).__name__}", "Allow this machine to reach it over https."
        )
    else:
        yield Finding("LinkedIn", f"{address} answers")
    for prefix in ("LINKEDIN", "LINKEDIN_COMMUNITY"):
        yield developer_app(
            prefix, client_id=values[f"{prefix}_CLIENT_ID"], secret=values[f"{prefix}_CLIENT_SECRET"]
        )
    yield version_age(str(values["LINKEDIN_VERSION"]), today=datetime.now(UTC).date())


def developer_app(prefix: str, *, client_id: str, secret: str) -> Finding:
    """Neither is a choice: without an app people publish by hand. One without the other is a slip."""
    name = "LinkedIn app" if prefix == "LINKEDIN" else "LinkedIn app, Community Management"
    if bool(client_id) == bool(secret):
        return Finding(name, "configured" if client_id else "none")
    missing = f"{prefix}_CLIENT_SECRET" if client_id else f"{prefix}_CLIENT_ID"
    return Finding(name, "half configured", f"Set {missing} too (docs/howto/connect-a-linkedin-app.md).")


def version_age(version: str, *, today: date) -> Finding:
    """LinkedIn retires a version of its API about a year after its month."""
    found = re.fullmatch(r"(20\d\d)(0[1-9]|1[0-2])(\.\d\d)?", version)
    if not found:
        return Finding("LinkedIn version", version, "Write LINKEDIN_VERSION as YYYYMM.")
    months = (today.year - int(found[1])) * 12 + today.month - int(found[2])
    advice = "It is retired after twelve months: move LINKEDIN_VERSION on." if months >= WARN_MONTHS else ""
    return Finding("LinkedIn version", f"{version}, {months} months old", advice)


def disk(state: State) -> Iterator[Finding]:
    free = shutil.disk_usage(state.folder if state.folder.exists() else PROJECT).free
    advice = "" if free > ENOUGH_DISK else "Make room: less than 1 GB is free."
    yield Finding("disk", f"{free / 1e9:.1f} GB free", advice)


def media(environment: Mapping[str, str]) -> Iterator[Finding]:
    _problems, values = problems_and_values(environment)
    folder = PROJECT / str(values["MEDIA_DIR"])
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    writable = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    found = f"{free / 1e9:.1f} GB free" if writable else "not writable"
    lacking = "" if free > ENOUGH_DISK else "Make room where MEDIA_DIR lies: less than 1 GB is free."
    yield Finding("media library", found, lacking if writable else "Let web and workers write MEDIA_DIR.")


def _one_line(error: Exception) -> str:
    """The first line, without an address that could carry a password."""
    return re.sub(r"\w+://\S+", "(address)", str(error).strip().split("\n")[0]) or type(error).__name__


def examine(state: State) -> list[Finding]:
    findings = [*python(), *packages(), *disk(state)]
    try:
        with environment_beside(state) as environment:
            findings += _of_servers(environment)
    except CannotStart as refusal:
        findings.append(
            Finding("servers", str(refusal).split("\n")[0], "See above, or set DATABASE_URL and REDIS_URL.")
        )
    return findings


def _of_servers(environment: Mapping[str, str]) -> list[Finding]:
    findings = [*settings(environment)]
    if not all(finding.ok for finding in findings if finding.what == "settings"):
        return findings
    checks: tuple[Callable[[Mapping[str, str]], Iterator[Finding]], ...] = (
        database,
        migrations,
        broker,
        mail,
        linkedin,
        media,
    )
    return findings + [finding for check in checks for finding in check(environment)]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="influence doctor",
        description="Check this machine and these settings, one line each, with what to do. Ends with 0 if all is well.",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document, for programs")
    args = parser.parse_args(argv)
    findings = examine(State.of_project())
    if args.json:
        print(json.dumps([{**asdict(finding), "ok": finding.ok} for finding in findings], indent=1))
    else:
        print("\n".join(_line(finding) for finding in findings))
    return 0 if all(finding.ok for finding in findings) else 1


def _line(finding: Finding) -> str:
    mark = "ok " if finding.ok else "BAD"
    advice = f"\n       {finding.advice}" if finding.advice else ""
    return f"  {mark}  {finding.what}: {finding.found}{advice}"
