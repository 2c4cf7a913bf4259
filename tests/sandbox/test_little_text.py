"""Contract 4.5: what is escaped arrives whole, what is not stops the text without a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.little import escape, read
from tests.sandbox.conftest import Sandbox

VECTORS = [
    ("(a)", r"\(a\)"),
    ("pre_commands", r"pre\_commands"),
    ("#AI #Agents", r"\#AI \#Agents"),
    ("{{x}}", r"\{\{x\}\}"),
    ("a*b~c<d>e|f@g[h]i", r"a\*b\~c\<d\>e\|f\@g\[h\]i"),
    ("a\\b", "a\\\\b"),
    ("Hola mundo, ¿qué tal?", "Hola mundo, ¿qué tal?"),
    ("contact@exemple.fr", r"contact\@exemple.fr"),
    ("https://ex.fr/?utm_source=linkedin&u=1#top", r"https://ex.fr/?utm\_source=linkedin&u=1\#top"),
    (r"\(déjà échappé\)", r"\\\(déjà échappé\\\)"),
    ("😀 Équipe ❤️", "😀 Équipe ❤️"),
    ("Ligne 1\n\nLigne 3", "Ligne 1\n\nLigne 3"),
    ("＃pleine chasse", "＃pleine chasse"),
]
CUT = [
    ("Va al repo (contexto durable", "Va al repo "),
    ("Bilan {en cours", "Bilan "),
    ("a [b", "a "),
    ("coût < prix", "coût "),
    ("# pas un mot-dièse", ""),
    ("fin\\", "fin"),
    ("fin \\n faux", "fin "),
    ("@[Claire](urn:li:share:1) salut", ""),
    ("nom_de_fichier", "nom"),
]


@pytest.mark.parametrize(("plain", "commentary"), VECTORS)
def test_escaped_text_is_read_whole(sandbox: Sandbox, plain: str, commentary: str) -> None:
    sandbox.publish(commentary)
    (post,) = sandbox.state()["posts"]
    assert (post["text"], post["is_truncated"]) == (plain, False)


@pytest.mark.parametrize(("commentary", "kept"), CUT)
def test_badly_escaped_text_is_cut_and_still_created(sandbox: Sandbox, commentary: str, kept: str) -> None:
    assert sandbox.create(commentary).status_code == 201
    (post,) = sandbox.state()["posts"]
    assert (post["text"], post["is_truncated"]) == (kept, True)


@given(st.text())
def test_whatever_is_escaped_comes_back(text: str) -> None:
    little = read(escape(text), names_of=lambda _: ())
    assert (little.plain, little.is_truncated) == (text, False)


@given(st.text(alphabet="ab \n\\#@{}()[]|_*~<>:hasgtur1＃"))
def test_what_linkedin_gives_back_reads_the_same_again(text: str) -> None:
    first = read(text, names_of=lambda _: ())
    again = read(first.commentary, names_of=lambda _: ())
    assert again.plain == first.plain
    assert not again.is_truncated


@pytest.mark.parametrize("form", ["#IA", r"{hashtag|\#|IA}", "{hashtag|#|IA}", "{hashtag|＃|IA}"])
def test_a_hashtag_may_be_written_in_four_ways(sandbox: Sandbox, form: str) -> None:
    urn = sandbox.publish(f"Cap sur l'{form} \\(fin\\)")
    (post,) = sandbox.state()["posts"]
    assert post["text"] == "Cap sur l'#IA (fin)"
    assert {"kind": "hashtag", "text": "#IA", "urn": ""} in post["segments"]
    assert (
        sandbox.session.get(f"{sandbox.url}/feed/update/{urn}/", timeout=5).text.count("/feed/hashtag/IA/")
        == 1
    )


def test_a_hashtag_keeps_its_escaped_underscore(sandbox: Sandbox) -> None:
    sandbox.publish(r"{hashtag|\#|Transformation\_Numérique}")
    assert sandbox.state()["posts"][0]["text"] == "#Transformation_Numérique"


@pytest.mark.parametrize(
    ("name", "is_mention"),
    [("Nadia Benali", True), ("Nadia", True), ("Benali", True), ("nadia", False), ("Autre Nom", False)],
)
def test_a_mention_needs_the_exact_name(sandbox: Sandbox, name: str, is_mention: bool) -> None:
    sandbox.publish(f"Merci @[{name}](urn:li:person:Zz98Yy76Xx) !")
    (post,) = sandbox.state()["posts"]
    assert post["text"] == f"Merci {name} !"
    assert ("mention" in {segment["kind"] for segment in post["segments"]}) is is_mention


def test_a_page_can_be_mentioned(sandbox: Sandbox) -> None:
    sandbox.control("organizations", id="1234", name="Acme (France)")
    sandbox.publish(r"Hello @[Acme \(France\)](urn:li:organization:1234) @(urn:li:organization:1234)")
    (post,) = sandbox.state()["posts"]
    assert post["text"] == "Hello Acme (France) Acme (France)"
    assert [segment["kind"] for segment in post["segments"]] == ["text", "mention", "text", "mention"]


def test_a_mention_of_nobody_is_plain_text(sandbox: Sandbox) -> None:
    sandbox.publish("Merci @[Jean Dupont](urn:li:person:Inconnu123)")
    assert sandbox.state()["posts"][0]["segments"] == [
        {"kind": "text", "text": "Merci Jean Dupont", "urn": ""}
    ]
