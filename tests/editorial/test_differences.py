from typing import Any

import pytest

from influence.editorial.cards import CardKind
from influence.editorial.differences import ADDED, PARTS, REMOVED, differences
from influence.editorial.models import Version
from tests.reading import plain

POLL = {"kind": "poll", "question": "Et vous ?", "options": ["Oui", "Non"], "duration": "THREE_DAYS"}
ARTICLE = {"kind": "article", "url": "https://a.example", "title": "T"}


def version(media: str = "", **columns: Any) -> Version:
    """A letter for each file."""
    parts = [{"sha256": letter, "alt_text": "x", "title": ""} for letter in media]
    return Version(media=parts, **({"account_id": 1} | columns))


def told(before: Version, after: Version) -> list[str]:
    return [plain(sentence) for sentence in differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("abc", "abc", []),
        ("abc", "axc", ["Image 2 remplacée."]),
        ("abc", "bc", ["Image 1 de l'ancienne version retirée."]),
        ("ab", "abc", ["Image 3 ajoutée."]),
        ("abc", "cba", ["L'ordre des images a changé."]),
        ("abc", "xbcd", ["Image 1 remplacée.", "Image 4 ajoutée."]),
        ("", "a", ["Pièce jointe ajoutée."]), ("a", "", ["Pièce jointe retirée."]), ("a", "b", ["Pièce jointe remplacée."]),
    ],
)  # fmt: skip
def test_files_are_told_by_their_place(before: str, after: str, said: list[str]) -> None:
    assert told(version(before), version(after)) == said


def test_words_beside_a_file_count_like_the_file() -> None:
    old, new = version("ab"), version("ab")
    new.media[1]["alt_text"] = "y"
    assert told(old, new) == ["Texte de remplacement de l'image 2 modifié."]
    new.media[1] = old.media[1] | {"title": "Bilan"}
    assert told(old, new) == ["Titre de la pièce jointe modifié."]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, POLL, ["Sondage ajouté."]), (POLL, {}, ["Sondage retiré."]), (POLL, ARTICLE, ["Sondage retiré.", "Article ajouté."]),
        (POLL, POLL | {"options": ["Oui", "Peut-être"]}, ["Réponses du sondage modifiées."]),
        (ARTICLE, ARTICLE | {"description": ""}, []),
        (ARTICLE, ARTICLE | {"url": "https://b.example"}, ["Adresse de l'article modifiée."]),
        ({"kind": "reshare", "urn": "a"}, {"kind": "reshare", "urn": "b"}, ["Une autre publication est partagée."]),
    ],
)  # fmt: skip
def test_cards_are_told_by_their_parts(
    before: dict[str, Any], after: dict[str, Any], said: list[str]
) -> None:
    assert told(version(card=before), version(card=after)) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "a", ["Premier commentaire ajouté."]), ("a", "", ["Premier commentaire retiré."]),
        ("a", "b", ["Premier commentaire modifié."]), ("a", "a", []),
    ],
)  # fmt: skip
def test_the_first_comment_is_told(before: str, after: str, said: list[str]) -> None:
    assert told(version(first_comment=before), version(first_comment=after)) == said


def test_voice_and_audience_are_told() -> None:
    old, new = version(), version(account_id=2, audience="CONNECTIONS")
    assert told(old, new) == [
        "Le compte qui publie a changé.", "Le cercle de ceux qui peuvent lire a changé.",
    ]  # fmt: skip


def test_every_kind_and_part_of_a_card_has_its_words() -> None:
    assert set(ADDED) == set(REMOVED) == set(CardKind)
    assert set(PARTS) >= (set(POLL) | set(ARTICLE) | {"urn", "thumbnail", "thumbnail_alt"}) - {"kind"}
