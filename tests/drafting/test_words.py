"""R-4.9: what is wrong is said in the reader's language."""

import re

from django.utils.translation import override

from influence.drafting.problems import DraftingError, Kind, Problem
from influence.drafting.words import sentence, sentences
from tests.drafting.makers import problems

FULL = {"name": "NOM", "label": "ÉTIQUETTE", "line": 7, "hint": "INDICE", "detail": "DÉTAIL"}


def spaced(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text).replace("’", "'")


def test_a_misspelt_variable_is_told_in_french_with_its_name_and_its_line() -> None:
    (problem,) = problems("Bonjour,\n{{ leader.frist_name }}")
    with override("fr"):
        said = spaced(sentence(problem))
    assert said == "Ligne 2 : « leader.frist_name » n'existe pas. Vouliez-vous dire « leader.first_name » ?"


def test_every_kind_has_its_sentence_and_names_what_it_knows() -> None:
    with override("fr"):
        for kind in Kind:
            said = sentence(Problem(kind, **FULL))  # type: ignore[arg-type]
            assert said[0].isupper() or said[0] == "«", kind
            assert "%" not in said


def test_every_sentence_is_said_of_an_error() -> None:
    error = DraftingError(Problem(Kind.MISSING_FIELD, name="lieu", label="Où"), Problem(Kind.NOT_TRIED))
    with override("fr"):
        first, second = sentences(error)
    assert spaced(first) == "« Où » est à remplir."
    assert second.endswith(".")
    assert (error.kind, error.name, error.line) == (Kind.MISSING_FIELD, "lieu", None)
    assert str(error) == "missing_field lieu; not_tried"
