"""A post that waits for its press release: who reads it, and what lifts it (R-2.10)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from influence.approval.actions import decide, invite
from influence.editorial import actions
from influence.editorial.embargoes import may_read
from influence.editorial.models import Channel, DecisionKind, Embargo, Post
from influence.editorial.refusals import (
    AddressMissing,
    AddressNotInText,
    EmbargoLasts,
    NoEmbargo,
    NotOnTheList,
)
from influence.outbox.models import Message
from influence.publishing.models import Publication
from tests.editorial import stories
from tests.makers import NOW, House, slot
from tests.publishing.stage import DUE
from tests.publishing.theatre import Theatre, again

ADDRESS = "https://saint-luc.example/communique"
WORDS = "Notre résultat double"
TEXT = f"{WORDS} : {ADDRESS}"
MINUTE = timedelta(minutes=1)


def embargoed(home: House, post: Post, *, readers: tuple[object, ...] = (), address: str = ADDRESS) -> Post:
    actions.place_embargo(post, lifts_at=DUE, address=address, readers=list(readers), by=home.bruno, at=NOW)
    return post


def seen(client: Client, address: str) -> str:
    answer = client.get(address)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def pages(post: Post) -> list[str]:
    """All that shows a post to the people of the house, before it is published."""
    publication = Publication.objects.filter(post=post).first()
    return [
        reverse("post", args=[post.pk]), reverse("post_edit", args=[post.pk]), reverse("post_move", args=[post.pk]),
        reverse("embargo", args=[post.pk]), reverse("calendar") + "?mois=2026-06", reverse("calendar_list") + "?mois=2026-06",
        reverse("publications") + "?etat=tout", reverse("to_confirm"), reverse("home"),
        reverse("second_approval", args=[post.pk]), reverse("queue"), reverse("decide", args=[post.pk]),
        *([reverse("publication", args=[publication.pk])] if publication else []),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["odile", "remi", "karim"])
def test_nobody_outside_the_list_reads_it_on_any_page(
    theatre: Theatre, client: Client, name: str, clock: object
) -> None:
    home = theatre.home
    theatre.connect()
    karim = stories.colleague(home).user
    post = embargoed(home, theatre.planned(text=TEXT).post)
    client.force_login({"odile": home.odile, "remi": home.remi, "karim": karim}[name])
    found = {address: seen(client, address) for address in pages(post)}
    assert [address for address, page in found.items() if WORDS in page] == []
    if name == "odile":
        assert "créneau pris (embargo)" in found[reverse("calendar") + "?mois=2026-06"].replace("\xa0", " ")
        assert found[reverse("post", args=[post.pk])] == "404"


def test_its_leader_and_its_list_read_it(theatre: Theatre, client: Client, clock: object) -> None:
    home = theatre.home
    theatre.connect()
    post = embargoed(home, theatre.planned(text=TEXT).post, readers=(home.remi,))
    for person in (home.claire, home.bruno, home.remi):
        client.force_login(person)
        assert WORDS in seen(client, reverse("post", args=[post.pk]))
        assert may_read(post, person)


def test_no_mail_takes_it_to_anybody_outside_the_list(theatre: Theatre) -> None:
    """Held at its slot: Odile, who edits too, hears of it without its words; the leader with them."""
    home = theatre.home
    theatre.connect()
    second = stories.makers.member(home.organisation, "Édith Blanc", "editor", "edith@saint-luc.example")
    post = embargoed(home, theatre.planned(text=TEXT).post)
    theatre.send()
    mails = {one.to_email: one for one in Message.objects.filter(kind="publication_held")}
    assert set(mails) == {home.bruno.email, home.claire.email, second.email}
    assert WORDS not in mails[second.email].text + mails[second.email].html
    assert WORDS in mails[home.claire.email].text
    assert WORDS in mails[home.bruno.email].html
    assert reverse("embargo", args=[post.pk]) in mails[second.email].text


def test_a_decision_s_mail_hides_it_from_a_submitter_who_left_the_list(home: House) -> None:
    post = stories.in_review(home, text=TEXT)
    actions.place_embargo(post, lifts_at=DUE, address=ADDRESS, readers=[], by=home.odile, at=NOW)
    invite(now=NOW)
    assert post.version
    decide(
        post.version, kind=DecisionKind.RETURN, reason="Plus court.", by=home.claire, channel=Channel.SESSION,
        content_hash=post.version.content_hash, at=NOW,
    )  # fmt: skip
    told = Message.objects.get(kind="draft_returned")
    assert told.to_email == home.bruno.email
    assert WORDS not in told.text + told.html
    assert WORDS in Message.objects.get(kind="draft_to_approve", to_email=home.claire.email).text


def test_time_alone_does_not_lift_it(theatre: Theatre) -> None:
    theatre.connect()
    post = embargoed(theatre.home, theatre.planned(text=TEXT).post)
    assert theatre.send(at=DUE + 10 * MINUTE) == []
    publication = Publication.objects.get(post=post)
    assert (publication.state, publication.problem) == ("held", "embargo")
    assert theatre.sandbox.state()["create_calls"] == []


def test_once_the_release_is_confirmed_it_goes_out_by_itself(theatre: Theatre) -> None:
    theatre.connect()
    post = embargoed(theatre.home, theatre.planned(text=TEXT).post)
    theatre.send()
    actions.confirm_release(post, address=ADDRESS, by=theatre.home.odile, at=DUE + 5 * MINUTE)
    theatre.send(at=DUE + 5 * MINUTE)
    assert again(Publication.objects.get(post=post)).state == "published"
    assert Embargo.objects.get(post=post).confirmed_by == theatre.home.odile


def test_confirmed_too_late_its_slot_is_missed(theatre: Theatre) -> None:
    theatre.connect()
    post = embargoed(theatre.home, theatre.planned(text=TEXT).post)
    theatre.send()
    actions.confirm_release(post, address=ADDRESS, by=theatre.home.bruno, at=DUE + 40 * MINUTE)
    assert theatre.send(at=DUE + 40 * MINUTE) == []
    assert again(Publication.objects.get(post=post)).state == "missed"


def test_a_text_that_does_not_cite_the_release_stays(theatre: Theatre) -> None:
    """AMF: what is said elsewhere links to the press release."""
    home = theatre.home
    theatre.connect()
    post = embargoed(home, theatre.planned(text="Notre résultat double.").post)
    with pytest.raises(AddressNotInText):
        actions.confirm_release(post, address=ADDRESS, by=home.bruno, at=DUE)
    with pytest.raises(AddressMissing):
        actions.confirm_release(post, address="", by=home.bruno, at=DUE)
    Embargo.objects.filter(post=post).update(confirmed_at=DUE, confirmed_by=home.bruno)
    assert theatre.send() == []
    assert again(Publication.objects.get(post=post)).problem == "embargo"


def test_nobody_confirms_before_its_time_nor_twice(home: House) -> None:
    post = embargoed(home, stories.draft(home, text=TEXT))
    with pytest.raises(EmbargoLasts):
        actions.confirm_release(post, address=ADDRESS, by=home.bruno, at=DUE - timedelta(seconds=1))
    actions.confirm_release(post, address=ADDRESS, by=home.bruno, at=DUE)
    with pytest.raises(NoEmbargo):
        actions.confirm_release(post, address=ADDRESS, by=home.odile, at=DUE)


def test_nobody_adds_themselves_to_the_list(home: House) -> None:
    post = embargoed(home, stories.draft(home, text=TEXT))
    with pytest.raises(NotOnTheList):
        actions.place_embargo(post, lifts_at=DUE, address="", readers=[home.odile], by=home.odile, at=NOW)
    with pytest.raises(NotOnTheList):
        actions.drop_embargo(post, by=home.odile, at=NOW)


def test_a_changed_embargo_is_confirmed_anew(home: House) -> None:
    post = embargoed(home, stories.draft(home, text=TEXT))
    actions.confirm_release(post, address=ADDRESS, by=home.bruno, at=DUE)
    embargoed(home, post)
    assert Embargo.objects.get(post=post).confirmed_at is None


def test_the_pages_put_it_under_embargo_and_lift_it(home: House, client: Client, clock: object) -> None:
    post = stories.draft(home, text=TEXT, where=slot(home, at=DUE))
    client.force_login(home.bruno)
    page = reverse("embargo", args=[post.pk])
    given = {"day": "2026-06-01", "time": "09:30", "address": ADDRESS, "readers": [home.remi.pk]}
    assert client.post(page, given).status_code == 302
    kept = Embargo.objects.get(post=post)
    assert set(kept.readers.all()) == {home.remi, home.bruno}
    client.force_login(home.odile)
    assert WORDS not in seen(client, page)
    assert client.post(reverse("embargo_confirm", args=[post.pk]), {"address": ADDRESS}).status_code == 302
    kept.refresh_from_db()
    assert kept.confirmed_by == home.odile
    assert WORDS in seen(client, reverse("post", args=[post.pk]))
