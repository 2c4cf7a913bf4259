"""RGAA 12.1, 12.3: a second way to every page, and no way that ends at a closed door."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from influence.editorial.actions import keep_topic
from influence.home.site_map import PARTS
from tests.makers import NOW, House
from tests.people.test_mandates import given
from tests.reading import said
from tests.sampling import sample
from tests.test_doors import DOORS, OPEN

PEOPLE = ("claire", "bruno", "odile", "remi")
# Reached by a button on the page that they serve, or not for people.
FROM_ANOTHER_PAGE = {
    "account_begin", "account_callback", "account_reset_password", "account_reset_password_done", "account_inactive", "account_logout",
    "account_login", "account_reset_password_from_key_done", "account_set_password", "account_reauthenticate", "accessibility", "accessibility_edit",
    "alive", "ready", "metrics", "home", "site_map", "enrolment_callback", "import_example",
    "completions", "unsaved_offers",
}  # fmt: skip
MADE_OR_CHANGED_THERE = re.compile(r"(_new|_edit|_upload|_add_\w+|_rehearse|_place|_login_\w+)$")


def ways_of(client: Client) -> set[str]:
    page = said(client.get(reverse("site_map"))).split("site-map")[1]
    return set(re.findall(r'<li><a href="([^"]+)"', page))


@pytest.mark.parametrize("who", sample(PEOPLE, quick=2))
def test_every_way_that_somebody_sees_is_open_to_them(home: House, who: str) -> None:
    client = Client()
    client.force_login(getattr(home, who))
    ways = ways_of(client)
    assert len(ways) > 8
    assert {way: client.get(way).status_code for way in ways} == dict.fromkeys(ways, 200)


def test_who_was_asked_to_decide_finds_the_way_there(home: House, client: Client) -> None:
    client.force_login(home.remi)
    asked = {reverse("queue"), reverse("second_approvals")}
    assert not asked & ways_of(client)
    given(home, delegate=home.remi)
    keep_topic(
        None, organisation=home.organisation, name="Budget", words=["budget"], pillars=[], approvers=[home.remi.pk],
        by=home.odile, at=NOW,
    )  # fmt: skip
    assert asked < ways_of(client)
    assert {client.get(way).status_code for way in asked} == {200}


def test_no_page_is_forgotten() -> None:
    pages = {door.name for door in DOORS if not door.args and OPEN in door.get.values()}
    on_it = {place.name for part in PARTS for place in part.places}
    missing = {name for name in pages - on_it - FROM_ANOTHER_PAGE if not MADE_OR_CHANGED_THERE.search(name)}
    assert missing == set()
