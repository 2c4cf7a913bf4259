"""import-linter is shown to bite: the same contracts on a copy in which one line is wrong."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops.state import PROJECT

PACKAGES = ("influence", "config", "workers", "ops", "sandbox")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for name in PACKAGES:
        shutil.copytree(
            PROJECT / name,
            folder / name,
            ignore=lambda _folder, names: [n for n in names if n == "__pycache__"],
        )
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> tuple[int, str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_house_keeps_its_layers(copy: Path) -> None:
    code, said = lint(copy)
    assert code == 0, said


@pytest.mark.deep
@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("influence/core", "import django"),
        ("influence/core", "import requests"),
        ("influence/networks", "from django.db import models"),
        ("influence/networks", "import redis"),
        ("influence/journal", "import influence.people.models"),
        ("influence/outbox", "import influence.people.doors"),
        ("influence/web", "import influence.people.models"),
        ("influence/people", "import influence.accounts.models"),
        ("influence/drafting", "import influence.editorial.models"),
        ("influence/editorial", "import influence.publishing.models"),
        ("influence/publishing", "import celery"),
        ("influence/publishing", "import workers.app"),
        ("influence/web", "import ops.state"),
        ("influence/demo", "import sandbox"),
        ("sandbox", "import influence.core"),
    ],
)
def test_a_wrong_import_is_refused(copy: Path, place: str, line: str) -> None:
    wrong = copy / place / "wrong_on_purpose.py"
    wrong.write_text(line + "\n")
    try:
        code, said = lint(copy)
    finally:
        wrong.unlink()
    assert code == 1
    assert "wrong_on_purpose" in said


def test_a_room_nobody_placed_is_refused(copy: Path) -> None:
    room = copy / "influence" / "attic"
    room.mkdir()
    (room / "__init__.py").write_text("")
    try:
        code, said = lint(copy)
    finally:
        shutil.rmtree(room)
    assert code != 0
    assert "attic" in said
