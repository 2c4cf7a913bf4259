from datetime import timedelta

import pytest
from django.urls import reverse

from influence.approval import actions
from influence.approval.models import Link
from influence.approval.proofs import LINKS_PER_VERSION, digest
from influence.editorial import actions as editorial
from influence.journal.models import Entry
from tests.approval.stories import browser, invited, link, locator, mails, post, proven, read, words
from tests.editorial.stories import TEXT, fresh, in_review
from tests.makers import NOW, House, slot

pytestmark = pytest.mark.django_db


def test_a_version_in_review_is_announced_once_to_its_leader(home: House) -> None:
    waiting = in_review(home)
    assert actions.invite(now=NOW) == 1
    assert actions.invite(now=NOW + timedelta(minutes=1)) == 0
    (mail,) = mails("draft_to_approve")
    assert mail.to_email == home.claire.email
    assert mail.subject == "Claire, une publication attend votre décision"
    assert "Hier, au bloc, une équipe m'a appris quelque chose." in mail.text
    assert "Bruno Petit" in mail.text
    assert "mercredi 3 juin 2026 à 10:00" in mail.text
    assert Entry.objects.filter(verb="link.sent", subject_type="post", subject_id=waiting.pk).count() == 1


def test_the_locator_is_kept_as_a_digest_only(home: House) -> None:
    _post, where = invited(home)
    (kept,) = Link.objects.all()
    assert len(where) >= 22  # 128 bits
    assert kept.locator_hash == digest(where)
    assert where not in str(Entry.objects.values_list("details", flat=True))
    assert mails("draft_to_approve")[0].is_secret


@pytest.mark.parametrize(("hours", "expected"), [(48, 50), (400, 72)])
def test_a_link_lasts_while_a_late_yes_counts_or_three_days(home: House, hours: int, expected: int) -> None:
    invited(home, where=slot(home, at=NOW + timedelta(hours=hours)))
    assert Link.objects.get().expires_at == NOW + timedelta(hours=expected)


def test_nobody_is_invited_for_a_draft_or_after_the_slot(home: House) -> None:
    waiting = in_review(home)
    assert actions.invite(now=waiting.slot.at) == 0
    editorial.withdraw(waiting, by=home.bruno, at=NOW)
    assert actions.invite(now=NOW) == 0
    assert not mails("draft_to_approve")


def test_one_unwritable_mail_does_not_hold_up_the_others(home: House, abroad: House) -> None:
    home.claire.name = "Claire\nBcc: tous@ailleurs.example"
    home.claire.save(update_fields=["name"])
    in_review(home)
    in_review(abroad, where=slot(abroad, at=NOW + timedelta(days=3)))
    assert actions.invite(now=NOW) == 1
    assert [mail.to_email for mail in mails("draft_to_approve")] == [abroad.claire.email]


def test_the_link_shows_the_post_and_no_decision_to_whoever_holds_it(home: House) -> None:
    _post, where = invited(home)
    page = browser().get(link(where))
    assert page.status_code == 200
    assert "Claire Martin" in words(page)
    assert "Hier, au bloc" in words(page)
    assert "mercredi 3 juin 2026 à 10:00" in words(page)
    assert "Recevoir un code" in words(page)
    assert 'value="approve"' not in words(page)


def test_the_signed_in_leader_decides_from_the_link(home: House) -> None:
    waiting, where = invited(home)
    client = browser(home.claire.email)
    assert 'value="approve"' in words(client.get(link(where)))
    answer = post(client, reverse("decide", args=[waiting.pk]), read(waiting), follow=True)
    assert "Approuvée. Sera mise en ligne mercredi 3 juin 2026 à 10:00." in words(answer)
    assert fresh(waiting).state == "approved"


@pytest.mark.parametrize("who", ["bruno", "odile", "remi"])
def test_somebody_else_signed_in_reads_that_it_is_not_theirs(home: House, who: str) -> None:
    waiting, where = invited(home)
    client = browser(getattr(home, who).email)
    page = words(client.get(link(where)))
    assert "La décision revient à Claire Martin" in page
    assert 'value="approve"' not in page
    assert "Recevoir un code" not in page
    assert post(client, reverse("decide", args=[waiting.pk]), read(waiting)).status_code == 403
    assert fresh(waiting).state == "in_review"


def test_the_leader_of_another_organisation_finds_nothing_in_the_queue(home: House, abroad: House) -> None:
    waiting, _where = invited(home)
    marc = browser(abroad.claire.email)
    assert "Rien n'attend votre décision." in words(marc.get(reverse("queue")))
    assert marc.get(reverse("decide", args=[waiting.pk])).status_code == 404
    assert post(marc, reverse("decide", args=[waiting.pk]), read(waiting)).status_code == 404


@pytest.mark.parametrize("forged", ["x", "A" * 32, "é" * 8, "a" * 4000, "%00"])
def test_a_forged_link_says_where_to_go_and_nothing_else(home: House, forged: str) -> None:
    invited(home)
    page = browser().get(f"/a/{forged}/")
    assert page.status_code == 404
    assert "Ce lien n'ouvre rien" in words(page)
    client = browser()
    for name in ("approval_code", "approval_prove", "approval_renew"):
        answer = post(client, reverse(name, args=["forged"]), {"code": "123456"})
        assert (answer.status_code, "Claire" in words(answer)) == (404, False)


def test_a_post_without_the_token_of_the_page_is_refused(home: House) -> None:
    waiting, where = invited(home)
    client = browser(home.claire.email)
    for name in ("approval_code", "approval_prove", "approval_renew"):
        assert client.post(reverse(name, args=[where])).status_code == 403
    assert client.post(reverse("decide", args=[waiting.pk]), read(waiting)).status_code == 403
    assert fresh(waiting).state == "in_review"
    assert not mails("approval_code")


def test_a_replaced_version_has_a_new_link_and_the_old_one_leads_to_it(home: House) -> None:
    waiting, old = invited(home)
    editorial.revise(waiting, text=TEXT + "\n\nMerci à elle.", seen=1, by=home.bruno, at=NOW)
    assert "La nouvelle version est en cours" in words(browser().get(link(old)))
    editorial.submit(fresh(waiting), by=home.bruno, at=NOW)
    assert actions.invite(now=NOW) == 1
    new = locator(to=home.claire.email)
    assert new != old
    page = words(browser().get(link(old)))
    assert "Cette version a été remplacée" in page
    assert "Hier, au bloc" not in page
    assert "Recevoir un nouveau lien" in page
    signed_in = words(browser(home.claire.email).get(link(old)))
    assert reverse("decide", args=[waiting.pk]) in signed_in
    assert "Merci à elle." in words(browser().get(link(new)))


def test_an_expired_link_is_renewed_by_mail_to_the_leader(home: House, clock) -> None:
    waiting, old = invited(home, where=slot(home, at=NOW + timedelta(days=20)))
    clock.move_to(NOW + timedelta(hours=73))
    client = browser()
    page = words(client.get(link(old)))
    assert "Ce lien a expiré" in page
    assert "Hier, au bloc" not in page
    post(client, reverse("approval_renew", args=[old]))
    assert len(mails("draft_to_approve")) == 2
    new = locator(to=home.claire.email)
    assert "Hier, au bloc" in words(browser().get(link(new)))
    again = post(client, reverse("approval_renew", args=[old]), follow=True)
    assert "Un lien est parti il y a peu" in words(again)
    assert len(mails("draft_to_approve")) == 2
    assert fresh(waiting).state == "in_review"


def test_links_of_one_version_are_counted(home: House, clock) -> None:
    _post, where = invited(home, where=slot(home, at=NOW + timedelta(days=20)))
    client = browser()
    for hour in range(1, LINKS_PER_VERSION + 2):
        clock.move_to(NOW + timedelta(hours=hour))
        answer = post(client, reverse("approval_renew", args=[where]), follow=True)
    assert "Plusieurs liens sont déjà partis" in words(answer)
    assert len(mails("draft_to_approve")) == LINKS_PER_VERSION


def test_after_the_slot_the_link_says_that_nothing_went_out(home: House, clock) -> None:
    waiting, where = invited(home)
    known = proven(home, where)
    clock.move_to(waiting.slot.at + timedelta(minutes=1))
    page = words(known.get(link(where)))
    assert "Le créneau est passé" in page
    assert "n'est pas en ligne" in page
    # A page that was opened before the slot decides nothing after it.
    assert post(known, reverse("decide", args=[waiting.pk]), read(waiting), follow=True).status_code == 200
    assert fresh(waiting).state == "in_review"
    editorial.miss_undecided(now=waiting.slot.at + timedelta(minutes=2))
    assert "Le créneau est passé" in words(browser().get(link(where)))


def test_a_withdrawn_post_has_nothing_to_decide(home: House) -> None:
    waiting, where = invited(home)
    editorial.withdraw(waiting, by=home.bruno, at=NOW)
    page = words(browser().get(link(where)))
    assert "Cette publication a été retirée" in page
    assert "Hier, au bloc" not in page


def test_a_decided_post_says_so_to_the_next_visitor(home: House) -> None:
    waiting, where = invited(home)
    post(known := proven(home, where), reverse("decide", args=[waiting.pk]), read(waiting))
    page = words(browser().get(link(where)))
    assert "Cette publication a reçu une décision" in page
    assert "approuvée" in page
    assert "Hier, au bloc" not in page
    assert "Reprendre mon accord" not in page
    again = words(known.get(link(where)))
    assert "Hier, au bloc" in again
    assert "Reprendre mon accord" in again


@pytest.mark.parametrize("name", ["approval_code", "approval_prove", "approval_renew"])
def test_coming_back_to_a_form_by_its_address_shows_the_link(home: House, name: str) -> None:
    _post, where = invited(home)
    answer = browser().get(reverse(name, args=[where]))
    assert (answer.status_code, answer["Location"]) == (302, link(where))
    assert not mails("approval_code")
