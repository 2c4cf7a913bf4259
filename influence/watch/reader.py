"""A source's address, asked for and read: the request is guarded (networks.looking_up), the reading confined (reading.child)."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from influence.core.confinement import ran_out
from influence.networks.looking_up import NotFetched, NotPublic, Page, fetch
from influence.watch.reading.child import READY, SECONDS

_ROOT = Path(__file__).resolve().parents[2]
# -E and -s: no variable of the environment and no package of the user's own reaches the child.
_COMMAND = (sys.executable, "-E", "-s", "-m", "influence.watch.reading.child")
# A slow machine may take its time to start the child, which counts its own seconds.
_START_SECONDS = 30
_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


class Trouble(StrEnum):
    NOT_PUBLIC = "not_public"
    # Of the request: networks.looking_up.
    SILENT = "silent"
    STATUS = "status"
    ASTRAY = "astray"
    TOO_LARGE = "too_large"
    CUT_SHORT = "cut_short"
    UNREADABLE = "unreadable"
    # Of what was found.
    NOT_A_FEED = "not_a_feed"
    TOO_HEAVY = "too_heavy"
    BROKEN = "broken"


class Unread(Exception):
    """`detail`: the status, where there is one; `others`: the feeds that the page found there announces."""

    def __init__(self, trouble: Trouble, detail: str = "", others: tuple[str, ...] = ()) -> None:
        super().__init__(f"{trouble} {detail}".strip())
        self.trouble, self.detail, self.others = trouble, detail, others


@dataclass(frozen=True, kw_only=True)
class Entry:
    link: str
    title: str
    summary: str
    published_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Newest first, as far as they are dated. `is_unchanged`: as it was when it bore the marks shown."""

    title: str = ""
    entries: tuple[Entry, ...] = ()
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False


def look(url: str, *, etag: str = "", last_modified: str = "") -> Reading:
    """Raises Unread."""
    try:
        page = fetch(
            url, etag=etag, last_modified=last_modified, accept=_ACCEPT, allowed=settings.LOOK_UP_ALLOWED
        )
    except NotPublic:
        raise Unread(Trouble.NOT_PUBLIC) from None
    except NotFetched as error:
        raise Unread(Trouble(str(error.trouble)), error.detail) from None
    if page.is_unchanged:
        return Reading(
            is_unchanged=True, etag=page.etag or etag, last_modified=page.last_modified or last_modified
        )
    said = told(page)
    return Reading(
        title=said["title"],
        entries=newest_first(said["entries"]),
        etag=page.etag,
        last_modified=page.last_modified,
    )


def told(page: Page) -> Mapping[str, Any]:
    said = read_apart(page.body, place=page.address, kind=page.content_type)
    if "fault" in said:
        raise Unread(Trouble(said["fault"]), others=tuple(said.get("others", ())))
    return said


def read_apart(content: bytes, *, place: str, kind: str) -> Mapping[str, Any]:
    job = json.dumps({"place": place, "kind": kind}).encode()
    child = subprocess.Popen(
        _COMMAND, cwd=_ROOT, env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        said, _complaint = child.communicate(job + b"\n" + content, timeout=_START_SECONDS + SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        said, _complaint = child.communicate()
    try:
        answer: Mapping[str, Any] = json.loads(said.removeprefix(READY))
    except ValueError:
        return {"fault": Trouble.TOO_HEAVY if ran_out(child.returncode) else Trouble.BROKEN}
    return answer


def newest_first(found: list[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """The undated keep the feed's order, behind the dated ones."""
    entries = [
        Entry(
            link=one["link"], title=one["title"], summary=one["summary"],
            published_at=datetime.fromisoformat(one["published"]) if one["published"] else None,
        )
        for one in found
    ]  # fmt: skip
    dated = [one for one in entries if one.published_at]
    dated.sort(key=lambda one: one.published_at.timestamp() if one.published_at else 0.0, reverse=True)
    return (*dated, *(one for one in entries if not one.published_at))
