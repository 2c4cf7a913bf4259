"""Strings that break things, through the form, the preview, the page and the words that are kept: nothing executes, nothing
breaks, nothing is lost."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from influence.core.text import normalise
from influence.editorial.composing import keeping
from influence.editorial.models import Unsaved, Version
from influence.editorial.preview import preview
from influence.web.marks import as_read
from tests.editorial.test_pages import typed
from tests.fuzzing import examples
from tests.makers import NOW, House
from tests.sampling import sample

HOSTILE = {
    "markup": "</textarea><script>alert(1)</script><img src=x onerror=alert(1)> &amp; \"'`",
    "right to left": "abc \u202e\u2067 مرحبا\u2069 fin",
    "zero width": "a\u200bb\u200d\ufeffc\u2060",
    "four bytes": "👩‍👩‍👧‍👦🇫🇷 𝒳 𠜎",
    "templates": "{% raw %} ${7*7} <%= 7 %> #{7}",
    "combining": "e\u0301 " + "Z\u0351\u0343" * 40,
    "line ends": "a\r\nb\rc\u2028d\u0085e",
    "mentions": "@[<b>x</b>](urn:li:person:a'b) @[](urn) #<i> #a&b",
    "long": "x" * 19_990,
}


@pytest.fixture
def bruno(home: House, client: Client) -> Client:
    client.force_login(home.bruno)
    return client


@pytest.mark.parametrize("name", sample(HOSTILE, quick=3))
def test_a_hostile_text_is_kept_as_it_is_and_stays_text(home: House, bruno: Client, name: str) -> None:
    text = HOSTILE[name]
    answer = bruno.post(reverse("post_new"), typed(home, text=text, first_comment=text[:900], joined=""))
    assert answer.status_code == 302
    version = Version.objects.get()
    assert version.text == normalise(text)
    shown = [bruno.get(reverse(name, args=[version.post_id])) for name in ("post", "post_edit", "post_copy")]
    shown.append(bruno.post(reverse("post_preview"), typed(home, text=text)))
    for page in shown:
        assert page.status_code == 200
        words = page.content.decode()
        assert "<script>alert" not in words
        assert "<img src=x" not in words
    assert f">\n{html.escape(version.text)}</textarea>" in shown[1].content.decode()


@pytest.mark.parametrize("text", ["\ud800 seul", "a\x00b"], ids=["lone surrogate", "nul"])
def test_what_is_no_text_is_answered(home: House, bruno: Client, text: str) -> None:
    given = {
        name: str(value).encode("utf-8", "surrogatepass") for name, value in typed(home, text=text).items()
    }
    body, kind = urlencode(given), "application/x-www-form-urlencoded"
    for name in ("post_new", "post_preview"):
        assert bruno.post(reverse(name), body, content_type=kind).status_code in (200, 302)


def test_a_megabyte_is_refused_shown_and_not_lost(home: House, bruno: Client) -> None:
    text = "mot " * 250_000
    answer = bruno.post(reverse("post_new"), typed(home, text=text))
    assert answer.status_code == 200
    assert text[:-1] in answer.content.decode()
    assert not Version.objects.exists()
    assert bruno.post(reverse("post_preview"), typed(home, text=text)).status_code == 200


ANY = st.text(
    alphabet=st.sampled_from("aé #@[]()<>&{}'\"\\\n\r\u202e\u200b\ud800\x00😀é\u0301:/."), max_size=60
)


@given(ANY)
def test_a_preview_is_the_whole_text_and_never_markup(text: str) -> None:
    found = preview(normalise(text))
    for fold in found.folds:
        assert fold.shown + fold.hidden == found.text
    assert re.sub(r"<br>\n|</?span[^>]*>", "", as_read(text)).count("<") == 0


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY)
def test_words_that_are_kept_come_back(home: House, text: str) -> None:
    Unsaved.objects.all().delete()
    row = keeping.keep(
        user=home.bruno, organisation=home.organisation, place="new:abcdefgh", fields={"text": [text]}, base=0, number=0,
        at=NOW,
    )  # fmt: skip
    assert Unsaved.objects.get(pk=row.pk).fields == {"text": [keeping.clean(text)]}
