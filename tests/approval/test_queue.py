import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from influence.approval import queries
from influence.approval.access import by_session
from influence.approval.unusual import Unusual
from influence.editorial import actions as editorial
from influence.editorial.models import Audience, Channel, Post
from tests.approval.stories import browser, post, words
from tests.editorial.stories import TEXT, draft, fresh, in_review, yes
from tests.makers import NOW, House, slot
from tests.remarks.test_threads import begun

PROJECT = Path(__file__).parents[2]

pytestmark = pytest.mark.django_db


def waiting(home: House, *, now=NOW) -> list[queries.Waiting]:
    return queries.waiting(by_session(home.member(home.claire), now=now), now=now)


def found(home: House, *, now=NOW) -> set[Unusual]:
    (item,) = waiting(home, now=now)
    return set(item.unusual)


def test_the_queue_is_for_leaders(home: House) -> None:
    assert browser().get(reverse("queue")).status_code == 302
    for who in (home.bruno, home.odile, home.remi):
        assert browser(who.email).get(reverse("queue")).status_code == 403


def test_what_goes_out_first_comes_first(home: House) -> None:
    late = in_review(home, where=slot(home, at=NOW + timedelta(days=9)))
    soon = in_review(home, where=slot(home, at=NOW + timedelta(days=2)))
    assert [item.post.pk for item in waiting(home)] == [soon.pk, late.pk]


def test_the_queue_shows_the_text_who_when_where_and_for_whom(home: House) -> None:
    in_review(home)
    page = words(browser(home.claire.email).get(reverse("queue")))
    for word in ("1 publication attend", "Hier, au bloc", "Bruno Petit", "mercredi 3 juin 2026 à 10:00", "Tout le monde",
                 "LinkedIn, profil de Claire Martin", "Transformation"):  # fmt: skip
        assert word in page


def test_a_slot_of_another_clock_names_its_place(home: House) -> None:
    at = NOW + timedelta(days=2)
    place = slot(home, at=at)
    place.zone = "America/New_York"
    place.save(update_fields=["zone"])
    in_review(home, where=place)
    assert "mercredi 3 juin 2026 à 04:00 (heure locale : New York)" in words(
        browser(home.claire.email).get(reverse("queue"))
    )


def test_a_long_text_is_folded_and_whole(home: House) -> None:
    text = "\n".join(
        f"Ligne {number} : un mot de @[Inès Roy](urn:li:person:abc) <b>&" for number in range(1, 12)
    )
    in_review(home, text=text)
    page = words(browser(home.claire.email).get(reverse("queue")))
    before, after = page.split("…voir plus")
    assert "Ligne 1 " in before
    assert "Ligne 11 " in after.split("</details>")[0]
    assert "&lt;b&gt;&amp;" in page
    assert "urn:li:person" not in page


def test_the_page_stays_light_and_its_queries_few(home: House, django_assert_max_num_queries) -> None:
    client = browser(home.claire.email)
    in_review(home, text="é" * 2990, where=slot(home, at=NOW + timedelta(days=2)))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("queue"))
    for day in range(3, 13):
        in_review(home, text="&" * 2990, where=slot(home, at=NOW + timedelta(days=day)))
    with django_assert_max_num_queries(len(one)):
        page = client.get(reverse("queue"))
    assert page.content.count(b'value="approve"') == 1
    assert weight_of_first_view(page) < 100_000
    for item in waiting(home):
        assert f"/a-decider/{item.post.pk}/" in words(page)


def weight_of_first_view(page: HttpResponse) -> int:
    """As it is stored, before any compression: the page, its styles and its scripts. There are no fonts of ours, and the
    pictures of a post come after."""
    files = re.findall(
        r'(?:href|src)="/static/([\w/]+?)(?:\.[0-9a-f]{12})?\.(css|js)"', page.content.decode()
    )
    assert {ending for _name, ending in files} == {"css", "js"}
    return len(page.content) + sum(
        (PROJECT / f"static/{name}.{ending}").stat().st_size for name, ending in files
    )


def test_an_empty_queue_says_when_the_next_post_comes(home: House) -> None:
    client = browser(home.claire.email)
    assert "Aucune publication n'est en préparation" in words(client.get(reverse("queue")))
    draft(home, where=slot(home, at=NOW + timedelta(days=4)))
    page = words(client.get(reverse("queue")))
    assert "Rien n'attend votre décision." in page
    assert "la prochaine publication est prévue vendredi 5 juin 2026 à 10:00" in page


def test_recent_decisions_show_what_became_of_the_post(home: House) -> None:
    post = in_review(home)
    yes(home, post)
    page = words(browser(home.claire.email).get(reverse("queue")))
    assert "Vos dernières décisions" in page
    assert "approuvée" in page


def test_a_draft_is_not_the_leaders_to_decide(home: House) -> None:
    post = draft(home)
    assert browser(home.claire.email).get(reverse("decide", args=[post.pk])).status_code == 404


def test_a_leader_who_left_the_committee_decides_nothing(home: House) -> None:
    post = in_review(home)
    home.leader.is_active = False
    home.leader.save(update_fields=["is_active"])
    assert waiting(home) == []
    assert browser(home.claire.email).get(reverse("decide", args=[post.pk])).status_code == 404


def test_the_first_post_on_a_pillar_is_noticed(home: House) -> None:
    first = in_review(home, where=slot(home, at=NOW + timedelta(days=2)))
    assert Unusual.NEW_PILLAR in found(home)
    yes(home, first)
    in_review(home, where=slot(home, at=NOW + timedelta(days=3)))
    assert Unusual.NEW_PILLAR not in found(home)


@pytest.mark.parametrize(("hours", "is_soon"), [(23, True), (24, False)])
def test_less_than_a_day_before_is_noticed(home: House, hours: int, is_soon: bool) -> None:
    post = in_review(home)
    assert (Unusual.SOON in found(home, now=post.slot.at - timedelta(hours=hours))) == is_soon


# NOW is a Monday, 10:00 in Paris.
@pytest.mark.parametrize(
    ("after", "is_odd"),
    [(timedelta(days=1), False), (timedelta(days=5), True), (timedelta(days=1, hours=9), True),
     (timedelta(days=1, hours=8, minutes=59), False), (timedelta(days=1, hours=-3), True)],
)  # fmt: skip
def test_week_ends_evenings_and_early_mornings_are_noticed(
    home: House, after: timedelta, is_odd: bool
) -> None:
    in_review(home, where=slot(home, at=NOW + after))
    assert (Unusual.ODD_HOUR in found(home)) == is_odd


def test_a_narrow_audience_is_noticed(home: House) -> None:
    post = draft(home)
    editorial.revise(post, text=TEXT, audience=Audience.CONNECTIONS, seen=1, by=home.bruno, at=NOW)
    editorial.submit(fresh(post), by=home.bruno, at=NOW)
    assert Unusual.NARROW in found(home)


def test_a_text_changed_since_the_last_decision_is_shown_word_by_word(home: House) -> None:
    post = in_review(home)
    given = {
        "by": home.claire,
        "content_hash": post.version.content_hash,
        "channel": Channel.SESSION,
        "at": NOW,
    }
    editorial.give_back(post.version, reason="Nommez l'équipe.", **given)
    editorial.revise(fresh(post), text=TEXT.replace("une équipe", "Inès"), seen=1, by=home.bruno, at=NOW)
    editorial.submit(fresh(post), by=home.bruno, at=NOW)
    (item,) = waiting(home)
    assert Unusual.CHANGED in item.unusual
    assert [change.text for change in item.changes if change.kind == "added"] == ["Inès"]


def test_posts_of_two_organisations_of_one_person_stay_apart(home: House, abroad: House) -> None:
    here = in_review(home)
    Post.objects.filter(pk=in_review(abroad).pk).update(changed_at=NOW)
    abroad.leader.user = home.claire
    abroad.leader.save(update_fields=["user"])
    assert [item.post.pk for item in waiting(home)] == [here.pk]


def test_remarks_are_read_and_answered_beside_the_post(home: House) -> None:
    asked = in_review(home)
    thread = begun(asked, by=home.bruno, text="Le chiffre est-il juste ?")
    begun(asked, by=home.bruno, text="Entre éditeurs.", internal=True)
    client = browser(home.claire.email)
    assert "1 remarque à lire avant de décider" in words(client.get(reverse("queue")))
    page = words(client.get(reverse("decide", args=[asked.pk])))
    assert "Le chiffre est-il juste ?" in page
    assert "1 remarque à lire avant de décider" in page
    assert "Entre éditeurs." not in page
    answer = post(client, reverse("thread_reply", args=[thread.pk]), {"text": "Oui.", "from": "queue"})
    assert answer.headers["Location"] == reverse("decide", args=[asked.pk])
