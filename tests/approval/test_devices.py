"""Browsers that a code made known: for one person, as long as that person is one who decides."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from influence.approval.models import Code, Device
from influence.editorial.models import Decision
from influence.people import actions as people
from tests.approval.stories import browser, invited, last_code, link, mails, post, proven, read, words
from tests.approval.test_mandates import asked
from tests.editorial.stories import fresh, in_review
from tests.makers import NOW, PASSWORD, House
from tests.people.test_mandates import given
from tests.people.test_sign_in import NEW, choose, link_in

pytestmark = pytest.mark.django_db


def test_a_new_password_forgets_the_browsers_that_were_known(home: House) -> None:
    waiting, where = invited(home)
    known = proven(home, where)
    client = browser(home.claire.email)
    post(client, "/mot-de-passe/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert 'value="approve"' not in words(known.get(link(where)))
    assert post(known, reverse("decide", args=[waiting.pk]), read(waiting)).status_code == 302
    assert fresh(waiting).state == "in_review"
    assert "appareils reconnus sont oubliés" in mails("password_changed")[0].text


def test_a_forgotten_password_that_is_replaced_forgets_them_too(home: House) -> None:
    _waiting, where = invited(home)
    known = proven(home, where)
    client = Client()
    client.post("/mot-de-passe/oublie/", {"email": home.claire.email})
    choose(client, link_in(mails("password_reset")[0]))
    assert 'value="approve"' not in words(known.get(link(where)))


def test_a_code_is_no_good_once_the_post_was_decided(home: House) -> None:
    waiting, where = invited(home)
    thief = browser()
    post(thief, reverse("approval_code", args=[where]))
    post(browser(home.claire.email), reverse("decide", args=[waiting.pk]), read(waiting))
    post(thief, reverse("approval_prove", args=[where]), {"code": last_code()})
    assert "influence_device" not in thief.cookies
    assert not Device.objects.exists()
    assert Code.objects.get().tries_left == 5


def test_the_browser_of_a_leader_who_left_opens_nothing(home: House) -> None:
    waiting, where = invited(home)
    known = proven(home, where)
    people.remove(home.member(home.claire), by=home.odile, at=NOW)
    assert known.get(link(where)).status_code == 404
    assert post(known, reverse("decide", args=[waiting.pk]), read(waiting)).status_code == 404
    assert "Rien n'attend votre décision." in words(known.get(reverse("queue")))


@pytest.mark.parametrize("ends", ["revoked", "over", "left"])
def test_the_browser_of_a_delegate_opens_nothing_when_the_mandate_ends(home: House, clock, ends: str) -> None:
    mandate = given(home, delegate=home.remi)
    waiting, known = in_review(home), browser()
    where = asked(home)
    post(known, reverse("approval_code", args=[where]))
    post(known, reverse("approval_prove", args=[where]), {"code": last_code()})
    assert known.get(reverse("decide", args=[waiting.pk])).status_code == 200
    if ends == "revoked":
        people.revoke_mandate(mandate, by=home.member(home.claire), at=NOW)
    if ends == "over":
        clock.move_to(mandate.ends_at + timedelta(seconds=1))
    if ends == "left":
        people.remove(home.member(home.remi), by=home.odile, at=NOW)
    assert known.get(reverse("decide", args=[waiting.pk])).status_code == 404
    assert post(known, reverse("decide", args=[waiting.pk]), read(waiting)).status_code == 404
    assert not Decision.objects.exists()
