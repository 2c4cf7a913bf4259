from pathlib import Path

import pytest

from influence.drafting.catalogue import CatalogueError, catalogue, template
from influence.drafting.fields import FieldKind
from influence.drafting.problems import DraftingError, Kind
from influence.drafting.render import render
from tests.drafting.makers import CLAIRE, HEAD, shelf
from tests.reading import plain


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
        ("Bonjour", 1, "commence par une ligne"),
        ("+++\ntitle = 'x'\n", 3, "seconde ligne"),
        (HEAD.replace('"Essai"', '"Essai'), 2, "ne se lit pas, près de « title"),
        (HEAD.replace("when", "whenn"), 4, "Vouliez-vous dire « when »"),
        (HEAD.replace('title = "Essai"\n', ""), 1, "« title » manque"),
        (HEAD.replace('title = "Essai"', "title = 3"), 2, "« title » manque"),
        (HEAD.replace("Essai", "Essai" * 30), 2, "dépasse 120"),
        (HEAD.replace('"lieu"', '"Lieu"'), 7, "« Lieu » ne peut pas nommer"),
        (HEAD.replace('"lieu"', '"leader"'), 7, "« leader » ne peut pas nommer"),
        (HEAD.replace('"jour"', '"lieu"'), 13, "« lieu » ne peut pas nommer"),
        (HEAD.replace('label = "Où"\n', ""), 6, "n'a pas de libellé"),
        (HEAD.replace('"date"', '"datte"'), 15, "genre « datte »"),
        (HEAD.replace('"14/04/2026"', '"demain"'), 16, "l'exemple du champ : « Quand » attend une date"),
        (HEAD.replace('example = "à Vernay"\n', ""), 6, "n'a pas d'exemple"),
        (HEAD.replace('label = "Où"', 'label = "Où"\nchoices = ["a"]'), 9, "avec le genre « choice »"),
        (HEAD.replace('label = "Où"', 'label = "Où"\nmax_length = 0'), 9, "max_length"),
        (HEAD.replace('label = "Où"', 'label = "Où"\nrequierd = true'), 9, "« required »"),
        (HEAD.replace("[[fields]]", "[fields]", 1).rpartition("[[fields]]")[0] + "+++\n", 2, "[[fields]]"),
        (HEAD.replace("+++\n", "+++\nx = " + "[" * 5_000 + "\n", 1), 17, "ne se lit pas"),
        (HEAD + "Bonjour\n{{ lieux }}", 19, "« lieux » n'existe pas"),
        (HEAD + "Bonjour\n\n{% if %}", 20, "ne se lit pas"),
    ],
)
def test_a_file_that_breaks_a_rule_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, why: str
) -> None:
    directory = shelf(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        catalogue("fr", directory)
    assert f"essai.txt:{line}: " in str(caught.value)
    assert why in plain(str(caught.value))
