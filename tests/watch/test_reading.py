"""What strangers write becomes plain values, and nothing of it runs, swells or leads inside."""

import json
from datetime import datetime

import pytest

from influence.watch.reader import read_apart
from influence.watch.reading.feeds import NotAFeed, read
from influence.watch.reading.plain import address, clean, line, plain
from tests.watch.makers import ATOM, item, rss

PLACE = "https://revue.example/flux"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Un</p><p>deux&nbsp;trois</p>", "Un\ndeux trois"),
        ("Un<script>alert(1)</script> deux", "Un deux"),
        ("<style>p{}</style><b>Gras</b> &amp; &lt;i&gt;", "Gras & <i>"),
        ("<img src=x onerror=alert(1)>Rien", "Rien"),
        ("Droite \u202eGauche\u202c\x00\x1b", "Droite Gauche"),
        ("👩‍⚕️ reste", "👩‍⚕️ reste"),
        ("<p>Jamais fermé", "Jamais fermé"),
        ("<" * 5_000, "<" * 99 + "…"),
    ],
)
def test_markup_becomes_words(markup: str, words: str) -> None:
    assert plain(markup, most=100) == words


def test_words_are_cut_at_a_word() -> None:
    assert line("un deux trois quatre", most=14) == "un deux trois…"
    assert len(plain("x" * 9_999, most=50)) == 50
    assert clean("\ud800x") == "x"


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("https://revue.example/a?b=1#c", True), ("http://revue.example/", True), ("javascript:alert(1)", False),
        ("data:text/html,x", False), ("//revue.example/", False), ("https://", False), ("https://sans-point/", False),
        ("https://a.example/ b", False), ("https://a.example/\"onclick=1", False), ("https://[::1", False),
        (None, False), ("https://a.example/" + "x" * 1_000, False),
    ],
)  # fmt: skip
def test_an_address_may_be_clicked_on_or_is_none(found: object, kept: bool) -> None:
    assert bool(address(found)) is kept


def test_rss_is_read() -> None:
    found = read(rss(item(1, summary="&lt;p&gt;Un &amp;amp; deux&lt;/p&gt;")), place=PLACE)
    assert found == {
        "title": "La Revue",
        "entries": [
            {
                "link": "https://revue.example/articles/1", "title": "Article 1", "summary": "Un & deux",
                "published": "2026-06-01T08:00:00+00:00",
            }
        ],
    }  # fmt: skip


def test_atom_is_read_with_its_zone_and_its_relative_links() -> None:
    [entry] = read(ATOM, place=PLACE)["entries"]
    assert entry == {
        "link": "https://revue.example/annonces/1", "title": "Une annonce", "summary": "Premier.\nSecond.",
        "published": "2026-05-30T08:00:00+00:00",
    }  # fmt: skip


def test_at_most_two_hundred_entries() -> None:
    assert len(read(rss(*(item(n) for n in range(300))), place=PLACE)["entries"]) == 200


@pytest.mark.parametrize("date", ["hier", "Thu, 99 Foo 2026", "0000-00-00"])
def test_a_date_that_is_none(date: str) -> None:
    one = item(at=None).replace("</item>", f"<pubDate>{date}</pubDate></item>")
    [entry] = read(rss(one), place=PLACE)["entries"]
    assert entry["published"] is None


def test_an_entry_that_leads_nowhere_safe_is_left_out() -> None:
    assert (
        read(rss(item(link="javascript:alert(1)"), item(link="file:///etc/passwd")), place=PLACE)["entries"]
        == []
    )


def test_a_page_for_people_says_where_its_feeds_are() -> None:
    page = b"""<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml">
    <link rel="alternate" type="application/atom+xml" href="https://autre.example/atom">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"></head><body>Bonjour</body></html>"""
    with pytest.raises(NotAFeed) as caught:
        read(page, place=PLACE)
    assert caught.value.others == ["https://revue.example/rss.xml", "https://autre.example/atom"]


def test_an_old_encoding_is_read_by_the_word_of_its_server() -> None:
    latin = rss(item(title="Été")).decode().replace(' encoding="utf-8"', "").encode("latin-1")
    [entry] = read(latin, place=PLACE, kind="application/rss+xml; charset=iso-8859-1")["entries"]
    assert entry["title"] == "Été"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BILLION = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>'
INSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(("doctype", "entity"), [(BILLION, "&l11;"), (INSIDE, "&x;")])
def test_entities_neither_swell_nor_fetch(doctype: str, entity: str) -> None:
    said = read_apart(rss(item(title=f"Titre {entity}"), doctype=doctype), place=PLACE, kind="")
    told = json.dumps(said)
    assert len(told) < 5_000
    with open("/etc/hostname", encoding="utf-8") as file:  # noqa: PTH123
        assert file.read().strip() not in told


def test_a_parser_that_breaks_breaks_nothing_else() -> None:
    assert read_apart(b"\x00\xff\xfe", place=PLACE, kind="")["fault"] in ("broken", "not_a_feed")
    deep = rss("<a>" * 60_000)
    assert "entries" in (said := read_apart(deep, place=PLACE, kind="")) or said["fault"]


def test_dates_are_moments() -> None:
    [entry] = read(rss(item()), place=PLACE)["entries"]
    assert datetime.fromisoformat(entry["published"]).utcoffset() is not None
