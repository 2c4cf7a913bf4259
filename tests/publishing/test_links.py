"""A link that a person pasted: its shape, its age, and whether the network knows it."""

from datetime import datetime, timedelta

import pytest

from influence.core.lifecycle import PublicationState
from influence.publishing import actions
from influence.publishing.models import CommentState, FirstComment, Publication
from influence.publishing.refusals import BadLink, FutureLink, GoneLink, OldLink, ShortLink
from tests.editorial import stories
from tests.makers import NOW
from tests.networks.loopback import Loopback
from tests.publishing.stage import DUE, network_of, states, urn_at
from tests.publishing.theatre import EVERYTHING, Theatre, again, approved

AT = DUE + timedelta(minutes=10)


def number(at: datetime) -> str:
    return urn_at(at).rpartition(":")[2]


def by_hand(theatre: Theatre, **beside: object) -> Publication:
    approved(theatre.home, at=DUE, **beside)
    actions.plan(now=NOW)
    actions.recover(now=DUE)
    return Publication.objects.get()


def paste(publication: Publication, link: str, theatre: Theatre, *, has_moved: bool = False) -> Publication:
    return actions.settle(
        publication, is_live=True, link=link, has_moved=has_moved, by=theatre.home.claire, at=AT,
        network=theatre.network,
    )  # fmt: skip


@pytest.mark.parametrize(
    "form",
    [
        "https://www.linkedin.com/posts/claire-martin_qualit%C3%A9-activity-{n}-Ab1c?utm_source=share",
        "https://fr.linkedin.com/posts/claire_share-{n}-x_Yz/",
        "www.linkedin.com/feed/update/urn:li:activity:{n}/",
        "https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A{n}",
        " urn:li:share:{n} ",
    ],
)
def test_links_as_people_copy_them(theatre: Theatre, form: str) -> None:
    publication = by_hand(theatre)
    paste(publication, form.format(n=number(AT - timedelta(minutes=2))), theatre)
    found = again(publication)
    assert states(found) == ("published", "published")
    assert found.published_at == AT - timedelta(minutes=2)


@pytest.mark.parametrize(
    ("link", "refusal"),
    [
        ("https://lnkd.in/eXyz", ShortLink),
        ("https://www.linkedin.com/in/claire-martin/", BadLink),
        ("https://www.linkedin.com.evil.example/feed/update/urn:li:share:{n}/", BadLink),
    ],
)
def test_other_links_are_refused_in_words(theatre: Theatre, link: str, refusal: type[BadLink]) -> None:
    publication = by_hand(theatre)
    with pytest.raises(refusal) as told:
        paste(publication, link.format(n=number(AT)), theatre)
    assert str(told.value)
    assert states(publication) == ("held", "scheduled")


def test_a_post_older_than_its_approval_is_another_post(theatre: Theatre) -> None:
    publication = by_hand(theatre)
    with pytest.raises(OldLink):
        paste(publication, urn_at(stories.LATER - timedelta(minutes=10)), theatre)
    paste(publication, urn_at(stories.LATER), theatre)
    assert again(publication).state == PublicationState.PUBLISHED


def test_a_post_of_tomorrow_is_none(theatre: Theatre) -> None:
    publication = by_hand(theatre)
    with pytest.raises(FutureLink):
        paste(publication, urn_at(AT + timedelta(hours=1)), theatre)


def test_where_the_network_lets_us_look_it_says_whether_it_is_there(theatre: Theatre) -> None:
    publication = by_hand(theatre)
    theatre.connect(scopes=EVERYTHING)
    theatre.at(AT - timedelta(minutes=1))
    with pytest.raises(GoneLink):
        paste(publication, urn_at(AT - timedelta(minutes=2)), theatre)
    paste(publication, theatre.sandbox.publish("À la main"), theatre)
    assert again(publication).state == PublicationState.PUBLISHED


def test_a_network_that_does_not_answer_keeps_nobody_from_saying_so(
    theatre: Theatre, linkedin: Loopback
) -> None:
    publication = by_hand(theatre)
    theatre.connect(scopes=EVERYTHING)
    linkedin.answer(503)
    actions.settle(
        publication,
        is_live=True,
        link=urn_at(AT),
        by=theatre.home.claire,
        at=AT,
        network=network_of(linkedin),
    )
    assert again(publication).state == PublicationState.PUBLISHED


def test_the_first_comment_of_a_post_by_hand_is_by_hand(theatre: Theatre) -> None:
    publication = by_hand(theatre, first_comment="Le lien")
    paste(publication, urn_at(AT), theatre)
    actions.tidy_comments(now=AT)
    assert FirstComment.objects.get(publication=publication).state == CommentState.BY_HAND
