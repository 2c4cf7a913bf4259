"""Words that a text says: the rule is simple, and said on the page."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.core.topics import found, words

# What people paste: marks without a letter, directions, joiners, signs of every kind.
HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("aàá̂éÉœ's’x-#_\u200b\u00ad\u202e\ufe0f\u0301𝐫🙂ﷺßIıİ")),
    max_size=200,
)


@pytest.mark.parametrize(
    "text",
    [
        "Nos résultats du trimestre.", "Le résultat est là", "RÉSULTATS", "Resultats", "l'Résultat", "L’résultat",
        "de « résultats »", "Voici nos #Résultats !", "re\u0301sultats", "résul\u00adtats", "𝐫𝐞́𝐬𝐮𝐥𝐭𝐚𝐭𝐬", "résultats-clés",
    ],
)  # fmt: skip
def test_a_word_is_found_whatever_its_case_accents_elision_and_plural(text: str) -> None:
    assert found(text, ["résultat"]) == ("résultat",)
    assert found(text, ["RESULTATS"]) == ("RESULTATS",)


@pytest.mark.parametrize("text", ["Sans résultante", "préresultat", "résul tat", "", "🙂", "result"])
def test_only_whole_words_are_found(text: str) -> None:
    assert found(text, ["résultats"]) == ()


@pytest.mark.parametrize(
    "text", ["un plan social", "Les plans sociaux", "plan\nsocial", "#PlanSocial", "plan, social"]
)
def test_a_phrase_is_found_as_a_whole(text: str) -> None:
    assert found(text, ["plan social"]) == ("plan social",)
    assert found("un plan très social", ["plan social"]) == ()
    assert found("social, le plan", ["plan social"]) == ()


def test_what_is_found_is_named_as_the_rule_writes_it_and_in_its_order() -> None:
    lines = ["procès", "plan de départs", "Œuvre", "patients"]
    assert found("Les patients et les œuvres, un plan de départ.", lines) == (
        "plan de départs",
        "Œuvre",
        "patients",
    )


def test_a_line_without_a_word_finds_nothing() -> None:
    assert found("tout … rien !", ["", "  ", "!!!", "—"]) == ()


@given(HOSTILE, HOSTILE)
def test_no_text_and_no_line_is_too_strange(text: str, line: str) -> None:
    assert set(found(text, [line])) <= {line}
    assert found(text, []) == ()


@given(HOSTILE, HOSTILE, st.sampled_from(["licenciement", "plan de sauvegarde", "Résultats", "litiges"]))
def test_what_stands_between_blanks_is_found_in_any_company(before: str, after: str, line: str) -> None:
    assert found(f"{before} . {line} . {after}", [line]) == (line,)


# But for the Turkish i's, each of which has the other alphabet's i for its capital or its small letter.
@given(
    st.text(
        st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F, exclude_characters="\u0130\u0131"),
        min_size=1,
        max_size=12,
    )
)
def test_case_and_composition_never_matter(word: str) -> None:
    assert (
        words(word) == words(unicodedata.normalize("NFD", word)) == words(unicodedata.normalize("NFC", word))
    )
    assert words(word.lower()) == words(word.lower().capitalize())


@pytest.mark.parametrize(
    "piece", ["plan ", "plan social plan ", "a", "'", "\u0301", "aA", "ﷺ", "#PlanSocial"]
)
def test_a_text_without_end_is_read_in_one_go(piece: str) -> None:
    """Anything that went back over it would not come to an end here."""
    lines = ["plan social", "plan plan plan plan plan plan plan plan fin", *(f"mot{n}" for n in range(200))]
    assert found(piece * 10_000 + " mot7", lines)[-1] == "mot7"
