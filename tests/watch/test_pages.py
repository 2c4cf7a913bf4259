"""The watch's pages, as an editor goes through them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from influence.editorial.models import Post
from influence.watch import sources
from influence.watch.models import Idea, IdeaState, Source
from tests.makers import House, stranger
from tests.networks.loopback import Loopback
from tests.reading import said
from tests.watch.makers import idea, item, rss, source


@pytest.fixture
def bruno(home: House, client: Client) -> Client:
    client.force_login(home.bruno)
    return client


def test_an_empty_watch_says_what_to_do(bruno: Client) -> None:
    assert "Suivez une première source" in said(bruno.get(reverse("watch")))
    assert "Aucune source encore" in said(bruno.get(reverse("sources")))


def test_a_source_is_read_before_it_is_followed(home: House, bruno: Client, site: Loopback) -> None:
    site.answer(200, rss(*(item(n) for n in range(9)), title="La <b>Revue</b>"))
    url = f"{site.url}/flux"
    page = said(bruno.post(reverse("source_new"), {"url": url, "do": "look"}))
    assert "Article 4" in page
    assert "Article 5" not in page
    assert 'value="La Revue"' in page
    assert not Source.objects.exists()
    answer = bruno.post(reverse("source_new"), {"url": url, "name": "La Revue", "do": "add"}, follow=True)
    assert "La source est suivie" in said(answer)
    assert "pas encore lue" in said(answer)
    again = bruno.post(reverse("source_new"), {"url": url, "name": "La Revue", "do": "add"})
    assert "déjà suivie" in said(again)


def test_a_site_says_where_its_feed_is(bruno: Client, site: Loopback) -> None:
    site.answer(
        200, b'<html><link rel="alternate" type="application/rss+xml" href="https://a.example/rss"></html>'
    )
    page = said(bruno.post(reverse("source_new"), {"url": site.url, "do": "look"}))
    assert "Il n'y a pas de flux" in page
    assert 'value="https://a.example/rss"' in page


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:9/", "pas publique"),
        ("pas une adresse", "adresse entière"),
        ("javascript:x", "adresse entière"),
    ],
)
def test_an_address_that_cannot_be_read_says_why(bruno: Client, url: str, why: str) -> None:
    answer = bruno.post(reverse("source_new"), {"url": url, "do": "look"})
    assert answer.status_code == 422
    assert why in said(answer)


def test_ideas_are_kept_dismissed_and_brought_back(home: House, bruno: Client) -> None:
    one = idea(home, title="Des urgences plus calmes")
    page = said(bruno.get(reverse("watch")))
    assert "Nouvelles (1)" in page
    gone = bruno.post(reverse("idea_dismiss", args=[one.pk]), {"ici": "etat=nouvelles"}, follow=True)
    assert "« Des urgences plus calmes » est écartée." in said(gone)
    bruno.post(reverse("idea_take_back", args=[one.pk]), {"ici": "etat=nouvelles"})
    kept = bruno.post(
        reverse("idea_keep", args=[one.pk]), {"note": "Pour Claire.", "ici": "etat=nouvelles"}, follow=True
    )
    assert "Gardées (1)" in said(kept)
    assert "Pour Claire." in said(bruno.get(reverse("watch"), {"etat": "gardees"}))


def test_the_address_keeps_the_filter(home: House, bruno: Client) -> None:
    one = source(home)
    idea(home, title="De la revue", link="https://a.example/1", source=one)
    idea(home, title="D'ailleurs", link="https://a.example/2")
    page = said(bruno.get(reverse("watch"), {"source": one.pk}))
    assert "De la revue" in page
    assert "D'ailleurs" not in page


def test_an_idea_becomes_a_draft_for_a_leader(home: House, bruno: Client) -> None:
    one = idea(home, title="Des urgences plus calmes")
    address = reverse("idea_draft", args=[one.pk])
    assert "Continuer" in said(bruno.get(address))
    address += f"?dirigeant={home.leader.pk}"
    page = said(bruno.get(address))
    assert "Transformation (60 % de la ligne collégiale)" in page
    answer = bruno.post(address, {"pillar": home.pillar.pk, "place": ""}, follow=True)
    post = Post.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("post_edit", args=[post.pk])
    assert "Des urgences plus calmes" in said(answer)
    assert "n'est plus à prendre" in said(bruno.get(address))
    assert f'href="{reverse("post", args=[post.pk])}"' in said(
        bruno.get(reverse("watch"), {"etat": "brouillons"})
    )


def test_a_pillar_or_a_leader_of_another_house_is_no_choice(home: House, bruno: Client) -> None:
    other = stranger()
    one = idea(home)
    address = reverse("idea_draft", args=[one.pk])
    assert "Continuer" in said(bruno.get(f"{address}?dirigeant={other.leader.pk}"))
    answer = bruno.post(f"{address}?dirigeant={home.leader.pk}", {"pillar": other.pillar.pk, "place": ""})
    assert answer.status_code == 422
    assert not Post.objects.exists()


def test_nobody_else_sees_it(home: House, client: Client) -> None:
    one, feed = idea(home, title="Secret de la maison"), source(home, name="Source de la maison")
    client.force_login(stranger().bruno)
    assert "de la maison" not in said(client.get(reverse("watch"), {"etat": "toutes"}))
    assert "de la maison" not in said(client.get(reverse("sources")))
    assert client.get(reverse("source", args=[feed.pk])).status_code == 404
    assert client.post(reverse("idea_dismiss", args=[one.pk])).status_code == 404
    assert Idea.objects.get().state == IdeaState.NEW


def test_what_strangers_write_stays_words(home: House, bruno: Client) -> None:
    idea(home, title="<script>alert(1)</script>", summary='"><img src=x onerror=alert(1)>')
    page = said(bruno.get(reverse("watch")))
    assert "<script>alert" not in page
    assert "<img" not in page


def test_a_source_that_fails_says_why_and_when_it_is_tried_again(
    home: House, bruno: Client, site: Loopback
) -> None:
    one = source(home, f"{site.url}/flux")
    site.answer(410)
    sources.read_due(now=timezone.now())
    page = said(bruno.get(reverse("source", args=[one.pk])))
    assert "L'adresse répond par une erreur (410)." in page
    assert "Prochain essai" in page
    hurried = bruno.post(reverse("source_hurry", args=[one.pk]), follow=True)
    assert "relue dans la minute" in said(hurried)
    assert "de nouveau suivie" in said(
        [bruno.post(reverse(f"source_{verb}", args=[one.pk]), follow=True) for verb in ("stop", "resume")][-1]
    )


def test_the_inbox_asks_as_much_for_a_page_as_for_one(
    home: House, bruno: Client, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    one = source(home)
    for n in range(40):
        idea(home, title=f"Idée {n}", link=f"https://a.example/{n}", source=one)
    with django_assert_max_num_queries(12):
        bruno.get(reverse("watch"))
