"""Rows too close to another post: said before the import, and imported all the same (R-2.8)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from influence.editorial.importing import import_calendar, keep_upload, read
from influence.editorial.models import Post
from influence.safeguards.models import Policy
from tests.editorial.importing.files import lines, plain, planned
from tests.editorial.importing.test_command import file, run
from tests.editorial.stories import colleague, draft
from tests.makers import NOW, House, slot

FIRST = "10/06/2026;09:00;Claire Martin;Transformation;Une idée."


def row(hour: str, leader: str = "Claire Martin", day: str = "10/06/2026") -> str:
    return f"{day};{hour};{leader};Transformation;Une idée à {hour}."


@pytest.fixture
def spaced(home: House) -> House:
    Policy.objects.update(min_gap_hours=20, spacing_minutes=60)
    colleague(home)
    return home


def test_a_row_is_held_against_those_above_it(spaced: House) -> None:
    found = planned(
        spaced,
        FIRST,
        row("09:30", "Karim Benali"),
        row("18:00"),
        row("19:30", "Karim Benali", "12/06/2026"),
        row("20:00", day="13/06/2026"),
    )
    assert not found.problems
    assert [(one.line, one.column) for one in found.remarks] == [(3, "heure"), (4, "heure")]
    assert plain(found.remarks[0].sentence) == (
        "Trop près de la publication de Claire Martin, le mercredi 10 juin 2026 à 09:00 : "
        "il faut 60 min entre deux dirigeants."
    )


def test_a_row_is_held_against_the_calendar(spaced: House) -> None:
    draft(spaced, where=slot(spaced, at=NOW + timedelta(days=9)))
    found = planned(spaced, row("12:00"), row("11:30", "Karim Benali", "11/06/2026"))
    assert [one.line for one in found.remarks] == [2]


def test_what_is_too_close_is_imported_as_a_draft_and_then_is_not_said_again(spaced: House) -> None:
    done = import_calendar(planned(spaced, FIRST, row("10:00")), by=spaced.bruno, at=NOW)
    assert {post.state for post in done.created} == {"draft"}
    assert planned(spaced, FIRST, row("10:00")).remarks == ()


def test_a_file_with_problems_is_corrected_first(spaced: House) -> None:
    found = planned(spaced, FIRST, row("10:00"), row("11:00", "Personne"))
    assert (len(found.problems), found.remarks) == (1, ())


def test_the_page_shows_them_before_the_import(spaced: House) -> None:
    content = lines(FIRST, row("10:00"))
    with time_machine.travel(NOW, tick=False):
        upload = keep_upload(
            read(content), content=content, name="c.csv", organisation=spaced.organisation, by=spaced.bruno, at=NOW
        )  # fmt: skip
        client = Client()
        client.force_login(spaced.bruno)
        page = plain(client.get(reverse("import_check", args=[upload.pk])).content.decode())
    assert "Trop près l'une de l'autre" in page.replace("&#39;", "'")
    assert "Trop près d" in page


def test_the_command_says_them_and_imports(spaced: House, tmp_path: Path) -> None:
    path = file(tmp_path, lines(FIRST, row("10:00")))
    with time_machine.travel(NOW, tick=False):
        _out, err = run(path, spaced, "--dry-run")
        assert "Ligne 3, colonne « heure » : Trop près" in err
        told = json.loads(run(path, spaced, "--json")[0])
    assert (told["created"], [one["line"] for one in told["remarks"]]) == (2, [3])
    assert Post.objects.count() == 2
