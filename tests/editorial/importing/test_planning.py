"""What a file would change, and everything that is wrong with it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from influence.core.text import LIMIT
from influence.editorial.importing import import_calendar, plan, read
from influence.editorial.models import CalendarFile, Post, Slot
from tests import makers
from tests.editorial.importing.files import FIRST, HEADS, SECOND, lines, plain, planned, told
from tests.makers import NOW, House

TEMPLATE = "date;heure;dirigeant;pilier;modèle;texte;question;origine;mienne;usage;thèmes"
GOOD = "10/06/2026;9h00;Claire Martin;T;question-ouverte;;Que changer ?;Une visite.;Le bruit.;Je lirai tout.;hôpital"


def test_rows_become_posts_to_create_in_the_leaders_own_zone(home: House) -> None:
    home.leader.zone = "Indian/Reunion"
    home.leader.save()
    found = planned(home, FIRST, SECOND)
    assert (found.problems, len(found.new)) == ((), 2)
    assert found.rows[0].slot.at == datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
    assert [row.pillar for row in found.rows] == [home.pillar, home.other_pillar]
    assert [row.language for row in found.rows] == ["fr", "fr"]


def test_planning_writes_nothing(home: House) -> None:
    planned(home, FIRST, GOOD, "x")
    assert (Post.objects.count(), Slot.objects.count(), CalendarFile.objects.count()) == (0, 0, 0)


def test_names_are_known_whatever_their_case_and_accents(home: House) -> None:
    found = planned(home, "10/06/2026;9h;CLAIRE  MARTIN;qualite des soins;Bonjour.")
    assert (found.problems, found.rows[0].pillar) == ((), home.other_pillar)


def test_english_headers_dates_and_language(home: House) -> None:
    found = planned(
        home, "2026-06-10,09:00,Claire Martin,Transformation,English,Hello.",
        heads="Date,Time,Leader,Pillar,Language,Text",
    )  # fmt: skip
    assert (found.problems, found.rows[0].language) == ((), "en")


def test_a_template_is_rendered_by_its_name_or_its_title(home: House) -> None:
    by_title = GOOD.replace("question-ouverte", "Question ouverte").replace("10/06", "11/06")
    found = planned(home, GOOD, by_title, heads=TEMPLATE)
    assert found.problems == ()
    assert found.rows[0].text.startswith("Que changer")
    assert found.rows[0].text == found.rows[1].text
    assert [row.template.slug for row in found.rows if row.template] == ["question-ouverte"] * 2


def test_every_problem_of_every_row_is_listed_by_line_and_column(home: House) -> None:
    found = planned(
        home,
        "10/06/26;9h;Clair Martin;Transfo;Bonjour.",
        "11/06/2026;25h;Claire Martin;Transformation;Bonjour.",
        "12/05/2026;9h;Claire Martin;Transformation;Bonjour.",
        "12/06/2029;9h;Claire Martin;Transformation;Bonjour.",
        ";;;;Bonjour.",
    )
    assert told(found) == [
        (2, "date"), (2, "dirigeant"), (2, "pilier"), (3, "heure"), (4, "date"), (5, "date"),
        (6, "date"), (6, "dirigeant"), (6, "heure"), (6, "pilier"),
    ]  # fmt: skip
    sentences = [plain(problem) for problem in found.problems]
    assert "Ligne 2, colonne « dirigeant » : Aucun dirigeant" in sentences[1]
    assert "Vouliez-vous dire « Claire Martin » ?" in sentences[1]
    assert "« 10/06/26 » n'est pas une date" in sentences[0]


def test_a_leader_of_another_organisation_does_not_exist(home: House, abroad: House) -> None:
    assert told(planned(home, "10/06/2026;9h;Marc Leroy;Transformation;Bonjour.")) == [(2, "dirigeant")]


def test_a_leader_who_left_is_not_written_for(home: House) -> None:
    home.leader.is_active = False
    home.leader.save()
    assert told(planned(home, FIRST)) == [(2, "dirigeant")]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("28/03/2027;2h30;Claire Martin;T;Bonjour.", "n'existe pas"),
        ("25/10/2026;2h30;Claire Martin;T;Bonjour.", "arrive deux fois"),
    ],
)
def test_an_hour_that_the_clocks_skip_or_repeat_is_asked_back(home: House, row: str, word: str) -> None:
    found = planned(home, row)
    assert told(found) == [(2, "heure")]
    assert word in plain(found.problems[0])


def test_the_same_leader_twice_at_one_hour_in_the_file_is_a_problem(home: House) -> None:
    found = planned(home, FIRST, SECOND, FIRST.replace("9h00", "09:00").replace("appris", "vu"))
    assert told(found) == [(4, "heure")]
    assert "ligne 2" in plain(found.problems[0])


def test_a_place_that_another_post_has_is_a_problem(home: House) -> None:
    import_calendar(planned(home, FIRST), by=home.bruno, at=NOW)
    found = planned(home, FIRST.replace("bloc", "bloc opératoire"))
    assert told(found) == [(2, "heure")]
    assert "n'est pas la même" in plain(found.problems[0])


def test_a_text_is_measured_as_the_network_does(home: House) -> None:
    emoji = "👩"  # two units each
    assert planned(home, f"10/06/2026;9h;Claire Martin;T;{emoji * (LIMIT // 2)}").problems == ()
    found = planned(home, f"10/06/2026;9h;Claire Martin;T;{emoji * (LIMIT // 2)}!")
    assert told(found) == [(2, "texte")]
    assert "3001" in plain(found.problems[0])


def test_a_text_with_braces_of_a_template_is_refused(home: House) -> None:
    assert told(planned(home, "10/06/2026;9h;Claire Martin;T;Bonjour {{ nom }}")) == [(2, "texte")]


def test_fields_are_told_in_their_own_columns(home: House) -> None:
    found = planned(
        home,
        GOOD.replace("Une visite.", ""),
        GOOD.replace("question-ouverte", "question-ouvert").replace("10/06", "11/06"),
        GOOD.replace(";;Que", ";Un texte.;Que").replace("10/06", "12/06"),
        "13/06/2026;9h;Claire Martin;T;;Un texte.;;;;;hôpital",
        "14/06/2026;9h;Claire Martin;T;;;;;;;",
        GOOD.replace("10/06", "15/06").replace("9h00;Claire", "9h00;Inconnue").replace("Le bruit.", ""),
        heads=TEMPLATE,
    )
    assert told(found) == [
        (2, "origine"), (3, "modèle"), (4, "texte"), (5, "thèmes"), (6, "texte"), (7, "dirigeant"), (7, "mienne"),
    ]  # fmt: skip
    assert "Vouliez-vous dire « question-ouverte » ?" in plain(found.problems[1])


def test_a_field_of_another_template_is_told(home: House) -> None:
    row = GOOD + ";Un lieu"
    found = planned(home, row, heads=TEMPLATE + ";lieu")
    assert told(found) == [(2, "lieu")]


def test_a_column_that_nothing_knows_is_told_once_and_only_if_it_says_something(home: House) -> None:
    assert planned(home, FIRST + ";", heads=HEADS + ";remarque").problems == ()
    found = planned(home, FIRST + ";à relire", SECOND + ";vu", heads=HEADS + ";lieux")
    assert told(found) == [(1, "lieux")]
    assert "Vouliez-vous dire « lieu » ?" in plain(found.problems[0])


def test_a_missing_column_is_told_once_not_on_every_row(home: House) -> None:
    found = planned(
        home, "10/06/2026;9h;T;Bonjour.", "11/06/2026;9h;T;Bonjour.", heads="date;heure;pilier;texte"
    )
    assert [plain(problem) for problem in found.problems] == ["Ligne 1 : La colonne « dirigeant » manque."]


def test_a_file_that_cannot_be_read_at_all_says_what_to_do(home: House) -> None:
    found = plan(read(lines(SECOND).decode().encode("latin-1")), organisation=home.organisation, now=NOW)
    assert found.rows == ()
    assert "CSV UTF-8" in plain(found.problems[0])


def test_a_runaway_value_is_a_problem_and_the_other_rows_are_still_judged(home: House) -> None:
    found = planned(
        home, GOOD.replace("Le bruit.", "x" * 5000), GOOD.replace("10/06", "11/06"), heads=TEMPLATE
    )
    assert told(found) == [(2, "mienne")]
    assert len(found.rows) == 1


def test_problems_are_in_the_readers_language_when_they_are_made(home: House) -> None:
    with translation.override("en"):
        english = planned(home, "10/06/2026;9h;Nobody;T;Hello.")
    assert told(english) == [(2, "dirigeant")]


def test_the_wait_is_told(home: House) -> None:
    heard: list[tuple[int, int]] = []
    sheet = read(lines(FIRST, SECOND))
    plan(sheet, organisation=home.organisation, now=NOW, told=lambda done, of: heard.append((done, of)))
    assert heard == [(0, 2), (2, 2)]


def test_the_questions_asked_of_the_database_do_not_grow_with_the_file(
    home: House, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    start = datetime(2026, 6, 10, tzinfo=UTC)
    rows = [f"{start + timedelta(days=n):%d/%m/%Y};9h;Claire Martin;T;Texte {n}." for n in range(300)]
    with django_assert_max_num_queries(8):
        assert len(planned(home, *rows).new) == 300


def test_two_leaders_may_speak_at_the_same_hour(home: House) -> None:
    user = makers.user("Inès Roy", "ines.roy@saint-luc.example")
    makers.Leader.objects.create(
        organisation=home.organisation, codir=home.codir, department=home.department, user=user, name="Inès Roy",
        function="DRH", zone="Europe/Paris",
    )  # fmt: skip
    assert planned(home, FIRST, FIRST.replace("Claire Martin", "Inès Roy")).problems == ()
