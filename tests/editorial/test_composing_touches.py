"""Gestures on a text that is being written: typography, links, names to complete. They keep nothing."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from influence.core.typography import typo_fr
from influence.editorial.models import Post, Version
from tests.editorial.stories import approved, draft, page
from tests.editorial.test_pages import NEW, Browser, typed
from tests.makers import House

RAW = "Vraiment ? L'équipe a dit : « oui »."


@pytest.fixture
def bruno(home: House) -> Browser:
    return Browser(home.bruno)


def test_typography_is_shown_first_and_applied_when_asked(home: House, bruno: Browser) -> None:
    bruno.send(NEW, NEW, **typed(home, text=RAW, do="typography"))
    assert "Vraiment<ins>⍽</ins>?" in bruno.raw
    assert "L<del>&#39;</del><ins>’</ins>équipe" in bruno.raw
    assert "Vraiment ? L&#39;équipe" in bruno.raw
    bruno.send(NEW, NEW, **typed(home, text=RAW, do="typography-apply"))
    assert f">\n{typo_fr(RAW)}</textarea>" in bruno.raw
    assert "rien à changer" in bruno.send(NEW, NEW, **typed(home, text=typo_fr(RAW), do="typography"))
    assert not Post.objects.exists()


def test_a_text_that_was_agreed_to_and_one_in_english_are_let_alone(home: House, bruno: Browser) -> None:
    post = approved(home, text=RAW)
    edit = f"/publications/{post.pk}/modifier/"
    assert 'value="typography"' not in bruno.read(edit)
    bruno.send(edit, edit, **typed(home, text=RAW, seen="1", do="typography-apply"))
    assert typo_fr(RAW) not in bruno.raw
    assert Version.objects.get().text == RAW
    bruno.send(NEW, NEW, **typed(home, text="Really ?", language="en", do="typography-apply"))
    assert ">\nReally ?</textarea>" in bruno.raw


def test_links_say_where_their_readers_came_from(home: House, bruno: Browser) -> None:
    given = typed(
        home,
        text="Lire https://ex.fr/a?b=1.",
        first_comment="Et https://ex.fr/c",
        do="links",
        utm_campaign="Semaine Qualité",
    )
    words = bruno.send(NEW, NEW, **given)
    marks = "utm_source=linkedin&utm_medium=social&utm_campaign=semaine-qualite&utm_content=claire-martin"
    assert f"Lire https://ex.fr/a?b=1&{marks}." in words
    assert f"Et https://ex.fr/c?{marks}" in words
    assert "pas de lien à marquer" in bruno.send(NEW, NEW, **typed(home, text="Rien.", do="links"))


def test_links_in_a_templates_fields_are_marked_there(home: House, bruno: Browser) -> None:
    given = typed(home, template="merci-a-une-equipe", do="links", **{"champ-recit": "Lire https://ex.fr/a"})
    assert "https://ex.fr/a?utm_source=linkedin" in bruno.send(NEW, NEW, **given)


def offered(client: Client, typed: str) -> list[str]:
    answer = client.get(reverse("completions"), {"mot": typed})
    return [one["text"] for one in json.loads(answer.content)["offers"]]


def test_names_and_hashtags_of_ones_own_organisation_are_completed(
    home: House, abroad: House, client: Client
) -> None:
    page(home)
    page(abroad, name="Acier du Rhône")
    draft(home, text="#QualitéDesSoins")
    client.force_login(home.bruno)
    assert offered(client, "@saint") == ["@[Saint-Luc](urn:li:organization:5005)"]
    assert offered(client, "@acier") == []
    client.force_login(abroad.bruno)
    assert offered(client, "#qua") == []
    assert offered(client, "qua") == []
