from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from influence.accounts.models import Account
from influence.approval.access import by_session
from influence.engagement.models import Snapshot
from influence.home.leader import Page, leader_of, page_of
from influence.people.models import Leader
from influence.publishing.actions import propose_correction
from influence.publishing.models import Publication
from tests import makers
from tests.editorial.stories import approved, draft, in_review
from tests.makers import NOW, House, slot
from tests.reading import plain

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    """The page's clock stands at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


def page(home: House) -> Page:
    member = home.member(home.claire)
    leader = leader_of(member)
    assert leader
    return page_of(leader, member=member, decider=by_session(member, now=NOW), now=NOW)


def shown(home: House) -> str:
    client = Client()
    client.force_login(home.claire)
    answer = client.get(reverse("my_page"))
    assert answer.status_code == 200
    return plain(answer.content.decode())


def test_a_leader_lands_on_their_own_page(home: House) -> None:
    client = Client()
    client.force_login(home.claire)
    assert client.get("/").headers["Location"] == reverse("my_page")


def test_only_leaders_have_one(home: House) -> None:
    for who, status in ((home.bruno, 403), (home.odile, 403), (home.remi, 403)):
        client = Client()
        client.force_login(who)
        assert client.get(reverse("my_page")).status_code == status


def test_cadence_counts_what_is_out_and_what_is_ahead_this_month(home: House) -> None:
    """NOW is the first of June, 10:00 in Paris."""
    makers.published(home, at=NOW - timedelta(hours=1))
    makers.published(home, at=NOW - 12 * DAY)
    in_review(home, where=slot(home, at=NOW + 2 * DAY))
    draft(home, where=slot(home, at=NOW + 35 * DAY))
    found = page(home).cadence
    assert (found.agreed, found.out, found.planned, found.missing) == (4, 1, 1, 2)
    assert found.last_at == NOW - timedelta(hours=1)


def test_what_is_asked_and_what_comes_next(home: House) -> None:
    waits = in_review(home, where=slot(home, at=NOW + 2 * DAY))
    later = approved(home, where=slot(home, at=NOW + 4 * DAY))
    found = page(home)
    assert (found.asked.decisions, found.asked.late, found.asked.seconds) == (1, 0, 0)
    assert [post.pk for post in found.ahead] == [waits.pk, later.pk]


def test_a_draft_is_named_by_its_place_alone(home: House) -> None:
    draft(home, text="Des mots pas encore prêts.", where=slot(home, at=NOW + 2 * DAY))
    assert len(page(home).ahead) == 1
    assert "mercredi 3 juin 2026" in shown(home)
    assert "Des mots pas encore prêts." not in shown(home)


def test_an_unknown_figure_is_not_a_nought(home: House) -> None:
    out = makers.published(home, at=NOW - 2 * DAY)
    Snapshot.objects.create(
        organisation=home.organisation,
        publication=out,
        taken_at=NOW,
        reactions=0,
        comments=3,
        impressions=None,
    )
    (found,) = page(home).figures
    assert found.read
    assert (found.read.impressions, found.read.reactions, found.read.comments) == (None, 0, 3)
    assert "n.m." in shown(home)


def test_the_connection_says_until_when(home: House) -> None:
    makers.connected(home)
    (card,) = page(home).accounts
    assert card.speaks
    assert card.days_left == 59
    assert not page(home).is_connection_pressing
    page_words = shown(home)
    assert page_words.index("Gérer la connexion") > page_words.index("Ce qu'elles ont donné")


def test_a_connection_that_ends_soon_stands_on_top(home: House) -> None:
    Account.objects.filter(pk=makers.connected(home).pk).update(access_expires_at=NOW + 5 * DAY)
    page_words = shown(home)
    assert page_words.index("Renouveler la connexion") < page_words.index("Votre cadence ce mois-ci")


def test_what_they_publish_themselves_and_a_correction_are_asked_for(home: House, abroad: House) -> None:
    out, mine = makers.published(home, at=NOW - DAY), makers.published(home, at=NOW - 2 * DAY)
    propose_correction(out, text="Hier, une équipe m'a beaucoup appris.", by=home.bruno, at=NOW)
    Publication.objects.filter(pk=mine.pk).update(state="held", problem="by_hand")
    Publication.objects.filter(pk=makers.published(abroad, at=NOW - DAY).pk).update(
        state="held", problem="by_hand"
    )
    assert [one.pk for one in page(home).asked.errands] == [mine.pk, out.pk]
    words = shown(home)
    assert "Un texte corrigé attend votre accord, pour la publication du dimanche 31 mai" in words
    assert "est à mettre en ligne par vous-même." in words
    assert reverse("publication", args=[out.pk]) in words


def test_what_was_not_read_yet_is_said_once(home: House) -> None:
    makers.published(home, at=NOW - DAY)
    assert "Pas encore de chiffres." in shown(home)
    assert "n.m." not in shown(home)


def test_another_leaders_posts_are_not_on_it(home: House, abroad: House) -> None:
    makers.published(abroad, at=NOW - DAY, text="Une autre maison.")
    assert page(home).figures == []
    assert "Une autre maison." not in shown(home)


def test_who_speaks_no_more_is_told_so(home: House) -> None:
    Leader.objects.filter(pk=home.leader.pk).update(is_active=False)
    assert "Rien n'est publié en votre nom." in shown(home)


def test_more_posts_ask_the_database_no_more(home: House, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    makers.connected(home)
    for day in (1, 2):
        makers.published(home, at=NOW - day * DAY)
        in_review(home, where=slot(home, at=NOW + day * DAY))
    with CaptureQueriesContext(connection) as few:
        page(home)
    for day in range(3, 9):
        makers.published(home, at=NOW - day * DAY)
        in_review(home, where=slot(home, at=NOW + day * DAY))
    with django_assert_max_num_queries(len(few)):
        page(home)
    assert len(few) < 25
