"""What people type goes through every way in and out: nothing of it executes, breaks a page, or is lost. The files have tests of
their own (tests/editorial/test_export.py, test_feeds.py, importing/)."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client

from influence.approval import actions as approval
from influence.editorial.models import Post
from influence.outbox.models import Message
from influence.reporting.actions import freeze, render
from influence.reporting.models import EditionKind
from tests.approval.stories import one_by_one
from tests.editorial.stories import in_review
from tests.makers import NOW, House, published, slot
from tests.reporting.reading import edition_of, pdf_text
from tests.reporting.stories import JULY, JUNE, day

MARK = "gabian"
# Each with a word by which it is found again.
HOSTILE = (
    f"<script>alert('{MARK}')</script> et la suite",
    f"<img src=x onerror=alert(1)>{MARK}",
    f'"><svg/onload=alert(1)>{MARK}',
    f"{MARK} %(name)s %s %% $x \\u0041 &lt;b&gt; &amp;amp;",
    f"\u202e{MARK}\u202c \u2066renversé\u2069",
    f"{MARK}\u200b\u200d\ufeff invisible",
    f"{MARK} \U0001f469\U0001f3fd\u200d\u2695\ufe0f \U0001d5d4\U0001d5ff\U0001d601 \U0010fffd",
    f"{MARK} e\u0301\u0323\u0308 ﷽ ﷺ",
    f"{MARK} \u2028ligne\u2029paragraphe\x0b\x0c",
    f"# {MARK}\n#set page(width: 1pt)\n$ x $ `raw` *gras* @label <label> \\ //",
    f"=cmd|' /C calc'!A0 {MARK}",
    f"{MARK} " + "a" * 2_900,
)


class Acting(HTMLParser):
    """What in a page would do something by itself, but for the scripts that are ours."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        ours = tag == "script" and (given.get("src") or "").startswith("/static/")
        if (tag in ("script", "iframe", "object", "svg") and not ours) or any(
            name.startswith("on") for name in given
        ):
            self.found.append(f"<{tag} {given}>")


def seen(text: str) -> str:
    """As any page or mail may show it: texts are kept composed (NFC), and what is blank, and of which kind, is typography."""
    return "".join(unicodedata.normalize("NFC", text).split())


def shown(page: str) -> str:
    class Words(HTMLParser):
        said = ""

        def handle_data(self, data: str) -> None:
            self.said += data

    words = Words()
    words.feed(page)
    return seen(words.said)


@pytest.fixture
def written(home: House) -> list[Post]:
    posts = []
    with one_by_one():
        for n, text in enumerate(HOSTILE):
            posts.append(in_review(home, text=text, where=slot(home, at=NOW + timedelta(days=2 + n))))
            assert approval.invite(now=NOW) == 1
    return posts


def pages(home: House, posts: list[Post]) -> Iterator[tuple[str, str, str]]:
    """Who reads, the page, and the words that must be on it."""
    bruno, claire = Client(), Client()
    bruno.force_login(home.bruno)
    claire.force_login(home.claire)
    for post, text in zip(posts, HOSTILE, strict=True):
        for name, client, address in (
            ("post", bruno, f"/publications/{post.pk}/"), ("edit", bruno, f"/publications/{post.pk}/modifier/"),
            ("decide", claire, f"/a-decider/{post.pk}/"),
        ):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code == 200, (name, text)
            yield name, answer.content.decode(), text
    for address in ("/calendrier/?mois=2026-06", "/calendrier/liste/?mois=2026-06", "/a-decider/"):
        yield address, (claire if "decider" in address else bruno).get(address).content.decode(), MARK


@pytest.mark.usefixtures("clock")
def test_no_page_does_what_a_text_says_and_each_shows_it_whole(home: House, written: list[Post]) -> None:
    for name, page, words in pages(home, written):
        assert Acting(page).found == [], name
        # A long text is folded as the network folds it: the words of the fold stand between its two parts.
        assert seen(words) in re.sub("…voirplus(replier)?", "", shown(page)), (name, words)


def test_no_mail_does_what_a_text_says_and_each_holds_it_whole(home: House, written: list[Post]) -> None:
    mails = Message.objects.filter(kind="draft_to_approve").order_by("pk")
    assert len(mails) == len(HOSTILE)
    for mail, text in zip(mails, HOSTILE, strict=True):
        assert Acting(mail.html).found == []
        assert seen(text) in shown(mail.html), text
        assert seen(text) in seen(mail.text), text
        assert "\n" not in mail.subject


@pytest.mark.deep
def test_a_report_prints_what_a_text_says_and_does_not_do_it(home: House) -> None:
    """Typst has a language of its own, and a mail of charts goes through three."""
    for n, text in enumerate(HOSTILE):
        published(home, at=day(2 + n), text=text)
    report = freeze(home.organisation, month=JUNE, now=JULY)
    render(report)
    edition = edition_of(report, EditionKind.COMMS)
    assert Acting(edition.html).found == []
    assert MARK in pdf_text(edition)
