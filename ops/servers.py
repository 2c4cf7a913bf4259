"""One server process: started with a log file, waited for, stopped by degrees."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ops.state import CannotStart

START_SECONDS = 30.0


@dataclass
class Server:
    """A running child: its name on screen, and the signal that stops it cleanly."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: int = signal.SIGTERM
    grace: float = 15.0
    _stopped: bool = field(default=False, init=False)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_until(self, ready: Callable[[], bool], *, seconds: float = START_SECONDS) -> None:
        limit = time.monotonic() + seconds
        while not ready():
            if not self.alive:
                raise CannotStart(
                    f"{self.name} ended with code {self.process.returncode}. {self.last_words()}"
                )
            if time.monotonic() > limit:
                self.stop()
                raise CannotStart(f"{self.name} did not answer within {seconds:.0f} s. {self.last_words()}")
            time.sleep(0.05)

    def last_words(self, *, lines: int = 8) -> str:
        tail = tail_of(self.log, lines=lines)
        return f"Its last lines ({self.log}):\n{tail}" if tail else f"It wrote nothing to {self.log}."

    def stop(self) -> None:
        """Ask, wait, and only then kill. Safe to call twice."""
        if self._stopped or not self.alive:
            return
        self._stopped = True
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(self.grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


def launch(
    command: Sequence[str], *, log: Path, cwd: Path, env: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """In its own session, so that Ctrl-C in the terminal reaches us first and we stop things in order."""
    with log.open("ab") as out:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(env),
            start_new_session=True,
        )


def tail_of(log: Path, *, lines: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as opened:
        opened.seek(max(0, log.stat().st_size - 8192))
        text = opened.read().decode("utf-8", "replace")
    return "\n".join(text.splitlines()[-lines:])


def plain_environment() -> dict[str, str]:
    """What a database server needs of ours: nothing secret, and no PG* variable that would steer it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
