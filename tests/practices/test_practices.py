"""A post that others can learn from: kept with a reason, put to others, taken up or declined with words, and followed."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from influence.editorial.models import Post
from influence.engagement.models import Snapshot
from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.people.models import Leader
from influence.practices import access, actions, queries
from influence.practices.models import Proposal, Star
from influence.practices.queries import Became
from influence.practices.refusals import (
    Answered,
    NotForThem,
    NotOnline,
    ProposedAlready,
    ReasonMissing,
    StarredAlready,
    ToItself,
    UndoneAlready,
    WordsMissing,
)
from tests import makers
from tests.editorial.stories import colleague, draft
from tests.makers import NOW, House
from tests.reading import plain

WHY = "Une question dès la première ligne."


def starred(home: House, *, at: datetime = NOW) -> Star:
    publication = makers.published(home, at=at)
    return actions.star(Post.objects.get(pk=publication.post_id), reason=WHY, by=home.bruno, at=NOW)


def proposed(home: House) -> tuple[Proposal, Leader]:
    karim = colleague(home)
    return actions.propose(starred(home), to=karim, note="Pour les RH.", by=home.bruno, at=NOW), karim


def followed(home: House) -> queries.Followed:
    [one] = queries.followed(access.proposals_for(home.member(home.bruno)))
    return one


def test_what_is_online_is_starred_once_with_a_reason(home: House) -> None:
    with pytest.raises(NotOnline):
        actions.star(draft(home), reason=WHY, by=home.bruno, at=NOW)
    star = starred(home)
    with pytest.raises(ReasonMissing):
        actions.star(star.post, reason=" ", by=home.bruno, at=NOW)
    with pytest.raises(StarredAlready):
        actions.star(star.post, reason=WHY, by=home.odile, at=NOW)
    actions.unstar(star, by=home.odile, at=NOW)
    with pytest.raises(UndoneAlready):
        actions.unstar(star, by=home.bruno, at=NOW)
    assert actions.star(star.post, reason=WHY, by=home.odile, at=NOW)


def test_accepted_it_is_a_draft_that_names_its_origin_and_the_reason(home: House) -> None:
    proposal, karim = proposed(home)
    assert Message.objects.get(kind="practice_proposed").to_email == karim.user.email
    copy = actions.accept(proposal, leader=karim, by=karim.user, at=NOW)
    assert (copy.leader, copy.copied_from, copy.state, copy.slot) == (
        karim,
        proposal.star.post,
        "draft",
        None,
    )
    [thread] = copy.threads.all()
    assert WHY in thread.remarks.get().text
    assert Message.objects.get(kind="practice_answered").to_email == home.bruno.email
    with pytest.raises(Answered):
        actions.decline(proposal, words="Non.", by=home.bruno, at=NOW)
    verbs = [entry.verb for entry in Entry.objects.filter(verb__startswith="practice.").order_by("sequence")]
    assert verbs == ["practice.starred", "practice.proposed", "practice.accepted"]


def test_declined_it_is_with_words(home: House) -> None:
    proposal, karim = proposed(home)
    with pytest.raises(WordsMissing):
        actions.decline(proposal, words=" ", by=karim.user, at=NOW)
    actions.decline(proposal, words="Pas notre sujet.", by=karim.user, at=NOW)
    assert followed(home).became == Became.DECLINED
    assert "Pas notre sujet." in Message.objects.get(kind="practice_answered").text


def test_to_whom_it_can_be_put(home: House) -> None:
    proposal, karim = proposed(home)
    star = proposal.star
    with pytest.raises(ToItself):
        actions.propose(star, to=home.leader, note="", by=home.bruno, at=NOW)
    with pytest.raises(ProposedAlready):
        actions.propose(star, to=karim, note="", by=home.odile, at=NOW)
    to_all = actions.propose(star, to=home.department, note="", by=home.bruno, at=NOW)
    with pytest.raises(NotForThem):
        actions.accept(to_all, leader=home.leader, by=home.bruno, at=NOW)
    assert actions.accept(to_all, leader=karim, by=home.bruno, at=NOW)


@pytest.mark.parametrize(
    ("state", "became"),
    [("draft", Became.DRAFT), ("returned", Became.DRAFT), ("withdrawn", Became.DROPPED)],
)
def test_what_became_of_it_is_told(home: House, state: str, became: Became) -> None:
    proposal, karim = proposed(home)
    copy = actions.accept(proposal, leader=karim, by=home.bruno, at=NOW)
    Post.objects.filter(pk=copy.pk).update(state=state)
    assert followed(home).became == became


def test_figures_stand_beside_each_other_where_they_are_known(home: House) -> None:
    proposal, karim = proposed(home)
    original = home.organisation.posts.get(pk=proposal.star.post_id)
    publication = makers.Publication.objects.get(post=original)
    Snapshot.objects.create(
        organisation=home.organisation, publication=publication, taken_at=NOW, impressions=1200
    )
    actions.accept(proposal, leader=karim, by=home.bruno, at=NOW)
    one = followed(home)
    assert one.original is not None
    assert (one.original.impressions, one.original.reactions, one.copy) == (1200, None, None)


def test_taking_the_star_back_withdraws_what_waits(home: House) -> None:
    proposal, karim = proposed(home)
    actions.unstar(proposal.star, by=home.bruno, at=NOW)
    assert followed(home).became == Became.WITHDRAWN
    with pytest.raises(Answered):
        actions.accept(proposal, leader=karim, by=karim.user, at=NOW)


def test_the_page_costs_the_same_for_many(home: House, django_assert_max_num_queries: object) -> None:
    proposal, _karim = proposed(home)
    for name in ("Lea Roy", "Nora Blanc", "Paul Noir"):
        actions.propose(proposal.star, to=colleague(home, name=name), note="", by=home.bruno, at=NOW)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert len(queries.followed(access.proposals_for(home.member(home.bruno)))) == 4


def test_the_page_of_a_leader_costs_the_same_for_many(home: House, client: Client) -> None:
    """All to her department: each may be answered by her."""
    lea = colleague(home, name="Lea Roy")
    client.force_login(lea.user)
    costs = []
    for count in (1, 3):
        while Proposal.objects.count() < count:
            star = starred(home, at=NOW - timedelta(days=Proposal.objects.count()))
            actions.propose(star, to=lea.department, note="", by=home.bruno, at=NOW)
        with CaptureQueriesContext(connection) as asked:
            page = plain(client.get(reverse("practices")).content.decode())
        assert page.count("Lire et répondre") == count
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_from_the_star_to_the_draft_by_the_pages(home: House, client: Client) -> None:
    post = Post.objects.get(pk=makers.published(home).post_id)
    karim = colleague(home)
    client.force_login(home.bruno)
    client.post(reverse("practice_star", args=[post.pk]), {"reason": WHY})
    star = Star.objects.get()
    client.post(reverse("practice_propose", args=[star.pk]), {"to": f"leader:{karim.pk}", "note": ""})
    client.force_login(karim.user)
    page = plain(client.get(reverse("practices")).content.decode())
    assert WHY in page
    assert "Lire et répondre" in page
    answer = reverse("practice_answer", args=[Proposal.objects.get().pk])
    client.post(answer, {"answer": "accept", "leader": karim.pk})
    copy = Post.objects.get(copied_from=post)
    assert "Une question dès la première ligne." in plain(
        client.get(reverse("post", args=[copy.pk])).content.decode()
    )


def test_a_leader_answers_for_themselves_alone(home: House, abroad: House, client: Client) -> None:
    proposal, karim = proposed(home)
    other = colleague(home, name="Lea Roy")
    address = reverse("practice_answer", args=[proposal.pk])
    for person in (other.user, home.claire, abroad.claire, abroad.bruno):
        client.force_login(person)
        assert client.post(address, {"answer": "accept", "leader": karim.pk}).status_code == 404
    client.force_login(home.remi)
    assert client.get(reverse("practices")).status_code == 403
    assert Proposal.objects.get().state == "open"
