import signal
import sys
import textwrap
from collections.abc import Callable

import pytest

from tests.ops.conftest import Run

CAREFUL = (
    "import signal, sys, time\n"
    "def bye(*_):\n    print('bye', flush=True); sys.exit(5)\n"
    "signal.signal(signal.SIGTERM, bye); signal.signal(signal.SIGHUP, bye)\n"
    "print('at work', flush=True); time.sleep(60)"
)


def around(code: str) -> str:
    return textwrap.dedent(f"""
        import contextlib, os, sys
        from ops.foreground import foreground
        with contextlib.closing(type("It", (), {{"close": lambda self: print("closed", flush=True)}})()):
            sys.exit(foreground([{sys.executable!r}, "-c", {code!r}], environment=os.environ))
    """)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_command_in_its_own_way_then_us(
    run_python: Callable[..., Run], number: int
) -> None:
    run = run_python(around(CAREFUL))
    assert run.says("at work")
    run.process.send_signal(number)
    assert run.process.wait(60) == 128 + number
    assert run.said.split() == ["at", "work", "bye", "closed"]


def test_the_commands_code_is_ours(run_python: Callable[..., Run]) -> None:
    run = run_python(around("raise SystemExit(9)"))
    assert run.process.wait(60) == 9
    assert run.said.split() == ["closed"]


def test_a_command_killed_by_a_signal_is_a_failure(run_python: Callable[..., Run]) -> None:
    run = run_python(around("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))
    assert run.process.wait(60) == 137
