import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.core.links import slug, tagged

UTM = "utm_source=linkedin&utm_medium=social&utm_campaign=qualite&utm_content=claire"


def marked(text: str) -> str:
    return tagged(text, campaign="qualite", content="claire")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://ex.fr", f"https://ex.fr?{UTM}"),
        ("https://ex.fr/a?b=1&c#d", f"https://ex.fr/a?b=1&c&{UTM}#d"),
        ("Vu https://ex.fr/a?", f"Vu https://ex.fr/a?{UTM}?"),
        ("Lire (https://ex.fr/a_(b)). Puis https://ex.fr/c !", f"Lire (https://ex.fr/a_(b)?{UTM}). Puis https://ex.fr/c?{UTM} !"),
        ("« https://ex.fr/a »", f"« https://ex.fr/a?{UTM} »"),
        ("https://ex.fr/a…", f"https://ex.fr/a?{UTM}…"),
        # Ours in other words: replaced where it stands.
        ("https://ex.fr/?utm_content=x&z=1", "https://ex.fr/?utm_content=claire&z=1&utm_source=linkedin&utm_medium=social&utm_campaign=qualite"),
        ("https://www.linkedin.com/posts/x https://lnkd.in/y", "https://www.linkedin.com/posts/x https://lnkd.in/y"),
        ("https://notlinkedin.com", f"https://notlinkedin.com?{UTM}"),
        ("https:// rien, ni http, ni ex.fr", "https:// rien, ni http, ni ex.fr"),
    ],
)  # fmt: skip
def test_an_address_says_where_its_readers_came_from(before: str, after: str) -> None:
    assert marked(before) == after


def test_without_a_campaign_nothing_is_said_of_it() -> None:
    assert (
        tagged("https://ex.fr", campaign="", content="")
        == "https://ex.fr?utm_source=linkedin&utm_medium=social"
    )


def without(text: str) -> str:
    """Our four taken away again."""
    return re.sub(r"[?&]utm_(?:source|medium|campaign|content)=[\w-]*", "", text)


PIECES = [
    "https://ex.fr/",
    "?",
    "&",
    "#",
    "a=%C3%A9",
    "é",
    ")",
    "(",
    ".",
    " ",
    "…",
    "b",
    "=",
    "http://",
    "\n",
    "\u202e",
    "😀",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_nothing_else_of_a_text_changes_and_twice_is_once(text: str) -> None:
    once = marked(text)
    assert marked(once) == once
    # A mark that had nothing behind it goes with what was put there.
    assert without(once).replace("?", "") == text.replace("?", "")


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert marked(marked(text)) == marked(text)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Semaine de la Qualité 2026 !", "semaine-de-la-qualite-2026"), ("Cœur", "coeur"), ("日本", ""), ("a" * 200, "a" * 80)],
)  # fmt: skip
def test_a_campaign_is_named_in_plain_letters(words: str, expected: str) -> None:
    assert slug(words) == expected
