from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.core.text import (
    DESKTOP_WIDTH,
    FOLD_WIDTHS,
    PHONE_WIDTH,
    Hashtag,
    Mention,
    Text,
    fold_preview,
    leftover_markup,
    length,
    normalise,
    plain,
    segments,
    utf16_length,
)

CLAIRE = "@[Claire Martin](urn:li:person:Ab12Cd34Ef)"


def test_an_emoji_counts_as_linkedin_counts_it() -> None:
    text = "Bonjour ! 👩‍💻 École – 5 %"
    assert (len(text), utf16_length(text)) == (25, 27)


def test_a_decomposed_accent_counts_once() -> None:
    assert normalise("e\u0301") == "é"
    assert length("e\u0301te\u0301") == 3


def test_a_forms_line_ends_are_a_files_line_ends() -> None:
    assert normalise("a\r\nb\rc\n") == "a\nb\nc\n"


def test_a_mention_counts_as_its_name() -> None:
    assert length(CLAIRE) == len("Claire Martin")
    assert plain(f"Merci {CLAIRE} !") == "Merci Claire Martin !"


def test_text_is_cut_into_what_linkedin_knows() -> None:
    assert segments(f"Bravo {CLAIRE} et @[Acme](urn:li:organization:12) #IA") == (
        Text("Bravo "),
        Mention("Claire Martin", "urn:li:person:Ab12Cd34Ef"),
        Text(" et "),
        Mention("Acme", "urn:li:organization:12"),
        Text(" "),
        Hashtag("IA"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "C# et F#",
        "n° 3 # 4",
        "#4",
        "https://ex.fr/page#IA",
        "www.ex.fr/#top",
        "a#b",
        "&#233;",
        "##",
        "#",
        "#_",
    ],
)
def test_what_only_looks_like_a_hashtag_is_text(text: str) -> None:
    assert segments(text) == (Text(text),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#IA", ["IA"]),
        ("Cap sur l'#IA (fin)", ["IA"]),
        ("(#directionGénérale)", ["directionGénérale"]),
        ("#Un #Deux\n#Trois.", ["Un", "Deux", "Trois"]),
        ("#Transformation_Numérique", ["Transformation_Numérique"]),
        ("#2026enSanté", ["2026enSanté"]),
    ],
)
def test_a_hashtag_is_a_word_of_its_own(text: str, words: list[str]) -> None:
    assert [segment.word for segment in segments(text) if isinstance(segment, Hashtag)] == words


@pytest.mark.parametrize(
    "text", ["@[Nom](http://ex.fr)", "@[Nom](urn:li:share:1)", "@Nom", "@[](urn:li:person:a)"]
)
def test_what_only_looks_like_a_mention_is_text(text: str) -> None:
    assert segments(text) == (Text(text),)


@given(st.text(alphabet="a#@[]()é \n.:/1") | st.text())
def test_without_a_mention_readers_see_the_text_itself(text: str) -> None:
    assert plain(text) == text


def test_markup_that_was_not_rendered_is_found() -> None:
    assert leftover_markup("Bonjour {{ prenom }}, {% if x %}ok") == ("{{ prenom }}", "{% if x %}")
    assert leftover_markup("reste }} ou {%") == ("}}", "{%")
    assert leftover_markup("un {seul} et 5 %") == ()


def test_a_short_text_has_no_fold() -> None:
    assert fold_preview("Un\ndeux\ntrois", width_chars=PHONE_WIDTH) == ("Un\ndeux\ntrois", "")


def test_three_lines_are_shown() -> None:
    assert fold_preview("Un\ndeux\ntrois\nquatre", width_chars=PHONE_WIDTH) == ("Un\ndeux\ntrois\n", "quatre")


def test_two_lines_are_shown_when_the_third_is_blank() -> None:
    assert fold_preview("Un\ndeux\n\nquatre", width_chars=PHONE_WIDTH) == ("Un\ndeux\n", "\nquatre")


def test_a_phone_shows_less_than_a_desktop() -> None:
    text = "Nos équipes ont ouvert un nouvel hôpital de jour. " * 12
    shown = {device: len(fold_preview(text, width_chars=width)[0]) for device, width in FOLD_WIDTHS.items()}
    assert shown["phone"] < shown["tablet"] < shown["desktop"] <= 3 * DESKTOP_WIDTH + 3


def test_words_stay_whole() -> None:
    shown, hidden = fold_preview("aaaa bbbb cccc dddd eeee", width_chars=5)
    assert (shown, hidden) == ("aaaa bbbb cccc ", "dddd eeee")


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert fold_preview("a" * 40, width_chars=10) == ("a" * 30, "a" * 10)


@given(st.text(alphabet="ab \n😀"), st.integers(1, 12))
def test_the_fold_loses_nothing(text: str, width: int) -> None:
    shown, hidden = fold_preview(text, width_chars=width)
    assert shown + hidden == text
