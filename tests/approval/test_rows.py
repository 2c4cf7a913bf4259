"""One after the other, by the pages alone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from influence.approval import actions
from influence.approval.models import Seen, Snooze
from influence.editorial.models import Decision
from tests.approval.stories import browser, invited, post, proven, read, words
from tests.editorial.stories import fresh, in_review
from tests.makers import NOW, House, slot

pytestmark = pytest.mark.django_db


def several(home: House, count: int) -> list[object]:
    return [in_review(home, where=slot(home, at=NOW + timedelta(days=day))) for day in range(2, 2 + count)]


def test_after_an_answer_the_next_one_is_there_with_the_undoing_on_top(home: House) -> None:
    first, second = several(home, 2)
    client = browser(home.claire.email)
    answer = post(client, reverse("decide", args=[first.pk]), read(first, rank="1"))
    decision = Decision.objects.get()
    assert answer.headers["Location"] == f"{reverse('decide', args=[second.pk])}?apres={decision.pk}&rang=2"
    page = words(client.get(answer.headers["Location"]))
    for said in ("Approuvée. Sera mise en ligne", "Reprendre mon accord", "2 sur 2"):
        assert said in page


def test_after_the_last_one_the_list_says_what_was_done(home: House) -> None:
    (only,) = several(home, 1)
    client = browser(home.claire.email)
    answer = post(
        client, reverse("decide", args=[only.pk]), read(only, kind="refuse", reason="Non."), follow=True
    )
    page = words(answer)
    assert "Annuler mon refus" in page
    assert "Rien n'attend votre décision." in page


def test_an_address_cannot_show_somebody_elses_answer(home: House, abroad: House) -> None:
    (theirs,) = several(home, 1)
    post(browser(home.claire.email), reverse("decide", args=[theirs.pk]), read(theirs))
    decision = Decision.objects.get()
    page = words(browser(abroad.claire.email).get(f"{reverse('queue')}?apres={decision.pk}"))
    assert "Sera mise en ligne" not in page
    for odd in ("-1", "9" * 40, "<b>", "²"):
        assert browser(home.claire.email).get(f"{reverse('queue')}?apres={odd}&rang={odd}").status_code == 200


def test_a_known_device_edits_puts_off_and_takes_back_without_a_session(home: House) -> None:
    one, where = invited(home)
    client = proven(home, where)
    assert post(client, reverse("note_seen", args=[one.pk]), {"version": one.version.pk}).status_code == 204
    assert Seen.objects.get().user == home.claire
    post(client, reverse("put_off", args=[one.pk]), {"later": "evening"})
    assert Snooze.objects.get().post == one
    post(client, reverse("take_up", args=[one.pk]))
    post(
        client,
        reverse("decide", args=[one.pk]),
        read(one, kind="return", reason="À revoir.", wishes=["tone"]),
    )
    post(client, reverse("undo_answer", args=[one.pk]))
    assert fresh(one).state == "in_review"
    one = fresh(one)
    answer = post(client, reverse("reword", args=[one.pk]), read(one, text="Mes mots à moi.", approve="yes"))
    assert answer.status_code == 302
    decision = Decision.objects.latest("pk")
    assert (decision.kind, decision.version.text, decision.channel) == (
        "approve",
        "Mes mots à moi.",
        "device",
    )


def test_looking_at_an_edit_changes_nothing(home: House) -> None:
    (one,) = several(home, 1)
    page = post(
        browser(home.claire.email), reverse("reword", args=[one.pk]), read(one, text="Mes mots.", look="yes")
    )
    assert "Ce que vous changez" in words(page)
    assert fresh(one).version.number == 1
    assert not Decision.objects.exists()


def test_an_edit_of_a_text_that_changed_meanwhile_keeps_what_was_typed(home: House) -> None:
    (one,) = several(home, 1)
    shown = read(one, text="Mes mots à moi.", approve="yes")
    actions.decide(
        one.version,
        kind="return",
        by=home.claire,
        content_hash=one.version.content_hash,
        channel="session",
        at=NOW,
        reason="Non.",
    )
    actions.think_again(Decision.objects.get(), by=home.claire, at=NOW)
    page = post(browser(home.claire.email), reverse("reword", args=[one.pk]), shown)
    assert page.status_code == 422
    assert "Mes mots à moi." in words(page)
    assert Decision.objects.count() == 1


def test_a_stranger_puts_nothing_off(home: House, abroad: House) -> None:
    (one,) = several(home, 1)
    for name in ("reword", "put_off", "take_up", "undo_answer", "note_seen"):
        assert (
            post(browser(abroad.claire.email), reverse(name, args=[one.pk]), {"later": "evening"}).status_code
            == 404
        )
    assert not Snooze.objects.exists()
