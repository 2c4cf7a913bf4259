from datetime import date

import pytest

from influence.drafting.fields import Field, FieldKind, Value, clean
from influence.drafting.problems import DraftingError, Kind

FIELDS = (
    Field(name="lieu", label="Où", required=True, max_length=20),
    Field(name="recit", label="Récit", kind=FieldKind.LONGTEXT),
    Field(name="jour", label="Quand", kind=FieldKind.DATE),
    Field(name="nombre", label="Combien", kind=FieldKind.NUMBER),
    Field(name="lien", label="Lien", kind=FieldKind.URL),
    Field(name="ton", label="Ton", kind=FieldKind.CHOICE, choices=("Grave", "Léger")),
    Field(name="personne", label="Qui", kind=FieldKind.PERSON),
)


def value(name: str, given: object, *, language: str = "fr") -> Value | None:
    return clean(FIELDS, given={"lieu": "ici"} | {name: given}, language=language)[name]


def refusals(language: str = "fr", **given: object) -> list[tuple[str, Kind]]:
    with pytest.raises(DraftingError) as caught:
        clean(FIELDS, given=given, language=language)
    return [(problem.name, problem.kind) for problem in caught.value.problems]


def test_what_was_left_empty_is_none() -> None:
    assert clean(FIELDS, given={"lieu": " ici ", "recit": "  \n"}, language="fr") == {
        "lieu": "ici", "recit": None, "jour": None, "nombre": None, "lien": None, "ton": None, "personne": None,
    }  # fmt: skip


def test_every_problem_is_told_at_once() -> None:
    given = {"leiu": "ici", "jour": "31/02/2026", "nombre": "douze", "lien": "www.exemple.fr", "ton": "gai"}
    assert refusals(**given) == [
        ("leiu", Kind.UNKNOWN_FIELD),
        ("lieu", Kind.MISSING_FIELD),
        ("jour", Kind.NOT_A_DATE),
        ("nombre", Kind.NOT_A_NUMBER),
        ("lien", Kind.NOT_A_URL),
        ("ton", Kind.NOT_A_CHOICE),
    ]


def test_a_misspelt_field_names_the_nearest() -> None:
    with pytest.raises(DraftingError) as caught:
        clean(FIELDS, given={"lieu": "ici", "personnne": "Inès"}, language="fr")
    assert caught.value.problems[0].hint == "personne"


@pytest.mark.parametrize("text", ["14/04/2026", "14.04.2026", "2026-04-14", " 14/4/2026 "])
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert value("jour", text) == date(2026, 4, 14)


@pytest.mark.parametrize(
    "text", ["04/14/2026", "2026-02-30", "14/04/26", "mardi", "14-04-2026", "٠١/٠٤/٢٠٢٦x"]
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    assert refusals(lieu="ici", jour=text) == [("jour", Kind.NOT_A_DATE)]


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("fr", "12", 12), ("fr", "12,5", 12.5), ("fr", "12.5", 12.5), ("fr", "3 456", 3456), ("fr", "3\u202f456,7", 3456.7),
        ("fr", "1.234.567", 1234567), ("fr", "-4", -4), ("en", "3,456", 3456), ("en", "12.5", 12.5), ("en", "3,456.5", 3456.5),
    ],
)  # fmt: skip
def test_numbers_are_read_in_the_language_of_the_post(language: str, text: str, number: float) -> None:
    assert value("nombre", text, language=language) == number


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "1,2,3"), ("en", "12,5"), ("fr", "1e9"), ("fr", "nan"), ("fr", "9" * 40), ("fr", "12 %")],
)
def test_what_is_not_a_number_is_refused(language: str, text: str) -> None:
    assert refusals(language, lieu="ici", nombre=text) == [("nombre", Kind.NOT_A_NUMBER)]


def test_values_that_already_have_their_kind_are_kept() -> None:
    assert value("jour", date(2026, 4, 14)) == date(2026, 4, 14)
    assert value("nombre", 3.0) == 3
    assert refusals(lieu="ici", nombre=True) == [("nombre", Kind.NOT_A_VALUE)]
    assert refusals(lieu=["ici"]) == [("lieu", Kind.NOT_A_VALUE)]
    assert refusals(lieu="ici", nombre=float("inf")) == [("nombre", Kind.NOT_A_NUMBER)]


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "https://", "exemple.fr", "https://exa mple.fr", "https://[x", "ftp://a.fr"],
)
def test_what_is_not_an_address_is_refused(text: str) -> None:
    assert refusals(lieu="ici", lien=text) == [("lien", Kind.NOT_A_URL)]


def test_texts_are_tidied_and_measured() -> None:
    assert value("recit", "e\u0301te\u0301\r\nhiver\t!") == "été\nhiver !"
    assert value("ton", "léger") == "Léger"
    assert refusals(lieu="x" * 21) == [("lieu", Kind.FIELD_TOO_LONG)]
    assert refusals(lieu="ici\nlà") == [("lieu", Kind.ONE_LINE_ONLY)]
    assert refusals(lieu="ici\x00") == [("lieu", Kind.BAD_CHARACTER)]
    assert value("recit", "👩\u200d💻") == "👩\u200d💻"
