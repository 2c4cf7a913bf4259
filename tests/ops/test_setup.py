"""bin/setup with the real shell and a real Python; uv and npm are recorders, so that nothing is fetched."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops.state import PROJECT


class Clone:
    """A fresh clone's set-up files, with tools that write down their calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        self.tools = folder / "tools"
        self.calls = folder / "calls"
        self.calls.touch()
        for name in ("bin", "requirements", "locale"):
            (self.folder / name).mkdir(parents=True)
        shutil.copy(PROJECT / "bin" / "setup", self.folder / "bin" / "setup")
        for name in ("requirements/base.txt", "requirements/dev.txt", "requirements/uv.txt", "package.json"):
            shutil.copy(PROJECT / name, self.folder / name)
        for name in ("package-lock.json", ".npmrc"):
            shutil.copy(PROJECT / name, self.folder / name)
        self.tools.mkdir()
        # The interpreter itself, not a version manager's front door that our small PATH would confuse.
        self.tool("python3", f'exec "{sys.executable}" "$@"')
        self.tool("uv", f'echo "uv $*" >> "{self.calls}"')
        self.tool("npm", f'echo "npm $*" >> "{self.calls}"')
        self.tool("node", "exit 0")

    def tool(self, name: str, body: str) -> None:
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["/bin/sh", "bin/setup", *words],
            cwd=self.folder,
            env={"PATH": f"{self.tools}:/usr/bin:/bin", "HOME": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def setup(self, *words: str) -> tuple[int, str]:
        run = self.start(*words)
        said, _ = run.communicate(timeout=120)
        return run.returncode, said

    def called(self, word: str) -> list[str]:
        return [line for line in self.calls.read_text().splitlines() if line.startswith(word)]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_a_fresh_clone_gets_hashed_packages_and_the_locked_front_end(clone: Clone) -> None:
    assert clone.setup()[0] == 0
    assert (clone.folder / ".venv" / "bin" / "python").exists()
    (synced,) = clone.called("uv pip sync")
    assert "--require-hashes" in synced
    assert synced.endswith("requirements/base.txt")
    assert len(clone.called("npm ci")) == 1


def test_a_second_run_does_nothing_in_under_a_second(clone: Clone) -> None:
    clone.setup()
    began = time.monotonic()
    assert clone.setup("--quiet") == (0, "")
    assert time.monotonic() - began < 1
    assert len(clone.called("uv pip sync")) == 1


def test_changed_requirements_are_installed_again(clone: Clone) -> None:
    clone.setup()
    with (clone.folder / "requirements" / "base.txt").open("a") as more:
        more.write("# another\n")
    clone.setup()
    assert len(clone.called("uv pip sync")) == 2


def test_who_has_the_tests_packages_keeps_them(clone: Clone) -> None:
    clone.setup("--dev")
    clone.setup()
    assert len(clone.called("uv pip sync")) == 1
    (clone.folder / "package.json").write_text("{}")
    clone.setup()
    assert clone.called("uv pip sync")[-1].endswith("requirements/dev.txt")


@pytest.mark.deep
def test_two_runs_at_once_install_once(clone: Clone) -> None:
    clone.tool("uv", f'echo "uv $*" >> "{clone.calls}"; sleep 2')
    one, two = clone.start(), clone.start()
    said = one.communicate(timeout=120)[0] + two.communicate(timeout=120)[0]
    assert (one.returncode, two.returncode) == (0, 0)
    assert len(clone.called("uv pip sync")) == 1
    assert "is at work here; waiting" in said


def test_a_lock_left_by_a_killed_run_is_taken_over(clone: Clone) -> None:
    lock = clone.folder / ".state" / "setup.lock"
    lock.mkdir(parents=True)
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    (lock / "pid").write_text(f"{ended.pid}\n")
    assert clone.setup()[0] == 0
    assert not lock.exists()


def test_an_installation_that_fails_says_why_and_is_tried_again(clone: Clone) -> None:
    clone.tool("uv", "echo 'no wheel for this machine' >&2; exit 1")
    code, said = clone.setup()
    assert code == 1
    assert "Python packages could not be installed" in said
    assert "no wheel for this machine" in said
    clone.tool("uv", f'echo "uv $*" >> "{clone.calls}"')
    assert clone.setup()[0] == 0


def test_without_a_new_enough_python_one_is_told_what_to_do(clone: Clone) -> None:
    for name in ("python3", "python3.13", "python3.12", "python3.11", "python3.14", "python"):
        clone.tool(name, "exit 1")
    code, said = clone.setup()
    assert code == 1
    assert "Python 3.11 or newer is needed" in said


def test_an_unknown_option_is_refused(clone: Clone) -> None:
    code, said = clone.setup("--fast")
    assert code == 2
    assert "unknown option --fast" in said
    assert not (clone.folder / ".venv").exists()
