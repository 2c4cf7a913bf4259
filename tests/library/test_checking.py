"""The command that compares files and bytes."""

import io
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.library.conftest import Keep
from tests.library.test_keeping import stored
from tests.networks import files


def check(*words: str) -> dict[str, object]:
    out = io.StringIO()
    call_command("media_check", "--json", *words, stdout=out, stderr=io.StringIO())
    return dict(json.loads(out.getvalue()))


def aged(path: Path, *, age: timedelta = timedelta(days=2)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(b"left over")
    then = path.stat().st_mtime - age.total_seconds()
    os.utime(path, (then, then))
    return path


def test_a_whole_library_is_said_to_be_whole(keep: Keep) -> None:
    keep(files.png())
    keep(files.mp4())
    assert check() == {"files": 2, "faults": [], "orphans": []}


def test_an_empty_library_is_whole(db: None) -> None:
    assert check() == {"files": 0, "faults": [], "orphans": []}


@pytest.mark.parametrize("why", ["changed", "missing"])
def test_bytes_that_changed_or_went_are_told(keep: Keep, folder: Path, why: str) -> None:
    file = keep(files.png())
    keep(files.pdf())
    path = folder / file.file.name
    path.write_bytes(path.read_bytes()[:-1] + b"?") if why == "changed" else path.unlink()
    out, told = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 of 2 files"):
        call_command("media_check", stdout=out, stderr=told)
    assert f"file {file.pk} is {why}" in told.getvalue()


def test_bytes_without_a_file_are_listed_and_deleted_when_asked(keep: Keep, folder: Path) -> None:
    file = keep(files.png())
    organisation = file.organisation_id
    left = [aged(folder / f"library/{organisation}/{'0' * 64}"), aged(folder / "incoming/tmp123.upload")]
    names = [path.relative_to(folder).as_posix() for path in left]
    aged(folder / file.file.name)
    assert check()["orphans"] == names
    assert all(path.exists() for path in left)
    assert check("--delete-orphans")["orphans"] == names
    assert not any(path.exists() for path in left)
    assert stored(folder) == [folder / file.file.name]


def test_what_is_just_coming_in_is_no_orphan(keep: Keep, folder: Path, db: None) -> None:
    young = aged(folder / "incoming/tmp456.upload", age=timedelta(hours=1))
    assert check("--delete-orphans")["orphans"] == []
    assert young.exists()
