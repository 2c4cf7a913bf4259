"""Settings from the environment and `.env`: one table, typed getters, and a start that stops with plain sentences.

`load(root)` checks every declared setting at once, so that a person mends the whole file in one go. Getters refuse a
name that the table does not declare. `.env.example` carries the same names: a house test compares both ways.
"""

import base64
import binascii
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from dotenv import dotenv_values


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    SECRET = "secret"  # noqa: S105 (the name of a kind)
    KEY = "key"
    KEYS = "keys"
    CHOICE = "choice"
    WORDS = "words"
    URL = "url"
    DATABASE = "database"
    BROKER = "broker"
    SMTP = "smtp"
    ZONE = "zone"


@dataclass(frozen=True)
class Setting:
    """`default` None means required. An empty default means that the setting may stay empty."""

    name: str
    kind: Kind
    default: str | None = None
    choices: tuple[str, ...] = ()
    least: int = 0

    @property
    def from_file(self) -> bool:
        """Secrets may lie in a file named by NAME_FILE (Docker and systemd credentials)."""
        return self.kind in {Kind.SECRET, Kind.KEY, Kind.KEYS, Kind.DATABASE, Kind.BROKER, Kind.SMTP}


SETTINGS: tuple[Setting, ...] = (
    Setting("SECRET_KEY", Kind.SECRET, least=40),
    Setting("TOKEN_KEYS", Kind.KEYS),
    Setting("JOURNAL_KEY", Kind.KEY),
    Setting("PSEUDONYM_KEY", Kind.KEY),
    Setting("DATABASE_URL", Kind.DATABASE),
    Setting("REDIS_URL", Kind.BROKER),
    Setting("ALLOWED_HOSTS", Kind.WORDS, "localhost,127.0.0.1"),
    Setting("BASE_URL", Kind.URL, "http://127.0.0.1:8000"),
    Setting("DEBUG", Kind.BOOLEAN, "False"),
    Setting("MEDIA_DIR", Kind.TEXT, ".state/media"),
    Setting("SMTP_URL", Kind.SMTP, "smtp://127.0.0.1:25"),
    Setting("MAIL_FROM", Kind.TEXT, "Influence <influence@localhost>"),
    Setting("LINKEDIN_CLIENT_ID", Kind.TEXT, ""),
    Setting("LINKEDIN_CLIENT_SECRET", Kind.SECRET, ""),
    Setting("LINKEDIN_API_URL", Kind.URL, "https://api.linkedin.com"),
    Setting("LINKEDIN_AUTH_URL", Kind.URL, "https://www.linkedin.com"),
    Setting("LINKEDIN_VERSION", Kind.TEXT, "202609"),
    Setting("LINKEDIN_SCOPES", Kind.WORDS, "openid,profile,email,w_member_social"),
    Setting("LINKEDIN_COMMUNITY_CLIENT_ID", Kind.TEXT, ""),
    Setting("LINKEDIN_COMMUNITY_CLIENT_SECRET", Kind.SECRET, ""),
    Setting("LINKEDIN_COMMUNITY_SCOPES", Kind.WORDS, ""),
    Setting("LINKEDIN_COMMUNITY_APP_ID", Kind.TEXT, ""),
    Setting("LINKEDIN_CALLS_PER_MEMBER", Kind.INTEGER, "150"),
    Setting("LINKEDIN_CALLS_PER_APP", Kind.INTEGER, "100000"),
    Setting("LINKEDIN_COMMUNITY_CALLS_PER_MEMBER", Kind.INTEGER, "100"),
    Setting("LINKEDIN_COMMUNITY_CALLS_PER_APP", Kind.INTEGER, "500"),
    Setting("LINKEDIN_OLD_COMMENTS", Kind.BOOLEAN, "False"),
    Setting("TIME_ZONE", Kind.ZONE, "Europe/Paris"),
    Setting("DEFAULT_LANGUAGE", Kind.CHOICE, "fr", choices=("fr", "en")),
    Setting("LOG_LEVEL", Kind.CHOICE, "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR")),
    Setting("LOG_FORMAT", Kind.CHOICE, "text", choices=("text", "json")),
    Setting("METRICS_TOKEN", Kind.SECRET, "", least=20),
    Setting("WEB_THREADS", Kind.INTEGER, "4", least=1),
    Setting("WORKER_CONCURRENCY", Kind.INTEGER, "2", least=1),
)


class Malformed(ValueError):
    """The end of a sentence that begins with the setting's name. Never repeats a secret."""


def _url(setting: Setting, value: str, *, schemes: tuple[str, ...]) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise Malformed("is not an address") from None
    if parts.scheme not in schemes or not parts.hostname:
        raise Malformed(f"must be an address such as {schemes[0]}://host")
    return parts


def _secret(setting: Setting, value: str) -> str:
    if len(value) < setting.least:
        raise Malformed(f"is too short: at least {setting.least} characters")
    return value


def _integer(setting: Setting, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < setting.least:
        raise Malformed(f"must be a whole number of at least {setting.least}, not '{value}'")
    return int(value)


def _boolean(_: Setting, value: str) -> bool:
    if value not in {"True", "False"}:
        raise Malformed(f"must be True or False, not '{value}'")
    return value == "True"


def _choice(setting: Setting, value: str) -> str:
    if value not in setting.choices:
        raise Malformed(f"must be one of {', '.join(setting.choices)}, not '{value}'")
    return value


def _words(_: Setting, value: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", value) if word]


def _zone(_: Setting, value: str) -> str:
    if value not in available_timezones():
        raise Malformed(f"must be a zone name such as Europe/Paris, not '{value}'")
    return value


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _key(_: Setting, value: str) -> str:
    if not _is_key(value):
        raise Malformed("must be 32 random bytes in base64")
    return value


def _keys(_: Setting, value: str) -> str:
    pairs = [pair.partition(":") for pair in value.split(",")]
    if not all(re.fullmatch(r"[A-Za-z0-9_-]{1,16}", name) and _is_key(key) for name, _colon, key in pairs):
        raise Malformed(
            "must be a list such as k2:KEY,k1:KEY, each KEY 32 random bytes in base64, the current one first"
        )
    if len({name for name, _colon, _value in pairs}) != len(pairs):
        raise Malformed("names one key twice")
    return value


def _web_address(setting: Setting, value: str) -> str:
    _url(setting, value, schemes=("https", "http"))
    return value


def _broker(setting: Setting, value: str) -> str:
    _url(setting, value, schemes=("redis", "rediss"))
    return value


def _database(setting: Setting, value: str) -> dict[str, Any]:
    parts = _url(setting, value, schemes=("postgresql", "postgres"))
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise Malformed("names no database: postgresql://user:password@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 600,
        # A database restarted under us costs one reconnection, not one error per connection.
        "CONN_HEALTH_CHECKS": True,
    }


def _smtp(setting: Setting, value: str) -> dict[str, Any]:
    """smtp://user:password@host:port?tls=none|starttls, or smtps:// for TLS from the first byte."""
    parts = _url(setting, value, schemes=("smtp", "smtps"))
    implicit = parts.scheme == "smtps"
    tls = dict(parse_qsl(parts.query)).get("tls", "none")
    if tls not in {"none", "starttls"}:
        raise Malformed("takes ?tls=none or ?tls=starttls, or smtps:// for TLS from the start")
    starttls = tls == "starttls" and not implicit
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit else 587 if starttls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": starttls,
        "EMAIL_USE_SSL": implicit,
    }


READERS: dict[Kind, Callable[[Setting, str], Any]] = {
    Kind.TEXT: lambda _, value: value,
    Kind.INTEGER: _integer,
    Kind.BOOLEAN: _boolean,
    Kind.SECRET: _secret,
    Kind.KEY: _key,
    Kind.KEYS: _keys,
    Kind.CHOICE: _choice,
    Kind.WORDS: _words,
    Kind.URL: _web_address,
    Kind.DATABASE: _database,
    Kind.BROKER: _broker,
    Kind.SMTP: _smtp,
    Kind.ZONE: _zone,
}


@dataclass(frozen=True)
class Environment:
    """Checked values. Each getter answers only for a setting declared with its kind."""

    values: Mapping[str, Any]

    def _of(self, name: str, *kinds: Kind) -> Any:
        kind = next(setting.kind for setting in SETTINGS if setting.name == name)
        if kind not in kinds:
            raise TypeError(f"{name} is declared as {kind}")
        return self.values[name]

    def text(self, name: str) -> str:
        return str(self._of(name, Kind.TEXT, Kind.BROKER, Kind.ZONE))

    def integer(self, name: str) -> int:
        return int(self._of(name, Kind.INTEGER))

    def boolean(self, name: str) -> bool:
        return bool(self._of(name, Kind.BOOLEAN))

    def secret(self, name: str) -> str:
        return str(self._of(name, Kind.SECRET, Kind.KEY, Kind.KEYS))

    def choice(self, name: str) -> str:
        return str(self._of(name, Kind.CHOICE))

    def words(self, name: str) -> list[str]:
        return list(self._of(name, Kind.WORDS))

    def url(self, name: str) -> str:
        return str(self._of(name, Kind.URL))

    def database(self, name: str) -> dict[str, Any]:
        return dict(self._of(name, Kind.DATABASE))

    def smtp(self, name: str) -> dict[str, Any]:
        return dict(self._of(name, Kind.SMTP))


def env_file(root: Path) -> Path | None:
    """`.env` of the project, or INFLUENCE_ENV; INFLUENCE_ENV set to nothing reads no file."""
    chosen = os.environ.get("INFLUENCE_ENV")
    return root / ".env" if chosen is None else Path(chosen) if chosen else None


def file_values(root: Path) -> dict[str, str]:
    """What the file says. The real environment wins over it."""
    path = env_file(root)
    if path is None or not path.is_file():
        return {}
    return {
        name: value for name, value in dotenv_values(path, interpolate=False).items() if value is not None
    }


def problems_and_values(environ: Mapping[str, str]) -> tuple[list[str], dict[str, Any]]:
    """Every problem, one sentence each; the checked values."""
    problems, values = [], {}
    for setting in SETTINGS:
        try:
            values[setting.name] = _checked(setting, environ)
        except Malformed as error:
            problems.append(f"{setting.name} {error} (.env.example explains it).")
    return problems, values


def _checked(setting: Setting, environ: Mapping[str, str]) -> Any:
    raw = _raw(setting, environ)
    if not raw and setting.default == "":
        return [] if setting.kind is Kind.WORDS else ""
    if not raw and setting.default is None:
        raise Malformed("is missing")
    return READERS[setting.kind](setting, raw or str(setting.default))


def _raw(setting: Setting, environ: Mapping[str, str]) -> str:
    path = environ.get(f"{setting.name}_FILE", "") if setting.from_file else ""
    if not path:
        return environ.get(setting.name, "").strip()
    if environ.get(setting.name):
        raise Malformed(f"is given twice, as {setting.name} and as {setting.name}_FILE: keep one")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Malformed(f"cannot be read from the file that {setting.name}_FILE names") from None


def load(root: Path) -> Environment:
    problems, values = problems_and_values({**file_values(root), **os.environ})
    if problems:
        raise SystemExit("Influence cannot start:\n" + "\n".join(f"- {problem}" for problem in problems))
    return Environment(values)
