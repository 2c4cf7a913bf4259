"""What may go with a text, by the limits of linkedin-api.md §0.3 and §3.2; every refusal names its field."""

from typing import Any

import pytest

from influence.editorial import cards
from influence.editorial.models import Version
from influence.editorial.refusals import Misfit
from influence.networks.ports import Duration, Poll

POLL = {"question": "Et vous ?", "options": ["Oui", "Non"], "duration": "THREE_DAYS"}
ARTICLE = {"url": "https://saint-luc.example/bilan", "title": "Le bilan"}
SHARE = "urn:li:share:7529830966886400000"


def poll(**given: Any) -> cards.Card:
    return cards.poll(**(POLL | given))


def article(**given: str) -> cards.Card:
    return cards.article(**(ARTICLE | given))


def test_a_poll_is_kept_without_its_empty_options() -> None:
    kept = poll(question=" Et vous ? ", options=["Oui", " ", "Non ", ""])
    assert kept == {
        "kind": "poll",
        "question": "Et vous ?",
        "options": ["Oui", "Non"],
        "duration": "THREE_DAYS",
    }


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"question": "  "}, "question", "pose une question"),
        ({"question": "é" * 141}, "question", "141 caractères, pour 140 au plus"),
        ({"question": "🙂" * 71}, "question", "142 caractères, pour 140 au plus"),
        ({"options": ["Oui", " "]}, "option_2", "de deux à quatre"),
        ({"options": ["a", "b", "c", "d", "e"]}, "option_2", "de deux à quatre"),
        ({"options": ["Oui", "oui"]}, "option_2", "sont les mêmes"),
        ({"options": ["Oui", "", "x" * 31]}, "option_3", "31 caractères, pour 30 au plus"),
        ({"duration": "A_YEAR"}, "duration", "combien de temps"),
    ],
)
def test_a_poll_beyond_the_limits_is_refused_where_it_is_wrong(
    given: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(Misfit) as refusal:
        poll(**given)
    assert refusal.value.field == field
    assert said in str(refusal.value).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("length", [140, 70])
def test_a_question_at_the_limit_passes(length: int) -> None:
    sign = "x" if length == 140 else "🙂"
    assert poll(question=sign * length)["question"] == sign * length


@pytest.mark.parametrize(
    "url",
    [
        "", "saint-luc.example", "http://saint-luc.example/", "https://", "https://localhost/x", "javascript:alert(1)",
        "https://saint luc.example", "https://claire@saint-luc.example", "https://a.example/" + "x" * 2000,
        "https://a.example/ x",
    ],
)  # fmt: skip
def test_an_article_has_a_whole_https_address(url: str) -> None:
    with pytest.raises(Misfit) as refusal:
        article(url=url)
    assert refusal.value.field == "url"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"), ({"title": "x" * 400}, "title"), ({"description": "x" * 4086}, "description"),
        ({"thumbnail": "a" * 64, "thumbnail_alt": "x" * 4087}, "thumbnail_alt"),
    ],
)  # fmt: skip
def test_an_article_keeps_to_the_lengths(given: dict[str, str], field: str) -> None:
    with pytest.raises(Misfit) as refusal:
        article(**given)
    assert refusal.value.field == field


def test_words_for_a_thumbnail_that_is_not_there_are_dropped() -> None:
    assert article(thumbnail="", thumbnail_alt="Un bâtiment.")["thumbnail_alt"] == ""


@pytest.mark.parametrize(
    ("link", "urn"),
    [
        (SHARE, SHARE),
        (f"https://www.linkedin.com/feed/update/{SHARE}/", SHARE),
        ("https://www.linkedin.com/posts/claire_x-activity-7529830966886400001-aBcD?utm=1", "urn:li:activity:7529830966886400001"),
    ],
)  # fmt: skip
def test_a_shared_post_is_found_by_its_link(settings: Any, link: str, urn: str) -> None:
    settings.LINKEDIN = settings.LINKEDIN | {"auth_url": "https://www.linkedin.com"}
    assert cards.reshare(link=link) == {"kind": "reshare", "urn": urn}


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("", "ne mène pas"), ("https://www.linkedin.com/in/claire", "ne mène pas"),
        ("https://evil.example/feed/update/urn:li:share:7529830966886400000", "ne mène pas"),
        ("https://lnkd.in/abc", "lien court"),
    ],
)  # fmt: skip
def test_a_link_to_no_post_is_refused(settings: Any, link: str, said: str) -> None:
    settings.LINKEDIN = settings.LINKEDIN | {"auth_url": "https://www.linkedin.com"}
    with pytest.raises(Misfit, match=said) as refusal:
        cards.reshare(link=link)
    assert refusal.value.field == "link"


@pytest.mark.parametrize(
    "card", [poll(), article(description="Trois ans."), {"kind": "reshare", "urn": SHARE}, {}]
)
def test_what_was_kept_is_kept_again_as_it_is(card: cards.Card) -> None:
    assert cards.checked(card) == card


def test_no_card_is_an_empty_one() -> None:
    assert cards.checked(None) == {}


@pytest.mark.parametrize("card", [{"kind": "celebration"}, {"question": "Et vous ?"}])
def test_a_card_of_no_known_kind_is_a_fault_of_ours(card: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no such card"):
        cards.checked(card)


def test_each_reader_reads_its_own_kind_only() -> None:
    asked, told, shared = (
        Version(card=one) for one in (poll(), article(), {"kind": "reshare", "urn": SHARE})
    )
    assert cards.poll_of(asked) == Poll("Et vous ?", options=("Oui", "Non"), duration=Duration.THREE_DAYS)
    assert cards.article_of(told) == article()
    assert cards.reshare_of(shared) == SHARE
    assert [cards.poll_of(told), cards.article_of(shared), cards.reshare_of(asked)] == [None, None, ""]
    assert cards.kind_of(Version(card={})) is None


def test_every_duration_has_its_words() -> None:
    assert set(cards.DURATIONS) == set(Duration)
