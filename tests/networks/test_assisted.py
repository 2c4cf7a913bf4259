from __future__ import annotations

import pytest

from influence.networks.assisted import Assisted, NotAPostLink
from influence.networks.ports import Content, Mode

ACTIVITY = "urn:li:activity:7529830966886400001"
ASSISTED = Assisted()


def test_the_person_gets_the_text_that_readers_see() -> None:
    raw = "Merci @[Claire Martin](urn:li:person:Ab12Cd34Ef) (DRH) #IA"
    told = ASSISTED.instructions(Content("urn:li:person:x", raw))
    assert told.text == "Merci Claire Martin (DRH) #IA"
    assert told.open_url == "https://www.linkedin.com/feed/?shareActive=true"
    assert ASSISTED.mode is Mode.ASSISTED


@pytest.mark.parametrize(
    "pasted",
    [
        f"https://www.linkedin.com/feed/update/{ACTIVITY}/",
        f"  https://www.linkedin.com/feed/update/{ACTIVITY}?utm_source=share&x=1  ",
        "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7529830966886400001/",
        "https://fr.linkedin.com/posts/claire-martin-sandbox_industrie-activity-7529830966886400001-aB3_",
        "https://www.linkedin.com/posts/claire_activity-7529830966886400001-aB3/?utm_medium=member_desktop",
        f"www.linkedin.com/feed/update/{ACTIVITY}",
        f"https://www.linkedin.com/embed/feed/update/{ACTIVITY}",
        ACTIVITY,
    ],
)
def test_a_pasted_link_tells_the_post(pasted: str) -> None:
    published = ASSISTED.read_link(pasted)
    assert published.urn == ACTIVITY
    assert published.permalink == f"https://www.linkedin.com/feed/update/{ACTIVITY}/"


@pytest.mark.parametrize("kind", ["share", "ugcPost"])
def test_the_kind_of_the_number_is_kept(kind: str) -> None:
    pasted = f"https://www.linkedin.com/posts/claire_{kind}-7529830966886400001-aB3"
    expected = f"urn:li:{kind}:7529830966886400001"
    assert ASSISTED.read_link(pasted).urn == expected


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "bonjour",
        "https://www.linkedin.com/in/claire-martin/",
        "https://www.linkedin.com/feed/",
        "https://www.linkedin.com/feed/update/urn:li:activity:123/",
        "https://www.linkedin.com/feed/update/urn:li:activity:752983096688640000112345/",
        f"https://evil.example/feed/update/{ACTIVITY}/",
        f"https://linkedin.com.evil.example/feed/update/{ACTIVITY}/",
        f"https://evillinkedin.com/feed/update/{ACTIVITY}/",
        f"https://evil.example/?x=https://www.linkedin.com/feed/update/{ACTIVITY}/",
        f"javascript://www.linkedin.com/feed/update/{ACTIVITY}/",
        "https://[::1/feed",
    ],
)
def test_anything_else_is_refused(pasted: str) -> None:
    with pytest.raises(NotAPostLink) as caught:
        ASSISTED.read_link(pasted)
    assert not caught.value.short


def test_a_short_link_asks_to_be_opened_first() -> None:
    with pytest.raises(NotAPostLink) as caught:
        ASSISTED.read_link("https://lnkd.in/eAbCdEf")
    assert caught.value.short


def test_another_site_has_its_own_links() -> None:
    sandbox = Assisted(site="http://127.0.0.1:8090")
    assert sandbox.read_link(f"http://127.0.0.1:8090/feed/update/{ACTIVITY}/").urn == ACTIVITY
