import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from influence.approval import actions
from influence.approval.models import Code, Device
from influence.approval.proofs import digest, digits
from influence.editorial import actions as editorial
from influence.editorial.models import Channel, Decision
from influence.journal.models import Entry
from tests.approval.stories import (
    browser,
    code_of,
    invited,
    last_code,
    link,
    mails,
    post,
    proven,
    read,
    words,
)
from tests.editorial.stories import TEXT, fresh
from tests.makers import NOW, House, slot

pytestmark = pytest.mark.django_db


def ask(client, where: str):
    return post(client, reverse("approval_code", args=[where]), follow=True)


def enter(client, where: str, code: str):
    return post(client, reverse("approval_prove", args=[where]), {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_right_code_makes_the_browser_known_and_the_decision_is_another_tap(home: House) -> None:
    waiting, where = invited(home)
    client = browser()
    page = words(ask(client, where))
    assert "Code à six chiffres" in page
    (mail,) = mails("approval_code")
    assert (mail.to_email, mail.is_secret) == (home.claire.email, True)
    assert enter(client, where, code_of(mail)).status_code == 302
    assert fresh(waiting).state == "in_review"
    assert 'value="approve"' in words(client.get(link(where)))
    post(client, reverse("decide", args=[waiting.pk]), read(waiting))
    assert fresh(waiting).state == "approved"
    assert Decision.objects.get().channel == Channel.CODE


def test_the_cookie_of_a_device_is_out_of_reach_of_scripts_and_other_sites(home: House) -> None:
    _waiting, where = invited(home)
    cookie = proven(home, where).cookies["influence_device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 90 * 86_400
    (device,) = Device.objects.all()
    assert device.secret_hash == digest(cookie.value)
    assert device.label == "iPhone"


def test_the_next_approval_on_a_known_device_is_one_tap(home: House) -> None:
    _first, where = invited(home)
    client = proven(home, where)
    second, other = invited(home, where=slot(home, at=NOW + timedelta(days=3)))
    assert 'value="approve"' in words(client.get(link(other)))
    post(client, reverse("decide", args=[second.pk]), read(second))
    assert fresh(second).state == "approved"
    assert Decision.objects.get().channel == Channel.DEVICE


def test_a_known_device_opens_no_session_and_nothing_else(home: House, abroad: House) -> None:
    _waiting, where = invited(home)
    foreign, elsewhere = invited(abroad)
    client = proven(home, where)
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("home")).status_code == 302
    assert client.get(reverse("decide", args=[foreign.pk])).status_code == 404
    assert post(client, reverse("decide", args=[foreign.pk]), read(foreign)).status_code == 404
    assert 'value="approve"' not in words(client.get(link(elsewhere)))


def test_a_known_device_proves_nothing_while_somebody_else_is_signed_in(home: House) -> None:
    waiting, where = invited(home)
    client = proven(home, where)
    client.force_login(home.bruno)
    assert 'value="approve"' not in words(client.get(link(where)))
    assert post(client, reverse("decide", args=[waiting.pk]), read(waiting)).status_code == 403
    assert fresh(waiting).state == "in_review"


def test_a_code_entered_while_somebody_else_is_signed_in_is_not_even_tried(home: House) -> None:
    _waiting, where = invited(home)
    client = browser(home.bruno.email)
    ask(client, where)
    answer = enter(client, where, last_code())
    assert (answer.status_code, "influence_device" in client.cookies) == (422, False)
    assert Code.objects.get().tries_left == 5


def test_a_device_is_known_for_ninety_days(home: House, clock) -> None:
    _waiting, where = invited(home)
    client = proven(home, where)
    later = NOW + timedelta(days=89, hours=23)
    _other, other = invited(home, where=slot(home, at=NOW + timedelta(days=91)), now=later)
    clock.move_to(later)
    assert 'value="approve"' in words(client.get(link(other)))
    clock.move_to(NOW + timedelta(days=90, seconds=1))
    assert 'value="approve"' not in words(client.get(link(other)))


def test_a_device_of_a_person_who_left_is_a_stranger(home: House) -> None:
    waiting, where = invited(home)
    client = proven(home, where)
    home.claire.is_active = False
    home.claire.save(update_fields=["is_active"])
    assert client.get(link(where)).status_code == 404
    assert client.get(reverse("decide", args=[waiting.pk])).status_code == 302


def test_a_wrong_code_costs_a_try_that_stays_spent(home: House) -> None:
    _waiting, where = invited(home)
    client = browser()
    ask(client, where)
    right = last_code()
    for left in (4, 3, 2, 1):
        answer = enter(client, where, wrong(right))
        assert answer.status_code == 422
        assert f"il vous reste {left} essai" in words(answer)
        assert Code.objects.get().tries_left == left
    assert "les cinq essais sont épuisés" in words(enter(client, where, wrong(right)))
    assert "plus valable" in words(enter(client, where, right))
    assert not Device.objects.exists()
    assert Entry.objects.filter(verb="code.refused").count() == 5


def test_what_cannot_be_a_code_costs_no_try(home: House) -> None:
    _waiting, where = invited(home)
    client = browser()
    ask(client, where)
    for slip in ("", "12345", "1234567", "abcdef"):
        assert enter(client, where, slip).status_code == 422
    assert Code.objects.get().tries_left == 5


def test_a_code_is_read_however_it_was_typed() -> None:
    assert digits(" 123 456. ") == "123456"
    assert digits("１２３４５６") == "123456"


def test_a_code_lasts_ten_minutes(home: House, clock) -> None:
    _waiting, where = invited(home)
    client = browser()
    ask(client, where)
    clock.move_to(NOW + timedelta(minutes=10))
    assert "plus valable" in words(enter(client, where, last_code()))
    assert not Device.objects.exists()


def test_a_code_is_used_once(home: House) -> None:
    _waiting, where = invited(home)
    proven(home, where)
    thief = browser()
    assert "plus valable" in words(enter(thief, where, last_code()))
    assert Device.objects.count() == 1


def test_a_new_code_voids_the_old_one(home: House, clock) -> None:
    _waiting, where = invited(home)
    client = browser()
    ask(client, where)
    clock.move_to(NOW + timedelta(seconds=30))
    ask(client, where)
    old, new = (code_of(mail) for mail in mails("approval_code"))
    answers = [enter(client, where, old).status_code, enter(client, where, new).status_code]
    assert answers == ([422, 302] if old != new else [302, 422])


def test_a_code_is_for_one_version(home: House) -> None:
    first, where = invited(home)
    _second, other = invited(home, where=slot(home, at=NOW + timedelta(days=3)))
    client = browser()
    ask(client, where)
    assert "plus valable" in words(enter(client, other, last_code()))
    editorial.revise(first, text=TEXT + " Bis.", seen=1, by=home.bruno, at=NOW)
    answer = enter(client, where, last_code())
    assert (answer.status_code, "influence_device" in client.cookies) == (302, False)


def test_three_codes_in_a_quarter_of_an_hour_are_enough(home: House, clock) -> None:
    _waiting, where = invited(home)
    client = browser()
    for minute in range(4):
        clock.move_to(NOW + timedelta(minutes=minute))
        page = ask(client, where)
    assert "Vous pourrez en demander un autre à 10:15." in words(page)
    assert len(mails("approval_code")) == 3
    clock.move_to(NOW + timedelta(minutes=15))
    ask(client, where)
    assert len(mails("approval_code")) == 4


def test_the_limit_counts_all_links_of_a_person(home: House) -> None:
    invited(home)
    links = [invited(home, where=slot(home, at=NOW + timedelta(days=day)))[1] for day in range(3, 7)]
    client = browser()
    for where in links:
        ask(client, where)
    assert len(mails("approval_code")) == 3


def test_a_day_has_at_most_twelve_codes(home: House, clock) -> None:
    _waiting, where = invited(home)
    client = browser()
    for quarter in range(14):
        clock.move_to(NOW + timedelta(minutes=16 * quarter))
        ask(client, where)
    assert len(mails("approval_code")) == 12


def test_no_code_is_sent_for_what_cannot_be_decided(home: House, clock) -> None:
    waiting, where = invited(home)
    client = browser()
    editorial.withdraw(waiting, by=home.bruno, at=NOW)
    answer = ask(client, where)
    assert "plus de décision" in words(answer)
    assert not mails("approval_code")


def test_a_code_is_kept_as_a_keyed_digest_and_appears_nowhere_else(home: House, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    _waiting, where = invited(home)
    client = proven(home, where)
    code, secret = last_code(), client.cookies["influence_device"].value
    kept = Code.objects.get()
    salted = salted_hmac(
        "influence.approval.code", f"{kept.link_id}:{kept.link.version_id}:{code}", algorithm="sha256"
    )
    assert kept.digest == salted.hexdigest()
    assert kept.digest != digest(code)
    told = str(list(Entry.objects.values_list("verb", "details"))) + caplog.text
    for word in (code, secret, where):
        assert word not in told


def test_a_leader_forgets_a_device(home: House) -> None:
    waiting, where = invited(home)
    known = proven(home, where)
    client = browser(home.claire.email)
    assert "iPhone" in words(client.get(reverse("queue")))
    device = Device.objects.get()
    post(client, reverse("forget_device", args=[device.pk]))
    assert 'value="approve"' not in words(known.get(link(where)))
    assert post(known, reverse("decide", args=[waiting.pk]), read(waiting)).status_code == 302
    assert fresh(waiting).state == "in_review"
    assert Entry.objects.filter(verb="device.forgotten", actor=home.claire).count() == 1


def test_a_device_is_forgotten_by_its_own_person_only(home: House, abroad: House) -> None:
    _waiting, where = invited(home)
    proven(home, where)
    device = Device.objects.get()
    marc = browser(abroad.claire.email)
    assert post(marc, reverse("forget_device", args=[device.pk])).status_code == 404
    device.refresh_from_db()
    assert device.expires_at > NOW + timedelta(days=89)


def test_what_is_void_for_a_month_is_deleted(home: House) -> None:
    _waiting, where = invited(home)
    proven(home, where)
    assert actions.tidy(now=NOW + timedelta(days=30)) == 0
    assert actions.tidy(now=NOW + timedelta(days=31)) == 1
    assert (Code.objects.count(), Device.objects.count()) == (0, 1)
    assert actions.tidy(now=NOW + timedelta(days=121)) == 1


def test_the_story_of_a_post_tells_what_was_sent_and_proved(home: House) -> None:
    waiting, where = invited(home)
    client = proven(home, where)
    post(client, reverse("decide", args=[waiting.pk]), read(waiting))
    story = Entry.objects.filter(subject_type="post", subject_id=waiting.pk).order_by("sequence")
    assert [entry.verb for entry in story][-4:] == ["link.sent", "code.sent", "device.known", "post.approved"]
    assert story.last().details["channel"] == "code"
    assert story.last().actor_id == home.claire.pk
