"""The pages for people."""

import re

import pytest

from sandbox.little import Kind, Segment
from sandbox.pages.reading import ago, fold
from tests.sandbox import files
from tests.sandbox.conftest import Sandbox, encoded

LONG = "Un mot. " * 60


def test_an_empty_feed_says_so(sandbox: Sandbox) -> None:
    for path in ("/", "/feed", "/feed/"):
        assert "Rien n&#39;a encore été publié." in _page(sandbox, path)


def test_the_feed_shows_what_a_reader_sees(sandbox: Sandbox) -> None:
    sandbox.publish(
        "Merci @[Nadia Benali](urn:li:person:Zz98Yy76Xx) #IA\nhttps://exemple.fr/a\\_b. \\<b\\>gras"
    )
    page = _page(sandbox, "/feed")
    assert '<a href="/in/claire-martin-sandbox/">Claire Martin</a>' in page
    assert '<a href="/in/nadia-benali-sandbox/">Nadia Benali</a>' in page
    assert '<a href="/feed/hashtag/IA/">#IA</a>' in page
    assert '<a href="https://exemple.fr/a_b">https://exemple.fr/a_b</a>.' in page
    assert "&lt;b&gt;gras" in page
    assert "DRH" in page


def test_counts_are_shown_by_reaction_in_french(sandbox: Sandbox) -> None:
    sandbox.populate()
    sandbox.control("engagement", default=True, reactions=30, variation=0, mix={"PRAISE": 1})
    sandbox.publish()
    sandbox.control("clock", advance_seconds=40 * 86400)
    page = _page(sandbox, "/feed")
    assert "<li>Bravo <strong>30</strong></li>" in page
    assert "<li>Impressions <strong>" in page


def test_a_long_text_is_folded_in_the_feed_and_whole_on_its_page(sandbox: Sandbox) -> None:
    urn = sandbox.publish(LONG)
    assert "…voir plus" in _page(sandbox, "/feed")
    for path in (f"/feed/update/{urn}/", f"/feed/update/{encoded(urn)}/"):
        page = _page(sandbox, path)
        assert "…voir plus" not in page
        assert LONG in page


def test_a_truncated_text_is_seen_truncated(sandbox: Sandbox) -> None:
    sandbox.publish("Va al repo (contexto durable")
    page = _page(sandbox, "/feed")
    assert "Va al repo" in page
    assert "contexto" not in page


def test_comments_are_on_the_page_of_the_post(sandbox: Sandbox) -> None:
    sandbox.populate()
    sandbox.control("engagement", default=True, comments=5, variation=0, texts=["Bien <vu>"])
    urn = sandbox.publish()
    sandbox.control("clock", advance_seconds=40 * 86400)
    assert _page(sandbox, f"/feed/update/{urn}/").count("Bien &lt;vu&gt;") == 5


def test_images_are_seen_with_their_words(sandbox: Sandbox) -> None:
    urns = [sandbox.upload("image", files.png()) for _ in range(2)]
    images = [{"id": urn, "altText": f"L'image <{number}>"} for number, urn in enumerate(urns)]
    sandbox.publish("Voyez", fields={"content": {"multiImage": {"images": images}}})
    page = _page(sandbox, "/feed")
    for urn in urns:
        assert f'src="/dms/image/{urn.rpartition(":")[2]}"' in page
    assert 'alt="L&#39;image &lt;0&gt;"' in page


def test_an_image_that_failed_is_told(sandbox: Sandbox) -> None:
    value = sandbox.announce("image").json()["value"]
    sandbox.put(value["uploadUrl"], b"no image")
    sandbox.publish("Voyez", fields={"content": {"media": {"id": value["image"], "altText": "Atelier"}}})
    assert "Atelier (en cours de traitement)" in _page(sandbox, "/feed")
    sandbox.control("clock", advance_seconds=60)
    assert "Atelier (le traitement a échoué)" in _page(sandbox, "/feed")


def test_documents_polls_articles_and_reshares_have_their_cards(sandbox: Sandbox) -> None:
    document = {"media": {"id": sandbox.upload("document", files.pdf(7)), "title": "Rapport 2026"}}
    first = sandbox.publish("Notre rapport", fields={"content": document})
    options = [{"text": "Oui"}, {"text": "Non, merci"}]
    poll = {"question": "On continue ?", "options": options, "settings": {"duration": "SEVEN_DAYS"}}
    sandbox.publish("", fields={"content": {"poll": poll}})
    article = {"source": "https://exemple.fr/lire", "title": "À lire", "description": "En bref"}
    sandbox.publish("Lisez", fields={"content": {"article": article}})
    sandbox.publish("Je partage", fields={"reshareContext": {"parent": first}})
    page = _page(sandbox, "/feed")
    for words in (
        "Rapport 2026",
        "7 pages",
        "1 ko",
        "On continue ?",
        "Non, merci",
        "1 semaine",
        "exemple.fr",
        "En bref",
    ):
        assert words in page
    assert 'href="https://exemple.fr/lire"' in page
    assert f'<a href="/feed/update/{first}/">Publication partagée</a>' in page


def test_a_page_speaks_under_its_name(sandbox: Sandbox) -> None:
    author = {"author": "urn:li:organization:5501001"}
    urn = sandbox.publish("Bonjour", fields=author, token="tok-pageadmin")
    assert '<a href="/in/5501001/">Clinique du Parc</a>' in _page(sandbox, "/feed")
    assert "Publication de Clinique du Parc" in _page(sandbox, f"/feed/update/{urn}/")
    assert "Bonjour" in _page(sandbox, "/in/5501001/")


def test_a_deleted_or_future_post_is_not_in_the_feed(sandbox: Sandbox) -> None:
    urn = sandbox.publish("Effacée")
    sandbox.publish("À venir")
    sandbox.call("DELETE", f"/rest/posts/{encoded(urn)}")
    sandbox.at("2026-11-20T09:00:00Z")
    page = _page(sandbox, "/feed")
    assert "Effacée" not in page
    assert "À venir" not in page
    answer = sandbox.session.get(f"{sandbox.url}/feed/update/{urn}/", timeout=5)
    assert answer.status_code == 404


def test_hashtags_and_profiles_have_their_pages(sandbox: Sandbox) -> None:
    sandbox.publish("Avec #Santé")
    sandbox.publish("Sans rien")
    page = _page(sandbox, "/feed/hashtag/sant%C3%A9/")
    assert "Avec" in page
    assert "Sans rien" not in page
    assert "Sans rien" in _page(sandbox, "/in/claire-martin-sandbox/")
    assert sandbox.session.get(f"{sandbox.url}/in/nobody/", timeout=5).status_code == 404
    sandbox.control("organizations", id="1234", name="Acme")
    assert "Acme" in _page(sandbox, "/in/1234/")


def test_the_pages_are_plain_and_named(sandbox: Sandbox) -> None:
    sandbox.publish()
    asked = "response_type=code&client_id=sandbox-selfserve&redirect_uri=http://127.0.0.1:9/r&scope=openid"
    for path in (
        "/feed",
        "/feed/update/urn:li:share:7529830966886400000/",
        f"/oauth/v2/authorization?{asked}",
    ):
        page = _page(sandbox, path)
        assert '<html lang="fr">' in page
        assert page.count("<h1>") == 1
        assert "<script" not in page
        assert re.search(r"<title>[^<]+ – bac à sable LinkedIn</title>", page)
        assert 'name="viewport"' in page
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_the_stylesheet_knows_the_dark(sandbox: Sandbox) -> None:
    answer = sandbox.session.get(f"{sandbox.url}/assets/sandbox.css", timeout=5)
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in answer.text


def test_head_has_no_body(sandbox: Sandbox) -> None:
    answer = sandbox.session.head(f"{sandbox.url}/feed", timeout=5)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0


def test_an_unknown_page_is_404(sandbox: Sandbox) -> None:
    assert sandbox.session.get(f"{sandbox.url}/elsewhere", timeout=5).status_code == 404


@pytest.mark.parametrize("text", ["Court", "a\nb\nc", "é" * 210])
def test_a_short_text_is_not_folded(text: str) -> None:
    assert fold((Segment(Kind.TEXT, text),))[1] == ()


@pytest.mark.parametrize("text", [LONG, "a\nb\nc\nd", "é" * 300])
def test_a_long_text_is_folded_without_losing_anything(text: str) -> None:
    shown, rest = fold((Segment(Kind.TEXT, text),))
    assert "".join(part.text for part in (*shown, *rest)) == text
    assert 0 < sum(len(part.text) for part in shown) <= 210
    assert rest


def test_the_fold_does_not_cut_a_mention() -> None:
    name = Segment(Kind.MENTION, "Claire Martin", "urn:li:person:1")
    shown, rest = fold((Segment(Kind.TEXT, "é" * 200 + " "), name))
    assert name not in shown
    assert rest[0] == name


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "à l'instant"),
        (60, "il y a 1 min"),
        (7200, "il y a 2 h"),
        (3 * 86400, "il y a 3 j"),
        (90 * 86400, "23 août 2026"),
    ],
)
def test_how_long_ago(seconds: int, words: str) -> None:
    now = 1795251600000
    assert ago(now - seconds * 1000, now) == words


def _page(sandbox: Sandbox, path: str) -> str:
    answer = sandbox.session.get(sandbox.url + path, timeout=5)
    assert answer.status_code == 200
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    return answer.text
