"""Whose post a pasted link leads to, where it says so: the address of a profile or page stands in it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from influence.accounts.actions import connect
from influence.accounts.models import Account
from influence.journal.models import Entry
from influence.networks.ports import Identity, TokenGrant
from influence.publishing import actions
from influence.publishing.models import Publication
from influence.publishing.refusals import OthersLink
from tests.makers import House
from tests.publishing.stage import DUE, states
from tests.publishing.test_links import AT, by_hand, number, paste
from tests.publishing.test_live_pages import post
from tests.publishing.theatre import Theatre, again


@pytest.fixture(autouse=True)
def ten_minutes_later() -> Iterator[None]:
    with time_machine.travel(AT, tick=True):
        yield


def link(author: str) -> str:
    return (
        f"https://www.linkedin.com/posts/{author}_au-bloc-activity-{number(AT - timedelta(minutes=1))}-Ab1c"
    )


def named(theatre: Theatre, vanity_name: str) -> None:
    Account.objects.filter(pk=theatre.home.account.pk).update(vanity_name=vanity_name)


def address(publication: Publication) -> str:
    return again(publication).account.vanity_name


def test_the_first_link_that_is_accepted_tells_the_address(theatre: Theatre) -> None:
    publication = by_hand(theatre)
    paste(publication, link("Claire-Martin"), theatre)
    assert address(publication) == "claire-martin"
    entry = Entry.objects.get(verb="account.address_learned")
    assert (entry.actor, entry.details["address"]) == (theatre.home.claire, "claire-martin")


def test_a_post_of_somebody_else_is_refused_in_words(theatre: Theatre) -> None:
    publication = by_hand(theatre)
    named(theatre, "claire-martin")
    with pytest.raises(OthersLink) as refusal:
        paste(publication, link("jean-dupont"), theatre)
    assert "jean-dupont" in str(refusal.value)
    assert "claire-martin" in str(refusal.value)
    assert refusal.value.may_confirm
    assert (states(publication), address(publication)) == (("held", "scheduled"), "claire-martin")


@pytest.mark.parametrize("author", ["claire-martin", "CLAIRE-Martin"])
def test_the_leader_s_own_is_taken_and_not_learned_again(theatre: Theatre, author: str) -> None:
    publication = by_hand(theatre)
    named(theatre, "claire-martin")
    paste(publication, link(author), theatre)
    assert states(publication) == ("published", "published")
    assert not Entry.objects.filter(verb="account.address_learned").exists()


def test_accents_are_written_in_two_ways(theatre: Theatre) -> None:
    publication = by_hand(theatre)
    named(theatre, "hélène")
    paste(publication, link("he%CC%81l%C3%A8ne"), theatre)
    assert states(publication)[0] == "published"


@pytest.mark.parametrize(
    "form",
    [
        "https://www.linkedin.com/feed/update/urn:li:share:{n}/",
        "urn:li:share:{n}",
        "https://www.linkedin.com/posts/%00_x-activity-{n}-Ab1c",
        "https://www.linkedin.com/posts/claire-activity-{n}-Ab1c",
    ],
)
def test_a_link_that_does_not_say_is_taken_and_teaches_nothing(theatre: Theatre, form: str) -> None:
    publication = by_hand(theatre)
    named(theatre, "claire-martin")
    paste(publication, form.format(n=number(AT)), theatre)
    assert (states(publication)[0], address(publication)) == ("published", "claire-martin")


def test_another_account_s_address_is_never_learned(theatre: Theatre, abroad: House) -> None:
    publication = by_hand(theatre)
    theatre.page()
    theatre.alone()
    Account.objects.filter(kind="page").update(vanity_name="clinique-du-parc")
    Account.objects.filter(pk=abroad.account.pk).update(vanity_name="marc-leroy")
    for has_moved in (False, True):
        with pytest.raises(OthersLink) as refusal:
            paste(publication, link("clinique-du-parc"), theatre, has_moved=has_moved)
        assert not refusal.value.may_confirm
    paste(publication, link("marc-leroy"), theatre)
    assert states(publication)[0] == "published"


def test_a_page_s_post_bears_the_page_s_address(theatre: Theatre) -> None:
    page = theatre.page()
    publication = theatre.planned(account=page)
    Account.objects.filter(pk=page.pk).update(vanity_name="clinique-du-parc")
    profile = Account.objects.filter(pk=theatre.home.account.pk)
    profile.update(vanity_name="claire-martin", mode="assisted", scopes=[])
    actions.recover(now=DUE)
    with pytest.raises(OthersLink):
        paste(publication, link("claire-martin"), theatre)
    paste(publication, link("clinique-du-parc"), theatre)
    assert states(publication)[0] == "published"


def test_who_moved_says_so_with_a_tick(theatre: Theatre) -> None:
    publication = by_hand(theatre)
    named(theatre, "claire-martin")
    page = post(theatre.home.claire, "publication_live", publication.pk, link=link("claire-m"), status=422)
    assert "C'est bien mon profil, son adresse a changé" in page
    assert states(publication)[0] == "held"
    post(theatre.home.claire, "publication_live", publication.pk, link=link("claire-m"), has_moved="1")
    assert (states(publication)[0], address(publication)) == ("published", "claire-m")
    assert Entry.objects.get(verb="account.address_learned").details["before"] == "claire-martin"


def test_nobody_is_asked_about_a_move_before_a_link_differs(theatre: Theatre) -> None:
    publication = by_hand(theatre)
    named(theatre, "claire-martin")
    page = post(theatre.home.claire, "publication_live", publication.pk, link="n'importe quoi", status=422)
    assert "adresse a changé" not in page


def test_the_network_tells_the_address_where_the_leader_lets_it(theatre: Theatre) -> None:
    grant = TokenGrant(
        access_token="t", expires_at=AT + timedelta(days=60), scopes=frozenset({"w_member_social"})
    )
    home = theatre.home
    for told in ("Claire-Martin", ""):
        who = Identity("urn:li:person:Ab12Cd34Ef", "Claire Martin", vanity_name=told)
        connect(home.account, app="self_serve", grant=grant, identity=who, by=home.claire, at=AT)
        assert Account.objects.get(pk=home.account.pk).vanity_name == "claire-martin"
