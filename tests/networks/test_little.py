from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.core.text import Hashtag, Mention, Segment, Text
from influence.networks.linkedin.little import (
    RESERVED,
    Lengths,
    commentary,
    escape,
    lengths,
    parse,
    plain,
    render,
    unescape,
)

VECTORS = {
    "V01": ("(a)", r"\(a\)"),
    "V02": ("pre_commands", r"pre\_commands"),
    "V03": ("#AI #Agents", r"\#AI \#Agents"),
    "V04": ("{{x}}", r"\{\{x\}\}"),
    "V05": ("a*b~c<d>e|f@g[h]i", r"a\*b\~c\<d\>e\|f\@g\[h\]i"),
    "V06": ("a\\b", r"a\\b"),
    "V07": ("Hola mundo, ¿qué tal?", "Hola mundo, ¿qué tal?"),
    "V08": (
        "Va al repo (contexto durable y portable):\n- item",
        "Va al repo \\(contexto durable y portable\\):\n- item",
    ),
    "V09": ("", ""),
    "V10": (
        "Résultats 2026 : +12 % (à périmètre constant)",
        r"Résultats 2026 : +12 % \(à périmètre constant\)",
    ),
    "V11": ("* Point 1\n* Point 2", "\\* Point 1\n\\* Point 2"),
    "V12": ("contact@exemple.fr", r"contact\@exemple.fr"),
    "V13": ("Merci @Jean Dupont !", r"Merci \@Jean Dupont !"),
    "V14": (
        "https://fr.wikipedia.org/wiki/Comit%C3%A9_(direction)",
        r"https://fr.wikipedia.org/wiki/Comit%C3%A9\_\(direction\)",
    ),
    "V15": (
        "https://ex.fr/?utm_source=linkedin&utm_medium=social#top",
        r"https://ex.fr/?utm\_source=linkedin&utm\_medium=social\#top",
    ),
    "V16": (r"C:\docs\plan", r"C:\\docs\\plan"),
    "V17": ("~20 M€ de CA <brut>", r"\~20 M€ de CA \<brut\>"),
    "V18": ("[Replay] Webinaire | 12/11", r"\[Replay\] Webinaire \| 12/11"),
    "V19": (r"\(déjà échappé\)", r"\\\(déjà échappé\\\)"),
    "V20": ("C# et F#", r"C\# et F\#"),
    "V21": ("(EPRI, 2024)", r"\(EPRI, 2024\)"),
    "V22": ("😀 Équipe ❤️", "😀 Équipe ❤️"),
    "V23": ("Prix = 10*2 _ou_ **30**", r"Prix = 10\*2 \_ou\_ \*\*30\*\*"),
    "V24": ("{{ prenom }} non remplacé", r"\{\{ prenom \}\} non remplacé"),
    "V25": (
        "« guillemets » – “x” … & % $ + = / ; : , . ? !",
        "« guillemets » – “x” … & % $ + = / ; : , . ? !",
    ),
    "V26": ("Ligne 1\n\nLigne 3", "Ligne 1\n\nLigne 3"),
    "V27": ("#directionGénérale", r"\#directionGénérale"),
    "V28": ("＃pleine chasse", "＃pleine chasse"),
}

ELEMENTS: dict[str, tuple[tuple[Segment, ...], str]] = {
    "E01": (
        (Text("Hello "), Mention("Acme Corp", "urn:li:organization:1234")),
        "Hello @[Acme Corp](urn:li:organization:1234)",
    ),
    "E02": ((Mention("Eddy", "urn:li:person:1234"),), "@[Eddy](urn:li:person:1234)"),
    "E03": (
        (Mention("Devtestco", "urn:li:organization:2414183"),),
        "@[Devtestco](urn:li:organization:2414183)",
    ),
    "E05": ((Hashtag("mytag"),), r"{hashtag|\#|mytag}"),
    "E07": ((Text("* Point 1"),), r"\* Point 1"),
    "E08": (
        (Mention("Acme (France)", "urn:li:organization:1234"),),
        r"@[Acme \(France\)](urn:li:organization:1234)",
    ),
    "E09": ((Hashtag("Transformation_Numérique"),), r"{hashtag|\#|Transformation\_Numérique}"),
    "E10": ((Text("Cap sur l'"), Hashtag("IA"), Text(" (fin)")), r"Cap sur l'{hashtag|\#|IA} \(fin\)"),
    "E11": ((Mention("", "urn:li:organization:1234"),), "@(urn:li:organization:1234)"),
}

READ_ONLY: dict[str, tuple[str, tuple[Segment, ...]]] = {
    "E04": ("#coding", (Hashtag("coding"),)),
    "E06": ("{hashtag|#|Technology}", (Hashtag("Technology"),)),
    "fullwidth": ("{hashtag|＃|Technology}", (Hashtag("Technology"),)),
    "after an escaped backslash": (r"\\#tag", (Text("\\"), Hashtag("tag"))),
    "literal after a backslash": (r"\\\#tag", (Text("\\#tag"),)),
}


@pytest.mark.parametrize("vector", VECTORS)
def test_every_reserved_character_is_escaped(vector: str) -> None:
    plain_text, escaped = VECTORS[vector]
    assert escape(plain_text) == escaped
    assert unescape(escaped) == plain_text


@pytest.mark.parametrize("vector", ELEMENTS)
def test_mentions_and_hashtags_keep_their_marks(vector: str) -> None:
    parts, escaped = ELEMENTS[vector]
    assert render(parts) == escaped
    assert parse(escaped) == parts


@pytest.mark.parametrize("vector", READ_ONLY)
def test_other_forms_that_linkedin_gives_back_are_read(vector: str) -> None:
    escaped, parts = READ_ONLY[vector]
    assert parse(escaped) == parts


def test_a_raw_text_becomes_a_commentary() -> None:
    raw = "Merci @[Claire Martin](urn:li:person:Ab12Cd34Ef) (DRH) ! #IA et C# https://ex.fr/a_b#IA"
    assert commentary(raw) == (
        r"Merci @[Claire Martin](urn:li:person:Ab12Cd34Ef) \(DRH\) ! {hashtag|\#|IA} et C\# https://ex.fr/a\_b\#IA"
    )
    assert plain(commentary(raw)) == "Merci Claire Martin (DRH) ! #IA et C# https://ex.fr/a_b#IA"


def test_both_lengths_are_told() -> None:
    assert lengths("(a) 😀") == Lengths(read=6, sent=8)


def test_there_are_fifteen_reserved_characters() -> None:
    assert len(RESERVED) == 15


@given(st.text(alphabet="aé |{}@[]()<>#\\*_~\n😀") | st.text())
def test_escaping_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text
    assert plain(escape(text)) == text


@given(st.text(alphabet="aé |{}@[]()<>#\\*_~\n😀"))
def test_no_reserved_character_is_left_bare(text: str) -> None:
    rest = escape(text)
    while rest:
        if rest[0] == "\\":
            assert rest[1] in RESERVED
            rest = rest[2:]
        else:
            assert rest[0] not in RESERVED
            rest = rest[1:]


PIECES = (
    st.builds(Text, st.text(alphabet="ab (#\\@", min_size=1))
    | st.builds(Mention, st.text(alphabet="ab (é)_", max_size=6), st.just("urn:li:person:Ab-1"))
    | st.builds(Hashtag, st.text(alphabet="abé_", min_size=1, max_size=6))
)


def merged(parts: list[Segment]) -> tuple[Segment, ...]:
    whole: list[Segment] = []
    for part in parts:
        if whole and isinstance(part, Text) and isinstance(last := whole[-1], Text):
            whole[-1] = Text(last.text + part.text)
        else:
            whole.append(part)
    return tuple(whole)


@given(st.lists(PIECES, max_size=6))
def test_parts_come_back(parts: list[Segment]) -> None:
    assert parse(render(tuple(parts))) == merged(parts)
