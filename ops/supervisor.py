"""Named processes that live and die together: prefixed logs, one crash stops all, nothing is left behind."""

import collections
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any, TextIO, cast

from ops.embedded import Embedded
from ops.identity import as_is
from ops.state import PROJECT, CannotStart, State

RUN = "run.json"
RUN_LOCK = "run.lock"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Program:
    """What to run. `ready` is asked until it says yes; `grace` is how long a stop may take before the kill."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    ready_seconds: float = 40.0
    grace: float = 20.0
    stop_signal: int = signal.SIGTERM
    cwd: Path = PROJECT


@dataclass
class Child:
    program: Program
    process: subprocess.Popen[str]
    tail: collections.deque[str]
    pump: threading.Thread

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def last_words(self) -> str:
        self.pump.join(1)
        return "\n".join(f"    {line}" for line in self.tail) or "    (it wrote nothing)"

    def send(self, number: int) -> None:
        """To its whole process group: a worker's pool goes with it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


class Supervisor:
    """Use from the main thread: the kernel ties a child's life to the thread that started it.

        with Supervisor(state, embedded=Embedded(state)) as supervisor:
            supervisor.run(Program("migrate", […]))
            supervisor.start(Program("web", […]))
            code = supervisor.wait()

    `embedded` is started on entry and stopped last. `settings` go to every child, and to commands run beside us.
    """

    def __init__(self, state: State, *, embedded: Embedded | None = None, out: TextIO | None = None) -> None:
        self.state = state
        self.embedded = embedded
        self.out = out or sys.stderr
        self.children: list[Child] = []
        self.addresses: dict[str, str] = {}
        self.settings: dict[str, str] = {}
        self._asked = 0
        self._old: dict[int, object] = {}
        self._lock: TextIO | None = None
        self._writing = threading.Lock()

    def __enter__(self) -> "Supervisor":
        self.state.make()
        self._lock = self.state.lock(RUN_LOCK)
        if self._lock is None:
            raise CannotStart(already_running(self.state))
        for number in STOP_SIGNALS:
            self._old[number] = signal.signal(number, self._on_signal)
        if self.embedded:
            try:
                self.embedded.start()
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self.embedded:
            self.embedded.stop()
        for number, handler in self._old.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self.state.remove(RUN)
        if self._lock:
            self._lock.close()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._asked += 1
        if self._asked > 1:
            for child in self.children:
                child.send(signal.SIGKILL)

    @property
    def asked_to_stop(self) -> bool:
        return self._asked > 0

    def say(self, text: str, *, name: str = "") -> None:
        with self._writing, contextlib.suppress(BrokenPipeError, ValueError):
            for line in text.splitlines() or [""]:
                print(f"{name:<9}| {line}" if name else line, file=self.out, flush=True)

    def start(self, program: Program, *, address: str = "") -> Child:
        """Started, and ready when it says how one knows. Raises CannotStart with its last words."""
        child = self._spawn(program)
        self.children.append(child)
        if address:
            self.addresses[program.name] = address
        self._write_run()
        self._wait_ready(child)
        return child

    def run(self, program: Program) -> None:
        """To its end. Raises CannotStart where it fails."""
        child = self._spawn(program)
        self.children.append(child)
        while child.alive and not self.asked_to_stop:
            time.sleep(0.05)
        if self.asked_to_stop:
            raise CannotStart("Stopped while starting.")
        self.children.remove(child)
        child.pump.join(1)
        if child.process.returncode:
            raise CannotStart(
                f"{program.name} failed (code {child.process.returncode}):\n{child.last_words()}"
            )

    def _spawn(self, program: Program) -> Child:
        process = subprocess.Popen(
            as_is().command(list(program.command), signal=program.stop_signal),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=program.cwd,
            env={**self.environment, **program.environment},
            text=True,
            errors="replace",
            start_new_session=True,
        )
        tail: collections.deque[str] = collections.deque(maxlen=20)
        pump = threading.Thread(
            target=self._pump, args=(program.name, cast("IO[str]", process.stdout), tail), daemon=True
        )
        pump.start()
        return Child(program=program, process=process, tail=tail, pump=pump)

    @property
    def environment(self) -> dict[str, str]:
        servers = self.embedded.environment if self.embedded else {}
        return {**os.environ, "PYTHONUNBUFFERED": "1", **servers, **self.settings}

    def _pump(self, name: str, stream: IO[str], tail: collections.deque[str]) -> None:
        with stream:
            for line in stream:
                tail.append(line.rstrip("\n"))
                self.say(line.rstrip("\n"), name=name)

    def _wait_ready(self, child: Child) -> None:
        program = child.program
        if program.ready is None:
            return
        limit = time.monotonic() + program.ready_seconds
        while not program.ready():
            if not child.alive:
                code = child.process.returncode
                raise CannotStart(f"{program.name} ended at once (code {code}):\n{child.last_words()}")
            if self.asked_to_stop:
                raise CannotStart("Stopped while starting.")
            if time.monotonic() > limit:
                late = f"{program.name} is not ready after {program.ready_seconds:.0f} s"
                raise CannotStart(f"{late}:\n{child.last_words()}")
            time.sleep(0.1)

    def _write_run(self) -> None:
        pids = {child.program.name: child.process.pid for child in self.children}
        known = {
            "pid": os.getpid(),
            "processes": pids,
            "addresses": self.addresses,
            "settings": self.settings,
        }
        self.state.write(RUN, known)

    def wait(self, *, until: Callable[[], bool] = lambda: False) -> int:
        """Until somebody asks to stop (0), `until` says so (0), or a part ends by itself (1, and says which)."""
        while not (self.asked_to_stop or until()):
            if trouble := self.trouble():
                self.say(trouble)
                return 1
            time.sleep(0.2)
        return 0

    def trouble(self) -> str:
        """What ended by itself, with its last lines; empty while all is well."""
        for child in self.children:
            if not child.alive:
                name, code = child.program.name, child.process.returncode
                return f"{name} stopped by itself (code {code}). Its last lines:\n{child.last_words()}\nStopping everything."
        dead = self.embedded.dead() if self.embedded else None
        return f"{dead.name} stopped by itself. {dead.last_words()}\nStopping everything." if dead else ""

    def stop(self) -> None:
        """All are asked at once, last started first; who does not end in its grace is killed."""
        living = [child for child in reversed(self.children) if child.alive]
        for child in living:
            child.process.send_signal(child.program.stop_signal)
        began = time.monotonic()
        for child in living:
            self._end(child, seconds=max(0.0, began + child.program.grace - time.monotonic()))
        for child in self.children:
            child.send(signal.SIGKILL)  # what a part left of its own children
            child.pump.join(1)
        self.children.clear()

    def _end(self, child: Child, *, seconds: float) -> None:
        try:
            child.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.say(f"{child.program.name} does not stop; killing it.")
            child.send(signal.SIGKILL)
            child.process.wait(5)


@contextlib.contextmanager
def environment_beside(state: State) -> Iterator[dict[str, str]]:
    """The environment of a command: the servers and addresses of the copy that runs, else servers for its duration."""
    with Embedded(state) as embedded:
        yield {**os.environ, **embedded.environment, **running(state).get("settings", {})}


def running(state: State) -> dict[str, Any]:
    """run.json of a supervisor that lives; empty otherwise (a file left by a kill does not count)."""
    if not state.folder.is_dir():
        return {}
    lock = state.lock(RUN_LOCK)
    if lock is not None:
        lock.close()
        return {}
    return state.read(RUN)


def already_running(state: State) -> str:
    known = state.read(RUN)
    addresses = known.get("addresses") or {}
    shown = "".join(f"\n  {name}: {address}" for name, address in addresses.items())
    return (
        f"Influence already runs here (process {known.get('pid', '?')}).{shown}\n"
        "Stop it with Ctrl-C where it runs, or start a second copy beside it: INFLUENCE_STATE=another/folder."
    )
