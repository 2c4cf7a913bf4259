"""`bin/test`: the checks, then the tests, on servers of its own that are gone afterwards.

bin/test                       the checks and all tests but the deep ones: before every commit
bin/test --all                 the deep ones too: what the project's continuous integration runs
bin/test --fast                core and networks only, no checks
bin/test tests/editorial -x    any words for pytest: these tests only, no checks
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from config.env import SETTINGS
from ops.embedded import Embedded
from ops.foreground import foreground
from ops.migrated import migrated
from ops.state import CannotStart, State, embedded_secrets

FAST = ("tests/core", "tests/networks")
# Long ones, and those that go through every case of what a quicker test shows one of (pyproject.toml).
BUT_DEEP = ("-m", "not deep")
# One process more than processors: some wait for browsers and clocks.
SPREAD = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal")
# The settings want addresses, and nobody knocks there: port 9 discards.
NO_SERVERS = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
GIVEN = {"DATABASE_URL", "REDIS_URL"}


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]


def _module(name: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *words)


CHECKS = (
    Check("ruff", _module("ruff", "check", "--quiet", "--output-format", "concise", ".")),
    Check("format", _module("ruff", "format", "--quiet", "--check", "--output-format", "concise", ".")),
    Check("mypy", _module("mypy", "--no-error-summary")),
    Check("layers", (str(Path(sys.executable).with_name("lint-imports")), "--no-logo")),
)


def hermetic() -> dict[str, str]:
    """The tests' environment: no setting of the person's own but the servers that they chose."""
    names = {setting.name for setting in SETTINGS} - GIVEN
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in names}
    return {**with_bytecode(kept), "INFLUENCE_ENV": ""}


def with_bytecode(environment: dict[str, str]) -> dict[str, str]:
    """Who wants none beside the sources (containers often say so) has it in the state folder: without any, each of the tests'
    hundred processes compiles all that it imports anew, which took a third of the whole run."""
    if not environment.get("PYTHONDONTWRITEBYTECODE"):
        return environment
    kept = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(State.of_project().path("bytecode")), **kept}


@contextlib.contextmanager
def own_state() -> Iterator[State]:
    """`.state/test`, kept because a made cluster starts sooner; a folder that goes again when another run has it."""
    usual = State.of_project(name="test").make()
    lock = usual.lock("test.lock")
    if lock is not None:
        with lock:
            yield usual
        return
    other = State.of_project(name=f"test-{os.getpid()}").make()
    try:
        yield other
    finally:
        shutil.rmtree(other.folder, ignore_errors=True)


def failed_checks(environment: dict[str, str]) -> list[str]:
    failed = []
    for check in CHECKS:
        began = time.monotonic()
        code = foreground(check.command, environment=environment)
        print(
            f"{check.name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)", flush=True
        )
        if code:
            failed.append(check.name)
    return failed


def tests(words: list[str], *, environment: dict[str, str], parallel: bool) -> int:
    """pytest's code. The servers are the tests' own: nothing in them survives a machine's stop, so they are quick."""
    with own_state() as state, Embedded(state, for_tests=True) as embedded:
        known = {**environment, **embedded_secrets(state), **embedded.urls}
        if "DATABASE_URL" in embedded.urls:
            known |= {"TESTS_COPY": migrated(known)}
        return foreground(_module("pytest", *(SPREAD if parallel else ()), *words), environment=known)


def quick_tests(words: list[str], *, environment: dict[str, str]) -> int:
    """Of the two rooms that know neither a database nor a broker: no server is started for them."""
    with own_state() as state:
        known = {**environment, **embedded_secrets(state), **NO_SERVERS}
        return foreground(_module("pytest", *SPREAD, *BUT_DEEP, *FAST, *words), environment=known)


def main(argv: list[str]) -> int:
    if set(argv) & {"-h", "--help"}:
        print(__doc__)
        return 0
    os.environ.update(INFLUENCE_ENV="")
    environment = hermetic()
    if "--fast" in argv:
        rest = [word for word in argv if word != "--fast"]
        return quick_tests(rest, environment=environment)
    everything = argv == ["--all"]
    if argv and not everything:
        return tests(argv, environment=environment, parallel=False)
    failed = failed_checks(environment)
    code = tests([] if everything else list(BUT_DEEP), environment=environment, parallel=True)
    if failed:
        print(f"These checks failed: {', '.join(failed)}.", file=sys.stderr)
    return code or (1 if failed else 0)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
