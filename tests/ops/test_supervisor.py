import json
import signal
import socket
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.ports import LOOPBACK, exact_port, free_port
from ops.state import CannotStart, State
from ops.supervisor import Program, Supervisor, running
from tests.ops.conftest import Run, eventually, gone
from tests.sampling import sample

Start = Callable[..., Run]

LIVES = "import time\nprint('alive', flush=True)\ntime.sleep(60)"
DEAF = (
    "import signal, subprocess, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "child = subprocess.Popen(['sleep', '60'])\nprint('deaf', child.pid, flush=True)\ntime.sleep(60)"
)


def supervising(programs: dict[str, str], *, grace: float = 10) -> str:
    """A program that supervises these Python programs."""
    return textwrap.dedent(f"""
        import sys
        from ops.state import CannotStart, State
        from ops.supervisor import Program, Supervisor
        try:
            with Supervisor(State.of_project()) as supervisor:
                for name, code in {programs!r}.items():
                    program = Program(name, [sys.executable, "-c", code], grace={grace})
                    supervisor.start(program, address="http://127.0.0.1/" + name)
                code = supervisor.wait()
        except CannotStart as refusal:
            sys.exit(str(refusal))
        sys.exit(code)
    """)


def started(run_python: Start, state: State, programs: dict[str, str], *, grace: float = 10) -> Run:
    return run_python(supervising(programs, grace=grace), INFLUENCE_STATE=str(state.folder))


def pids_of(state: State) -> list[int]:
    return list(state.read("run.json")["processes"].values())


def all_written(state: State, count: int) -> bool:
    return eventually(lambda: len(state.read("run.json").get("processes", {})) == count)


def test_logs_carry_their_parts_name(run_python: Start, state: State) -> None:
    run = started(run_python, state, {"one": LIVES, "two": LIVES})
    assert run.says("one      | alive")
    assert run.says("two      | alive")


@pytest.mark.parametrize("number", sample([signal.SIGTERM, signal.SIGINT, signal.SIGHUP]))
def test_a_signal_stops_every_part(run_python: Start, state: State, number: int) -> None:
    run = started(run_python, state, {"one": LIVES, "two": LIVES})
    assert all_written(state, 2)
    assert run.says("two      | alive")
    parts = pids_of(state)
    run.process.send_signal(number)
    assert run.process.wait(60) == 0
    assert all(gone(pid) for pid in parts)
    assert not state.path("run.json").exists()


def test_a_crash_stops_the_others_and_is_told_with_its_last_words(run_python: Start, state: State) -> None:
    run = started(
        run_python, state, {"steady": LIVES, "weak": "import time; time.sleep(1); print('so long'); exit(7)"}
    )
    assert all_written(state, 2)
    parts = pids_of(state)
    assert run.process.wait(60) == 1
    assert "weak stopped by itself (code 7)" in run.said
    assert "    so long" in run.said
    assert all(gone(pid) for pid in parts)


@pytest.mark.deep
def test_who_does_not_stop_is_killed_with_its_own_children(run_python: Start, state: State) -> None:
    run = started(run_python, state, {"deaf": DEAF}, grace=0.5)
    assert run.says("| deaf ")
    grandchild = int(run.said.split("| deaf ")[1].split()[0])
    run.process.terminate()
    assert run.process.wait(60) == 0
    assert "deaf does not stop; killing it." in run.said
    assert eventually(lambda: gone(grandchild))


@pytest.mark.deep
def test_a_second_signal_does_not_wait_for_the_grace(run_python: Start, state: State) -> None:
    run = started(run_python, state, {"deaf": DEAF}, grace=60)
    assert run.says("| deaf ")
    run.process.terminate()
    assert not eventually(lambda: run.process.poll() is not None, seconds=1)
    run.process.terminate()
    assert run.process.wait(60) == 0


def test_parts_end_when_the_supervisor_is_killed(run_python: Start, state: State) -> None:
    run = started(run_python, state, {"one": LIVES, "two": LIVES})
    assert run.says("two      | alive")
    parts = pids_of(state)
    run.process.kill()
    run.process.wait()
    assert all(eventually(lambda pid=pid: gone(pid)) for pid in parts)


@pytest.mark.deep
def test_what_a_kill_left_behind_does_not_count_as_running(run_python: Start, state: State) -> None:
    run = started(run_python, state, {"one": LIVES})
    assert run.says("one      | alive")
    assert running(state)["addresses"] == {"one": "http://127.0.0.1/one"}
    run.process.kill()
    run.process.wait()
    assert state.path("run.json").exists()
    assert running(state) == {}
    with Supervisor(state):
        assert state.lock("run.lock") is None


@pytest.mark.deep
def test_a_second_start_is_refused_with_the_addresses_of_the_first(run_python: Start, state: State) -> None:
    first = started(run_python, state, {"one": LIVES})
    assert first.says("one      | alive")
    second = started(run_python, state, {"one": LIVES})
    assert second.process.wait(60) == 1
    assert f"already runs here (process {first.process.pid})" in second.said
    assert "http://127.0.0.1/one" in second.said
    assert first.process.poll() is None


def python(name: str, code: str, *, ready: Callable[[], bool] | None = None) -> Program:
    return Program(name, [sys.executable, "-c", code], ready=ready)


def test_a_part_that_never_gets_ready_says_why(state: State) -> None:
    broken = python("broken", "raise SystemExit('no such door')", ready=lambda: False)
    with (
        Supervisor(state) as supervisor,
        pytest.raises(CannotStart, match=r"(?s)broken ended at once.*no such door"),
    ):
        supervisor.start(broken)


def test_a_step_that_fails_stops_the_start(state: State) -> None:
    failing = python("migrate", "print('table missing'); exit(3)")
    with (
        Supervisor(state) as supervisor,
        pytest.raises(CannotStart, match=r"(?s)failed \(code 3\).*table missing"),
    ):
        supervisor.run(failing)


def test_settings_reach_parts_started_later(state: State, tmp_path: Path) -> None:
    out = tmp_path / "seen"
    with Supervisor(state) as supervisor:
        supervisor.settings["SMTP_URL"] = "smtp://127.0.0.1:2525"
        code = f"import os, json; json.dump(os.environ['SMTP_URL'], open({str(out)!r}, 'w'))"
        supervisor.run(Program("look", [sys.executable, "-c", code]))
    assert json.loads(out.read_text()) == "smtp://127.0.0.1:2525"


def test_a_taken_port_is_passed_over_when_any_will_do() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port


def test_a_taken_port_that_was_asked_for_is_refused_with_its_option() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} for the pages is taken.*--port"):
            exact_port(port, what="the pages", option="--port")
