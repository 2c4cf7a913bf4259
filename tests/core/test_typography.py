from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from influence.core.typography import typo_fr

N, B = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("plain", "typed"),
    [
        ("Rien n'attend votre décision !", f"Rien n’attend votre décision{N}!"),
        ("Vraiment?!", f"Vraiment{N}?!"),
        ("Deux points : la suite", f"Deux points{B}: la suite"),
        ("Deux points: la suite", f"Deux points{B}: la suite"),
        ("un ; deux; trois", f"un{N}; deux{N}; trois"),
        ("« oui » et «non»", f"«{N}oui{N}» et «{N}non{N}»"),
        ("« Vraiment ? »", f"«{N}Vraiment{N}?{N}»"),
        ("(vraiment ?)", f"(vraiment{N}?)"),
        ("À suivre...", "À suivre…"),
        ("Et alors...?", f"Et alors…{N}?"),
        ("+12 % en 2026, 3 €", f"+12{N}% en 2026, 3{N}€"),
        ("Le compte d'%(leader)s : %(count)s", f"Le compte d’%(leader)s{B}: %(count)s"),
        ("L'<strong>équipe</strong> : oui", f"L’<strong>équipe</strong>{B}: oui"),
        ("l'« idée »", f"l’«{N}idée{N}»"),
        ("#Bravo !", f"#Bravo{N}!"),
        ("Résultats 2026 : +12 %", f"Résultats 2026{B}: +12{N}%"),
    ],
)
def test_prose_is_typed_as_in_print(plain: str, typed: str) -> None:
    assert typo_fr(plain) == typed


@pytest.mark.parametrize(
    "text",
    [
        "https://ex.fr/?a=l'un&b=1;c#x!y",
        "voir https://fr.wikipedia.org/wiki/Comité_(direction)?x=...",
        "claire.d-arc+x@exemple.fr",
        "rendez-vous à 14:30",
        "un format 16:9",
        "merci ;-) :) :D :/",
        "`a ? b : c;`",
        '<a href="x" title="quoi ?">',
        "{{ leader.name ? 'x' }} {% if a == 'b' %}",
        "{name!r} %(rate)s%%",
        "@[L'Oréal : Paris !](urn:li:organization:12)",
        "#l'un",
        "&nbsp;&#233;",
        "12 %(unit)s",
        "../chemin ..../x",
        "il a dit 'oui' et 5'30",
        "!",
        "",
    ],
)
def test_what_is_not_prose_is_left_alone(text: str) -> None:
    assert typo_fr(text) == text


PIECES = st.sampled_from(
    [
        "mot", "l'", "d'", "'", "«", "»", " ", B, N, "\n", "\u2009", ";", ":", "!", "?", "...", ".", "…", "’", '"', "(", ")", "14:30",
        "12", "%", "€", "https://ex.fr/?a=1", "a@b.fr", "#Tag", "@[Nom](urn:li:person:x)", "{x}", "%(n)s", "<b>", ":)", ";-)", "`c`",
        "&amp;", "\ue000", "www.x.fr", "😀", "[", "]", "{", "}", "<", ">", "/", "%s",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40)


@given(TEXTS)
@example("a;)")
@example("« »")
@example("mot ! :)")
def test_a_second_time_changes_nothing(text: str) -> None:
    once = typo_fr(text)
    assert typo_fr(once) == once


@given(TEXTS)
def test_only_spaces_apostrophes_and_dots_change(text: str) -> None:
    def bare(value: str) -> str:
        return re.sub(r"\s", "", value).replace("’", "'").replace("…", "...")

    assert bare(typo_fr(text)) == bare(text)


@given(
    st.lists(
        st.sampled_from(["mot", "l'idée", " ", "!", "https://ex.fr/a'b?x=1;y", "c@d.fr", "{x}", "%(n)s"]),
        max_size=8,
    )
)
def test_addresses_and_placeholders_survive(words: list[str]) -> None:
    typed = typo_fr(" ".join(words))
    for kept in ("https://ex.fr/a'b?x=1;y", "c@d.fr", "{x}", "%(n)s"):
        assert typed.count(kept) == " ".join(words).count(kept)
