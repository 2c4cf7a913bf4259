import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from ops import demo
from ops.embedded import Embedded
from ops.identity import Identity, find_identity
from ops.launch import NOBODY
from ops.state import PROJECT, CannotStart, State
from tests.ops.conftest import Run, eventually, gone

pytestmark = pytest.mark.usefixtures("no_servers_given")

SERVE = "import sys; from ops.embedded import main; sys.exit(main(['--for-tests']))"
as_root = os.geteuid() == 0


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        return (connection.execute(question).fetchone() or [None])[0]  # type: ignore[call-overload]


def pids(embedded: Embedded) -> list[int]:
    return [server.process.pid for server in embedded.servers]


def test_real_servers_answer_then_end_and_their_data_stays(state: State) -> None:
    with Embedded(state, for_tests=True) as embedded:
        url = embedded.environment["DATABASE_URL"]
        assert "PostgreSQL 18" in str(ask(url, "SELECT version()"))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'é' AS word")
        client = redis.Redis.from_url(embedded.environment["REDIS_URL"])
        assert client.config_get("appendonly") == {"appendonly": "no"}
        client.close()
        ran = pids(embedded)
    assert all(gone(pid) for pid in ran)
    with Embedded(state, for_tests=True) as again:
        assert ask(again.environment["DATABASE_URL"], "SELECT word FROM kept") == "é"


def test_the_database_asks_for_its_password_and_listens_on_loopback_only(state: State) -> None:
    with Embedded(state, for_tests=True) as embedded:
        url = embedded.urls["DATABASE_URL"]
        assert ask(url, "SHOW listen_addresses") == "127.0.0.1"
        without = re.sub(r":[^:@/]+@", ":wrong@", url)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            ask(without, "SELECT 1")


def test_the_media_library_lies_with_the_copy_unless_it_has_a_place(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded = Embedded(state, for_tests=True)
    monkeypatch.delenv("MEDIA_DIR", raising=False)
    assert embedded.environment["MEDIA_DIR"] == str(state.path("media"))
    monkeypatch.setenv("MEDIA_DIR", "/srv/media")
    assert "MEDIA_DIR" not in embedded.environment


def test_secrets_are_made_once_and_readable_by_the_owner_only(state: State) -> None:
    with Embedded(state, for_tests=True) as embedded:
        first = embedded.environment
    with Embedded(state, for_tests=True) as embedded:
        assert embedded.environment["TOKEN_KEYS"] == first["TOKEN_KEYS"]
    for name in ("secrets.env", "postgres.json"):
        assert stat.S_IMODE(state.path(name).stat().st_mode) == 0o600


@pytest.mark.deep
def test_a_second_start_beside_uses_the_first_ones_servers_and_leaves_them_running(state: State) -> None:
    with Embedded(state, for_tests=True) as first:
        with Embedded(state) as second:
            assert second.attached
            assert second.environment == first.environment
        assert ask(first.urls["DATABASE_URL"], "SELECT 1") == 1


@pytest.mark.deep
def test_two_copies_of_the_project_run_side_by_side(tmp_path: Path) -> None:
    one, two = State(tmp_path / "one"), State(tmp_path / "two")
    with Embedded(one, for_tests=True) as first, Embedded(two, for_tests=True) as second:
        assert first.urls["DATABASE_URL"] != second.urls["DATABASE_URL"]
        assert ask(first.urls["DATABASE_URL"], "SELECT 1") == ask(second.urls["DATABASE_URL"], "SELECT 1")


@pytest.mark.deep
def test_servers_that_were_killed_start_again(state: State) -> None:
    with Embedded(state, for_tests=True) as embedded:
        for pid in pids(embedded):
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: embedded.dead() is not None)
        assert (state.path("postgres") / "postmaster.pid").exists()
    with Embedded(state, for_tests=True) as again:
        assert ask(again.urls["DATABASE_URL"], "SELECT 1") == 1


@pytest.mark.deep
def test_a_pid_file_whose_number_another_process_has_now_is_not_believed(state: State) -> None:
    with Embedded(state, for_tests=True):
        pass
    (state.path("postgres") / "postmaster.pid").write_text(f"{os.getpid()}\n{state.path('postgres')}\n")
    with Embedded(state, for_tests=True) as again:
        assert ask(again.urls["DATABASE_URL"], "SELECT 1") == 1


def test_servers_end_when_their_starter_is_killed(run_python: Callable[..., Run], state: State) -> None:
    run = run_python(SERVE, INFLUENCE_STATE=str(state.folder))
    assert run.says("REDIS_URL=")
    postmaster = int((state.path("postgres") / "postmaster.pid").read_text().split()[0])
    run.process.kill()
    run.process.wait()
    assert eventually(lambda: gone(postmaster))


@pytest.mark.deep
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_servers_in_order(
    run_python: Callable[..., Run], state: State, number: int
) -> None:
    run = run_python(SERVE, INFLUENCE_STATE=str(state.folder))
    assert run.says("REDIS_URL=")
    run.process.send_signal(number)
    assert run.process.wait(60) == 0
    assert not (state.path("postgres") / "postmaster.pid").exists()
    assert "database system is shut down" in state.path("postgres.log").read_text()


@pytest.mark.deep
def test_a_crash_of_one_server_is_told_with_its_last_lines(
    run_python: Callable[..., Run], state: State
) -> None:
    run = run_python(SERVE, INFLUENCE_STATE=str(state.folder))
    assert run.says("REDIS_URL=")
    postmaster = int((state.path("postgres") / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    assert run.process.wait(60) == 1
    assert "PostgreSQL ended by itself" in run.said
    assert "ready to accept connections" in run.said


def test_servers_of_the_persons_own_are_left_to_them(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@db.example/influence")
    monkeypatch.setenv("REDIS_URL", "redis://broker.example:6379/0")
    with Embedded(state) as embedded:
        assert embedded.servers == []
        assert embedded.environment == {}
    assert not state.path("secrets.env").exists()


@pytest.mark.deep
def test_a_data_folder_of_another_version_is_refused_with_the_servers_own_words(state: State) -> None:
    with Embedded(state, for_tests=True):
        pass
    (state.path("postgres") / "PG_VERSION").write_text("12\n")
    with pytest.raises(CannotStart, match="initialized by PostgreSQL version 12"):
        Embedded(state, for_tests=True).start()
    handle = state.lock("servers.lock")
    assert handle is not None, "a failed start must let go of the lock"
    handle.close()


@pytest.mark.deep
def test_a_demo_begins_anew_where_another_version_stood(state: State) -> None:
    with Embedded(state, for_tests=True):
        pass
    (state.path("postgres") / "PG_VERSION").write_text("12\n")
    embedded = demo.servers(state)
    try:
        assert ask(embedded.urls["DATABASE_URL"], "SELECT 1") == 1
    finally:
        embedded.stop()


def test_an_unwritable_state_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="INFLUENCE_STATE"):
        State(tmp_path / "file" / "state").make()


@pytest.mark.deep
def test_a_start_cut_short_while_making_the_cluster_leaves_nothing_half_made(state: State) -> None:
    half = state.path("postgres.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with Embedded(state, for_tests=True) as embedded:
        assert ask(embedded.urls["DATABASE_URL"], "SELECT 1") == 1
    assert not half.exists()


@pytest.mark.deep
def test_a_path_too_long_for_a_socket_does_not_matter(tmp_path: Path) -> None:
    deep = State(tmp_path / ("d" * 90) / ("e" * 90))
    with Embedded(deep, for_tests=True) as embedded:
        assert ask(embedded.urls["DATABASE_URL"], "SELECT 1") == 1


def closed_copy(tmp_path: Path) -> tuple[Path, Path]:
    """A program and a data folder under a folder that only its owner can enter."""
    closed = tmp_path / "closed"
    (closed / "data").mkdir(parents=True)
    program = closed / "id"
    program.write_bytes(Path("/usr/bin/id").read_bytes())
    program.chmod(0o755)
    closed.chmod(0o700)
    return program, closed / "data"


def test_a_project_under_a_closed_home_runs_and_never_as_root(tmp_path: Path) -> None:
    program, data = closed_copy(tmp_path)
    identity = find_identity(binary=program, folder=data)
    command = ["/bin/sh", "-c", f"test -x {program} && {program} -u"]  # test asks access(2), as initdb does
    shown = subprocess.run(identity.command(command, folder=data), capture_output=True, text=True, check=True)
    assert int(shown.stdout) != 0
    if as_root:
        assert identity.way == "keep"


@pytest.mark.parametrize("way", ["drop", "keep", "namespace"] if as_root else ["stay"])
def test_each_way_out_of_root_can_write_where_it_must(way: str) -> None:
    # Not pytest's own folder: that one is closed to others, which "drop" cannot pass.
    data = Path(tempfile.mkdtemp())
    identity = Identity(way=way, owner=os.geteuid() if way in {"stay", "namespace"} else NOBODY)
    identity.own(data)
    write = ["/bin/sh", "-c", f"id -u && touch {data}/written"]
    done = subprocess.run(identity.command(write, folder=data), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() != "0"
    assert (data / "written").exists()
    shutil.rmtree(data)


def test_an_identity_that_cannot_write_the_folder_says_so(tmp_path: Path) -> None:
    program, data = closed_copy(tmp_path)
    line = [
        sys.executable,
        str(PROJECT / "ops" / "launch.py"),
        "--folder",
        str(data / "absent"),
        "--",
        str(program),
    ]
    refused = subprocess.run(line, capture_output=True, text=True, check=False)
    assert refused.returncode == 3
    assert "cannot be written" in refused.stderr


@pytest.mark.deep
def test_an_ordinary_user_needs_no_other_identity(tmp_path: Path) -> None:
    """Started as nobody (by the launcher, where we are root), the servers run as who started them."""
    state = tmp_path / "state"
    state.mkdir()
    if as_root:
        os.chown(state, 65534, 65534)
    way = "keep" if as_root else "stay"
    launch = [sys.executable, "-I", "-S", str(PROJECT / "ops" / "launch.py"), "--way", way, "--"]
    code = (
        "import os; from ops.embedded import Embedded; from ops.state import State; s = State.of_project();\n"
        "with Embedded(s, for_tests=True) as e: print(os.geteuid(), s.path('postgres', 'PG_VERSION').stat().st_uid)"
    )
    done = subprocess.run(
        [*launch, sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, "INFLUENCE_STATE": str(state), "HOME": str(state)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    user, owner = done.stdout.split()
    assert user == owner
    assert user != "0"
