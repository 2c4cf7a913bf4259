"""Each rule: what it finds, and what looks like it and is let alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.core.lints import Finding, Rule, Written, excerpt, honest, lints


def said(text: str, **more: object) -> list[tuple[Rule, str]]:
    return [(one.rule, one.said) for one in lints(Written(text, name="Claire Martin", **more))]  # type: ignore[arg-type]


FOUND = [
    (Rule.MARKUP, "Bonjour {{ prénom }}, merci.", "{{ prénom }}"),
    (Rule.MARKUP, "Bonjour {prénom}, merci.", "{prénom}"),
    (Rule.FAKE_LETTERS, "Une 𝗶𝗱𝗲𝗲 𝘀𝗶𝗺𝗽𝗹𝗲.", "𝗶𝗱𝗲𝗲 𝘀𝗶𝗺𝗽𝗹𝗲"),
    (Rule.FAKE_LETTERS, "Ⓑⓡⓐⓥⓞ à tous", "Ⓑⓡⓐⓥⓞ"),
    (Rule.FAKE_LETTERS, "un p\u0336r\u0336i\u0336x\u0336 barré", "p\u0336r\u0336i\u0336x\u0336"),
    (Rule.HASHTAG_CASE, "Voir #intelligenceartificielle.", "#intelligenceartificielle"),
    (Rule.HASHTAG_CASE, "Voir #qualitédessoins.", "#qualitédessoins"),
    (Rule.HASHTAG_CASE, "Voir #QUALITEDESSOINS.", "#QUALITEDESSOINS"),
    (Rule.HASHTAGS_MANY, "#Un #Deux #Trois #Quatre #Cinq #Six", "#Six"),
    (Rule.EMOJI_RUN, "Bravo 🎉🎉 👏🏽👩‍💻 à tous", "🎉🎉 👏🏽👩‍💻"),
    (Rule.EMOJI_BULLETS, "Trois choses :\n✅ Un\n✅ Deux", "✅"),
    (Rule.SHOUTING, "VENEZ NOMBREUX À LA FÊTE !", "VENEZ NOMBREUX À LA FÊTE"),
    (Rule.TONE, "Nous sommes fiers de notre équipe.", "Nous sommes fiers"),
    (Rule.TONE, "Heureux d’annoncer un partenariat.", "Heureux d’annoncer"),
    (Rule.THIRD_PERSON, "Claire Martin a visité le bloc.", "Claire Martin"),
]
LET_ALONE = [
    "Une accolade { seule }, un JSON {\"a\": 1}, un {2}.",
    "Le x de 𝑥 + 1, le ℝ des mathématiques, ①.",
    "#accessibilité #environnement #interopérabilité #QualitéDesSoins #CHU",
    "#accidents #développement #RSE",
    "Bravo 🎉 à tous 👏🏽, merci 🙏 !",
    "🎉 Une seule ligne commence ainsi.\nEt une autre.",
    "Le CHU, l'ARS et la HAS. LE GRAND PRIX.",
    "Un leader, mondialement. Je suis fière de vous.",
    "Ce que j'ai vu au bloc.\n\nClaire Martin",
    "Merci à @[Claire Martin](urn:li:person:abc).",
    "Le 14:30, 100 % des 🇫🇷 Français.",
    "",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "words"), FOUND)
def test_it_is_found_where_it_stands(rule: Rule, text: str, words: str) -> None:
    assert said(text) == [(rule, words)]
    (found,) = lints(Written(text, name="Claire Martin"))
    assert text[found.start : found.end] == words
    assert "".join(excerpt(text, found)) in text


@pytest.mark.parametrize("text", LET_ALONE)
def test_what_only_looks_like_it_is_let_alone(text: str) -> None:
    assert said(text) == []


def test_only_braces_keep_a_text_from_going_out_and_they_come_first() -> None:
    found = lints(Written("NOUS SOMMES TOUS ICI PRÉSENTS, {nom}. Synergies."))
    assert [(one.rule, one.blocks) for one in found] == [
        (Rule.MARKUP, True), (Rule.SHOUTING, False), (Rule.TONE, False),
    ]  # fmt: skip


def test_a_tag_is_written_as_the_organisation_writes_it() -> None:
    (found,) = lints(Written("Voir #santépublique.", tags=("SantéPublique", "chu")))
    assert (found.rule, found.better) == (Rule.HASHTAG_CASE, "#SantéPublique")
    assert lints(Written("Voir #chu.", tags=("SantéPublique", "chu"))) == ()


def test_a_link_is_in_one_place() -> None:
    text = "À lire : https://ex.fr/a"
    assert said(text) == []
    assert said(text, first_comment="Ici : https://ex.fr/a") == [(Rule.LINK_AND_COMMENT, "https://ex.fr/a")]


def test_each_image_without_words_is_named() -> None:
    found = lints(Written("Une idée.", alts=("Une équipe.", " ", "")))
    assert [(one.rule, one.better) for one in found] == [(Rule.ALT_MISSING, "2"), (Rule.ALT_MISSING, "3")]


def test_every_language_has_its_phrases() -> None:
    assert said("We are proud of a world-class team.", language="en") == [
        (Rule.TONE, "We are proud"), (Rule.TONE, "world-class"),
    ]  # fmt: skip
    assert said("We are proud of a world-class team.", language="fr") == []


def test_an_excerpt_is_one_line_cut_at_words() -> None:
    text = "Avant.\n" + "mot " * 40 + "ICI" + " mot" * 40 + "\nAprès."
    place = text.index("ICI")
    before, it, after = excerpt(text, Finding(Rule.TONE, place, place + 3))
    assert it == "ICI"
    assert before.startswith("…mot")
    assert after.endswith("mot…")
    assert "\n" not in before + after
    assert len(before + after) < 130


def test_fancy_letters_have_plain_ones() -> None:
    assert [honest(one) for one in ("𝗶𝗱𝗲𝗲", "Ⓑⓡⓐⓥⓞ", "🅑🅡", "Ａｂ", "p\u0336x\u0336")] == [
        "idee",
        "Bravo",
        "BR",
        "Ab",
        "px",
    ]


HOSTILE = st.text(
    alphabet=st.sampled_from("aA {}#@[]()😀👩‍💻🇫\u200d\ufe0f\u202e\u200b\u0336𝗶Ⓑ\n.,'é/:<>&\ud800"), max_size=120
)  # fmt: skip


@given(HOSTILE)
def test_any_text_is_looked_at(text: str) -> None:
    for one in lints(Written(text, name="A a", tags=("Aa",))):
        assert 0 <= one.start <= one.end <= len(text)
        excerpt(text, one)


@pytest.mark.parametrize(
    "piece",
    ["A ", "😀", "😀 ", "𝗶'", "#a", "{a}", "{{", "a\u0336", "nous sommes ", "✅a\n", "Claire Martin "],
)
def test_a_long_line_takes_no_time(piece: str) -> None:
    """Linear: a rule that looks back at every place would take minutes."""
    began = time.process_time()
    lints(Written(piece * (50_000 // len(piece)), name="Claire Martin"))
    assert time.process_time() - began < 5
