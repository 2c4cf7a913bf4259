from datetime import timedelta

import pytest
from django.urls import reverse

from influence.approval import actions
from influence.approval.refusals import SlotMoved, TooLateToUndo
from influence.editorial import actions as editorial
from influence.editorial.models import Channel, Decision, Version
from influence.editorial.refusals import MovedOn, NotYours, ReasonMissing
from influence.outbox.models import Message
from tests.approval.stories import browser, invited, mails, post, read, words
from tests.editorial.stories import TEXT, approved, fresh, in_review
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db


def decide(home: House, waiting, **given: object) -> Decision:
    facts = {"kind": "approve", "reason": "", "by": home.claire, "channel": Channel.SESSION, "at": NOW}
    return actions.decide(waiting.version, content_hash=waiting.version.content_hash, **(facts | given))


@pytest.mark.parametrize(
    ("kind", "state", "mail", "subject"),
    [
        ("approve", "approved", "draft_approved", "Claire Martin a approuvé une publication"),
        ("return", "returned", "draft_returned", "Claire Martin demande une modification"),
        ("refuse", "refused", "draft_refused", "Claire Martin refuse une publication"),
    ],
)
def test_a_decision_is_told_to_whoever_submitted_the_text(
    home: House, kind: str, state: str, mail: str, subject: str
) -> None:
    waiting = in_review(home)
    decide(home, waiting, kind=kind, reason="Le chiffre date de l'an dernier." if kind != "approve" else "")
    assert fresh(waiting).state == state
    (told,) = mails(mail)
    assert (told.to_email, told.subject) == (home.bruno.email, subject)
    assert ("Le chiffre date de l'an dernier." in told.text) == (kind != "approve")
    assert "Hier, au bloc" in told.text
    assert told.html.startswith("<!DOCTYPE html>")


def test_no_mail_leaves_when_nothing_was_decided(home: House) -> None:
    waiting = in_review(home)
    for given, refusal in (
        ({"by": home.bruno}, NotYours),
        ({"kind": "refuse", "reason": "  "}, ReasonMissing),
    ):
        with pytest.raises(refusal):
            decide(home, waiting, **given)
    assert not Message.objects.exclude(kind="draft_to_approve").exists()
    assert not Decision.objects.exists()


def test_a_decision_about_another_hour_than_the_one_read_is_refused(home: House) -> None:
    waiting = in_review(home)
    read_at = waiting.slot.at
    moved = read_at + timedelta(days=1)
    editorial.move(
        waiting,
        day=moved.date(),
        time=waiting.slot.time,
        zone=waiting.slot.zone,
        fold=None,
        by=home.bruno,
        at=NOW,
    )
    with pytest.raises(SlotMoved):
        decide(home, fresh(waiting), shown_at=read_at)
    decide(home, fresh(waiting), shown_at=moved)
    assert Decision.objects.get().slot_at == moved


def test_a_mail_that_cannot_be_written_undoes_the_decision(home: House) -> None:
    waiting = in_review(home)
    home.bruno.name = "Bruno\nBcc: x@y.example"
    home.bruno.save(update_fields=["name"])
    with pytest.raises(ValueError, match="line break"):
        decide(home, waiting)
    assert fresh(waiting).state == "in_review"
    assert not Decision.objects.exists()


def test_an_approval_is_taken_back_until_ten_minutes_before(home: House) -> None:
    going = approved(home)
    with pytest.raises(NotYours):
        actions.take_back(going, by=home.bruno, at=NOW)
    with pytest.raises(TooLateToUndo):
        actions.take_back(going, by=home.claire, at=going.slot.at - timedelta(minutes=10))
    actions.take_back(going, by=home.claire, at=going.slot.at - timedelta(minutes=11))
    assert fresh(going).state == "in_review"
    assert [mail.to_email for mail in mails("approval_taken_back")] == [home.bruno.email]
    with pytest.raises(MovedOn):
        actions.take_back(going, by=home.claire, at=NOW)


def test_a_post_taken_back_waits_for_the_leader_as_before(home: House) -> None:
    """The same words, which they have just had before their eyes: no mail asks them, and the old yes counts for nothing."""
    going = approved(home)
    actions.take_back(going, by=home.claire, at=NOW)
    waiting = fresh(going)
    assert (waiting.state, waiting.version.number, waiting.version.text) == ("in_review", 2, TEXT)
    assert not Decision.objects.filter(version=waiting.version).exists()
    assert actions.invite(now=NOW) == 0
    decide(home, waiting)
    assert fresh(going).state == "approved"


def test_a_double_click_says_what_was_decided_and_decides_once(home: House) -> None:
    waiting, _where = invited(home)
    client = browser(home.claire.email)
    for _click in range(2):
        answer = post(client, reverse("decide", args=[waiting.pk]), read(waiting), follow=True)
    assert "avait déjà reçu votre décision" in words(answer)
    assert "Sera mise en ligne mercredi 3 juin 2026 à 10:00." in words(answer)
    assert Decision.objects.count() == 1
    assert len(mails("draft_approved")) == 1


def test_a_refusal_without_words_comes_back_open_with_what_was_typed(home: House) -> None:
    waiting, _where = invited(home)
    client = browser(home.claire.email)
    answer = post(client, reverse("decide", args=[waiting.pk]), read(waiting, kind="refuse", reason="   "))
    assert answer.status_code == 422
    assert "Dites en quelques mots pourquoi" in words(answer)
    assert '<details class="otherwise" open>' in words(answer)
    long = post(
        client, reverse("decide", args=[waiting.pk]), read(waiting, kind="return", reason="mot " * 600)
    )
    assert (long.status_code, "mot mot mot" in words(long)) == (422, True)
    assert fresh(waiting).state == "in_review"


def test_a_version_replaced_while_it_was_read_shows_what_changed_and_decides_nothing(home: House) -> None:
    waiting, _where = invited(home)
    client = browser(home.claire.email)
    editorial.revise(waiting, text=TEXT.replace("une équipe", "Inès"), seen=1, by=home.bruno, at=NOW)
    editorial.submit(fresh(waiting), by=home.bruno, at=NOW)
    answer = post(client, reverse("decide", args=[waiting.pk]), read(waiting), follow=True)
    page = words(answer)
    assert "Le texte a changé entre-temps" in page
    assert "<ins>Inès</ins>" in page
    assert "<del>une équipe</del>" in page
    assert f'name="version" value="{fresh(waiting).version.pk}"' in page
    assert not Decision.objects.exists()


def test_a_slot_moved_while_the_page_was_read_is_shown_again(home: House) -> None:
    waiting, _where = invited(home)
    client = browser(home.claire.email)
    next_day = (waiting.slot.at + timedelta(days=1)).date()
    editorial.move(
        waiting,
        day=next_day,
        time=waiting.slot.time,
        zone=waiting.slot.zone,
        fold=None,
        by=home.bruno,
        at=NOW,
    )
    page = words(post(client, reverse("decide", args=[waiting.pk]), read(waiting), follow=True))
    assert "Le créneau a changé pendant votre lecture" in page
    assert "jeudi 4 juin 2026 à 10:00" in page
    assert fresh(waiting).state == "in_review"


def test_a_leader_who_submitted_cannot_decide(home: House) -> None:
    waiting, _where = invited(home)
    Version.objects.filter(pk=waiting.version.pk).update(submitted_by=home.claire)
    client = browser(home.claire.email)
    page = words(post(client, reverse("decide", args=[waiting.pk]), read(waiting), follow=True))
    assert "On ne décide pas de ce que" in page
    assert fresh(waiting).state == "in_review"


@pytest.mark.parametrize(
    "forged", [{"version": 10**30}, {"version": "x"}, {"content_hash": "0" * 64}, {"content_hash": "é"}, {"kind": "publish"},
               {"shown_at": "demain"}, {"reason": "\0", "kind": "refuse"}],
)  # fmt: skip
def test_a_forged_form_decides_nothing(home: House, forged: dict[str, object]) -> None:
    waiting, _where = invited(home)
    client = browser(home.claire.email)
    answer = post(client, reverse("decide", args=[waiting.pk]), read(waiting, **forged))
    assert answer.status_code in {302, 404, 422}
    assert fresh(waiting).state == "in_review"
    assert not Decision.objects.exists()


def test_the_approval_is_taken_back_from_the_queue(home: House) -> None:
    waiting, _where = invited(home)
    client = browser(home.claire.email)
    page = words(post(client, reverse("decide", args=[waiting.pk]), read(waiting), follow=True))
    assert reverse("take_back", args=[waiting.pk]) in page
    after = words(post(client, reverse("take_back", args=[waiting.pk]), follow=True))
    assert "Votre accord est repris" in after
    assert fresh(waiting).state == "in_review"
    assert reverse("take_back", args=[waiting.pk]) not in after
