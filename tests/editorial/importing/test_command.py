"""bin/influence import-calendar."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from influence.editorial.models import Post
from tests.editorial.importing.files import lines, plain
from tests.makers import House

SOON = f"{timezone.now() + timedelta(days=20):%d/%m/%Y}"
ROW = f"{SOON};9h00;Claire Martin;Transformation;Ce que j'ai appris."


def run(path: Path, home: House, *flags: str, person: str = "") -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    address = person or home.bruno.email
    call_command(
        "import_calendar",
        str(path),
        "--organisation",
        home.organisation.slug,
        "--as",
        address,
        *flags,
        stdout=out,
        stderr=err,
    )
    return plain(out.getvalue()), plain(err.getvalue())


def file(folder: Path, content: bytes) -> Path:
    path = folder / "calendrier.csv"
    path.write_bytes(content)
    return path


def test_a_file_is_imported_and_then_changes_nothing(home: House, tmp_path: Path) -> None:
    path = file(tmp_path, lines(ROW))
    assert run(path, home)[0].strip() == "Créées : 1. Inchangées : 0."
    assert json.loads(run(path, home, "--json")[0]) == {
        "dry_run": False,
        "created": 0,
        "unchanged": 1,
        "problems": [],
    }
    assert Post.objects.get().created_by == home.bruno


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(home: House, tmp_path: Path) -> None:
    out, _err = run(file(tmp_path, lines(ROW)), home, "--dry-run")
    assert out.startswith("À créer : 1.")
    assert not Post.objects.exists()


def test_problems_are_listed_and_the_shell_is_told(home: House, tmp_path: Path) -> None:
    path = file(tmp_path, lines(ROW, ROW.replace("Claire", "Clara")))
    with pytest.raises(CommandError, match="1 erreur") as failed:
        run(path, home)
    assert failed.value.returncode == 1
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command(
            "import_calendar",
            str(path),
            organisation=home.organisation.slug,
            person=home.bruno.email,
            json=True,
            stdout=out,
        )
    told = json.loads(out.getvalue())
    assert [(problem["line"], problem["column"]) for problem in told["problems"]] == [(3, "dirigeant")]
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "who",
    [
        "remi@saint-luc.example",
        "claire@saint-luc.example",
        "bruno@acier-du-rhone.example",
        "personne@x.example",
    ],
)
def test_only_an_editor_of_that_organisation_imports(
    home: House, abroad: House, tmp_path: Path, who: str
) -> None:
    with pytest.raises(CommandError) as failed:
        run(file(tmp_path, lines(ROW)), home, person=who)
    assert failed.value.returncode == 2
    assert not Post.objects.exists()


def test_a_file_that_is_not_there_is_named(home: House, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.csv") as failed:
        run(tmp_path / "absent.csv", home)
    assert failed.value.returncode == 2
