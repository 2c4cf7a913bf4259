from pathlib import Path

import pytest

from influence.drafting.catalogue import CatalogueError, catalogue, template
from influence.drafting.fields import FieldKind
from influence.drafting.problems import DraftingError, Kind
from influence.drafting.render import render
from tests.drafting.makers import CLAIRE, HEAD, shelf


def test_a_template_is_read_with_its_fields(tmp_path: Path) -> None:
    (one,) = catalogue("fr", shelf(tmp_path, HEAD + "Je suis {{ lieu }}.\n"))
    assert (one.slug, one.language, one.title, one.body) == ("essai", "fr", "Essai", "Je suis {{ lieu }}.\n")
    lieu, jour = one.fields
    assert (lieu.kind, lieu.required, lieu.max_length) == (FieldKind.TEXT, True, 300)
    assert (jour.kind, jour.required) == (FieldKind.DATE, False)


def test_a_template_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(DraftingError) as caught:
        template("anonce", "fr")
    assert (caught.value.kind, caught.value.problems[0].hint) == (Kind.UNKNOWN_TEMPLATE, "annonce")


def test_a_problem_in_the_body_carries_its_line_in_the_file_and_the_label(tmp_path: Path) -> None:
    (one,) = catalogue("fr", shelf(tmp_path, HEAD + "Bonjour\n{{ lieu }}\n{{ jour }}\n"))
    with pytest.raises(DraftingError) as caught:
        render(one, fields={"lieu": "à Vernay"}, language="fr", context=CLAIRE)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.name, problem.label, problem.line) == (
        Kind.EMPTY_VALUE,
        "jour",
        "Quand",
        20,
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("Bonjour", 1, "must begin with a line"),
        ("+++\ntitle = 'x'\n", 3, "second line"),
        (HEAD.replace('"Essai"', '"Essai'), 2, "Illegal character"),
        (HEAD.replace("when", "whenn"), 4, "unknown key 'whenn'"),
        (HEAD.replace('title = "Essai"\n', ""), 1, "'title' is missing"),
        (HEAD.replace('title = "Essai"', "title = 3"), 2, "'title' is missing"),
        (HEAD.replace('"lieu"', '"Lieu"'), 6, "not a free name"),
        (HEAD.replace('"lieu"', '"leader"'), 6, "not a free name"),
        (HEAD.replace('"jour"', '"lieu"'), 12, "not a free name"),
        (HEAD.replace('label = "Où"\n', ""), 6, "has no label"),
        (HEAD.replace('"date"', '"datte"'), 11 + 1, "datte"),
        (HEAD.replace('"14/04/2026"', '"demain"'), 12, "the example of 'jour' is refused: not_a_date"),
        (HEAD.replace('example = "à Vernay"\n', ""), 6, "has no example"),
        (HEAD.replace('label = "Où"', 'label = "Où"\nchoices = ["a"]'), 6, "choices belong to the kind"),
        (HEAD.replace('label = "Où"', 'label = "Où"\nmax_length = 0'), 6, "max_length"),
        (HEAD.replace('label = "Où"', 'label = "Où"\nrequierd = true'), 6, "unknown key 'requierd'"),
        (HEAD + "Bonjour\n{{ lieux }}", 19, "unknown_name lieux"),
        (HEAD + "Bonjour\n\n{% if %}", 20, "syntax"),
    ],
)
def test_a_file_that_breaks_a_rule_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, why: str
) -> None:
    directory = shelf(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        catalogue("fr", directory)
    assert f"essai.txt:{line}: " in str(caught.value)
    assert why in str(caught.value)
