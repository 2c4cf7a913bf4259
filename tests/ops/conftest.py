import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.state import GENERATED, PROJECT, State


@pytest.fixture
def no_servers_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a fresh machine: nothing in the environment says where a database or a broker is."""
    for name in ("DATABASE_URL", "REDIS_URL", "INFLUENCE_STATE", *GENERATED):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state").make()


def gone(pid: int) -> bool:
    """Ended: not there, or a zombie that waits for its parent."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def eventually(true: Callable[[], bool], *, seconds: float = 60.0) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.05)
    return true()


class Run:
    """A Python program of ours in a process of its own, its output in a file."""

    def __init__(self, code: str, *, output: Path, environment: dict[str, str]) -> None:
        self.output = output
        with output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code],
                cwd=PROJECT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def says(self, text: str, *, seconds: float = 30.0) -> bool:
        return (
            eventually(lambda: text in self.said or self.process.poll() is not None, seconds=seconds)
            and text in self.said
        )


@pytest.fixture
def run_python(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    started: list[Run] = []

    def start(code: str, **environment: str) -> Run:
        started.append(Run(code, output=tmp_path / f"output-{len(started)}", environment=environment))
        return started[-1]

    yield start
    for run in started:
        if run.process.poll() is None:
            run.process.terminate()
        run.process.wait(60)
