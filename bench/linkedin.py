"""Speed of the LinkedIn adapter against bare requests, its memory while a video goes up, its calls for each post.

All against a sandbox that is a process of its own. Speeds: blocks of calls by the adapter and by bare `requests` in turn,
the same route, the same bytes asked for, both read as JSON. A reading keeps its connection in both. A creation opens one
of its own in the adapter, by design (a kept-alive connection that has died unnoticed would make an unsent post look like a
lost one), so it is told against both ways of bare `requests`."""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import requests

from bench import sweep
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.adapter import VERSION
from influence.networks.linkedin.posts import body
from influence.networks.ports import Content, Credentials

CLAIRE, TOKEN = "urn:li:person:Ab12Cd34Ef", "tok-partner"
WHO = Credentials(TOKEN)
LEAST_RATIO, MOST_MB = 0.8, 64
VIDEO_MB = 500
BLOCK = 25
HEAD = {
    "Authorization": f"Bearer {TOKEN}",
    "LinkedIn-Version": VERSION,
    "X-Restli-Protocol-Version": "2.0.0",
    "Accept": "application/json",
}
Found = dict[str, float | int | bool]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="influence bench linkedin", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="how long calls of each kind are made")
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    parser.add_argument("--upload", metavar="URL", help=argparse.SUPPRESS)  # the child that uploads
    args = parser.parse_args(argv)
    if args.upload:
        print(json.dumps(upload(args.upload)))
        return 0
    found = measure(seconds=args.seconds)
    print(json.dumps(found) if args.json else in_words(found))
    return 0 if found["is_within"] else 1


def measure(*, seconds: float) -> Found:
    with running() as (url, process):
        found = reading(url, seconds=seconds) | creating(url, seconds=seconds / 2) | memory(url, process.pid)
    found |= sweep.measure()
    within = found["read_ratio"] >= LEAST_RATIO and found["upload_extra_mb"] <= MOST_MB
    return found | {"is_within": bool(within and found["is_within"])}


@contextmanager
def running() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--seed", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").split()[-1], process
        finally:
            process.terminate()


def adapter(url: str) -> LinkedIn:
    return LinkedIn(
        client_id="sandbox-partner",
        client_secret="secret-partner",
        redirect_uri="http://127.0.0.1/",
        clock=lambda: datetime.now(UTC),
        base_url=url,
        auth_url=url,
    )


def reading(url: str, *, seconds: float) -> Found:
    """GET socialMetadata of one post."""
    network, session = adapter(url), bare_session()
    urn = network.publish(Content(CLAIRE, "Un atelier à Lyon"), credentials=WHO).urn
    address = f"{url}/rest/socialMetadata/{urn.replace(':', '%3A')}"
    ours, bare = in_turn(
        lambda: network.counters(urn, credentials=WHO, capabilities=()),
        lambda: session.get(address, headers=HEAD, timeout=(3.05, 30)).json(),
        seconds=seconds,
    )
    return {"read_adapter_per_s": ours, "read_bare_per_s": bare, "read_ratio": round(ours / bare, 3)}


def creating(url: str, *, seconds: float) -> Found:
    """POST posts, each with a text of its own."""
    network, session, numbers = adapter(url), bare_session(), itertools.count()
    headers = {**HEAD, "Content-Type": "application/json"}

    def content() -> Content:
        return Content(CLAIRE, f"Texte n°{next(numbers)}")

    def by_hand(send: Callable[..., requests.Response]) -> None:
        sent = json.dumps(body(content()), ensure_ascii=False).encode()
        made = send(f"{url}/rest/posts", headers=headers, data=sent, timeout=(3.05, 30))
        made.raise_for_status()

    ours, fresh, kept = in_turn(
        lambda: network.publish(content(), credentials=WHO),
        lambda: by_hand(requests.post),
        lambda: by_hand(session.post),
        seconds=seconds,
    )
    return {
        "create_adapter_per_s": ours,
        "create_bare_new_connection_per_s": fresh,
        "create_bare_kept_alive_per_s": kept,
        "create_ratio_to_new_connection": round(ours / fresh, 3),
        "create_ratio_to_kept_alive": round(ours / kept, 3),
    }


def bare_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = (
        False  # else it looks for proxies at each call, and the adapter would win by not doing so
    )
    return session


def in_turn(*asks: Callable[[], object], seconds: float) -> list[float]:
    """Calls a second of each, by the median of blocks that take turns: a slow moment of the machine meets them all."""
    blocks: list[list[float]] = [[] for _ in asks]
    for ask in asks:
        ask()
    while not blocks[0] or sum(map(sum, blocks)) < seconds:
        for ask, times in zip(asks, blocks, strict=True):
            started = time.perf_counter()
            for _ in range(BLOCK):
                ask()
            times.append(time.perf_counter() - started)
    return [round(BLOCK / statistics.median(times), 1) for times in blocks]


def memory(url: str, sandbox_pid: int) -> Found:
    """By a process of its own: a peak is never forgotten."""
    code = "import sys; from bench.linkedin import main; sys.exit(main(sys.argv[1:]))"
    before = peak_of(sandbox_pid)
    done = subprocess.run(
        [sys.executable, "-c", code, "--upload", url], capture_output=True, text=True, check=True
    )
    return {**json.loads(done.stdout), "upload_extra_mb_of_sandbox": round(peak_of(sandbox_pid) - before, 1)}


def upload(url: str, *, megabytes: int = VIDEO_MB) -> Found:
    """A film, in parts, through the adapter. Most of the file is a hole: it takes no room on the disk."""
    network = adapter(url)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        film(path, size=megabytes * 1024 * 1024)
        forget_peak()
        before, started = peak_of(os.getpid()), time.perf_counter()
        with path.open("rb") as file:
            network.upload(file, owner_urn=CLAIRE, credentials=WHO)
        seconds = time.perf_counter() - started
    return {
        "upload_mb": megabytes,
        "upload_seconds": round(seconds, 1),
        "upload_extra_mb": round(peak_of(os.getpid()) - before, 1),
        "upload_extra_mb_limit": MOST_MB,
    }


def film(path: Path, *, size: int) -> None:
    """ISO/IEC 14496-12: ftyp, moov with mvhd (ten seconds), and mdat for all the rest."""

    def box(name: bytes, content: bytes, length: int = 0) -> bytes:
        return (length or len(content) + 8).to_bytes(4, "big") + name + content

    times = b"".join(number.to_bytes(4, "big") for number in (0, 0, 600, 6000))
    head = box(b"ftyp", b"isom\0\0\x02\0isommp41") + box(
        b"moov", box(b"mvhd", b"\0" * 4 + times + b"\0" * 80)
    )
    with path.open("wb") as file:
        file.write(head + box(b"mdat", b"", size - len(head)))
        file.truncate(size)


def forget_peak() -> None:
    """What start-up took for a moment is no part of the upload: the peak is set to what is held now (proc(5))."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_of(pid: int) -> float:
    """VmHWM of proc(5), in MB. Not ru_maxrss, which a child inherits of its parent."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def in_words(found: Found) -> str:
    return "\n".join(f"{name:<36}{value}" for name, value in found.items())
