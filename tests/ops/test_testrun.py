"""What `bin/test` makes of the environment that it is started in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.testrun import with_bytecode


def imported(folder: Path, environment: dict[str, str]) -> list[str]:
    """Where bytecode lies after one import, within the folder."""
    (folder / "sources").mkdir()
    (folder / "sources" / "said.py").write_text("WORDS = 'once'\n")
    subprocess.run(
        [sys.executable, "-c", "import said"],
        cwd=folder / "sources",
        env=with_bytecode(environment),
        check=True,
    )
    return [str(path.relative_to(folder)).split("/")[0] for path in folder.rglob("said*.pyc")]


def test_who_wants_no_bytecode_beside_the_sources_has_it_in_the_state_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INFLUENCE_STATE", str(tmp_path / "state"))
    unset = {name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}
    assert imported(tmp_path, {**unset, "PYTHONDONTWRITEBYTECODE": "1"}) == ["state"]


def test_whoever_said_nothing_or_named_a_place_has_it_as_they_want() -> None:
    assert with_bytecode({"HOME": "/"}) == {"HOME": "/"}
    named = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": "/elsewhere"}
    assert with_bytecode(named) == {"PYTHONPYCACHEPREFIX": "/elsewhere"}
