"""What is done to a post that is live: its text corrected with its leader's yes, or the post removed."""

from datetime import timedelta

import pytest
from django.db import connection

from influence.editorial.models import Decision, Version
from influence.networks.errors import Reason
from influence.outbox.models import Message
from influence.publishing import actions, changing
from influence.publishing.models import Change, ChangeState, Outcome, Publication
from influence.publishing.policy import SEND_LEASE
from influence.publishing.problems import Problem
from influence.publishing.refusals import (
    AlreadyAsked,
    AlreadySettled,
    BadText,
    NotOnline,
    NotTheLeader,
    PollStays,
    ReadAnew,
    ReasonNeeded,
    SameText,
)
from tests.makers import House
from tests.publishing.stage import DUE, states
from tests.publishing.test_contents import POLL
from tests.publishing.theatre import Theatre, again, vendors_words

CORRECTED = "Hier, au bloc, une équipe m'a beaucoup appris."
LATER, MINUTE = DUE + timedelta(hours=1), timedelta(minutes=1)


def proposed(theatre: Theatre) -> Change:
    theatre.connect()
    return actions.propose_correction(theatre.live(), text=CORRECTED, by=theatre.home.bruno, at=LATER)


def approve(change: Change, theatre: Theatre) -> None:
    assert change.version
    actions.approve_correction(
        change, content_hash=change.version.content_hash, by=theatre.home.claire, at=LATER
    )


def fresh(change: Change) -> Change:
    return Change.objects.select_related("publication__post__version").get(pk=change.pk)


def kinds() -> list[str]:
    found = Message.objects.filter(kind__startswith="publication_").order_by("kind", "to_name")
    return [f"{mail.kind} {mail.to_name.split()[0]}" for mail in found]


def test_a_correction_changes_nothing_before_the_leader_says_yes(theatre: Theatre) -> None:
    change = proposed(theatre)
    assert theatre.follow(at=LATER) == []
    assert CORRECTED not in theatre.shown(change.publication)["commentary"]
    found = again(change.publication)
    assert found.version.number == found.post.version.number == 1  # type: ignore[union-attr]
    assert kinds() == ["publication_correction Claire"]


def test_the_leader_s_yes_brings_it_to_the_network(theatre: Theatre) -> None:
    change = proposed(theatre)
    approve(change, theatre)
    assert theatre.follow(at=LATER) == [ChangeState.DONE]
    assert theatre.shown(change.publication)["commentary"] == CORRECTED
    found = again(change.publication)
    assert (found.version.number, found.version.text, found.post.version) == (2, CORRECTED, found.version)
    assert found.content_hash == found.version.content_hash
    assert states(found) == ("published", "published")
    decision = Decision.objects.get(version=found.version)
    assert (decision.decided_by, decision.content_hash) == (theatre.home.claire, found.content_hash)


def test_a_leader_who_writes_the_correction_has_said_yes(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    actions.propose_correction(publication, text=CORRECTED, by=theatre.home.claire, at=LATER)
    assert theatre.follow(at=LATER) == [ChangeState.DONE]
    assert kinds() == []


def test_nobody_else_says_yes(theatre: Theatre, abroad: House) -> None:
    change = proposed(theatre)
    assert change.version
    for somebody in (theatre.home.bruno, theatre.home.odile, abroad.claire):
        with pytest.raises(NotTheLeader):
            actions.approve_correction(
                change, content_hash=change.version.content_hash, by=somebody, at=LATER
            )
    assert theatre.follow(at=LATER) == []


def test_a_yes_is_to_what_was_read_and_counts_once(theatre: Theatre) -> None:
    change = proposed(theatre)
    with pytest.raises(ReadAnew):
        actions.approve_correction(change, content_hash="0" * 64, by=theatre.home.claire, at=LATER)
    approve(change, theatre)
    with pytest.raises(AlreadySettled):
        approve(change, theatre)
    with pytest.raises(AlreadySettled):
        actions.drop_change(change, by=theatre.home.bruno, at=LATER)


def test_a_no_needs_words_and_frees_the_way_for_another_text(theatre: Theatre) -> None:
    change = proposed(theatre)
    with pytest.raises(ReasonNeeded):
        actions.refuse_correction(change, reason=" ", by=theatre.home.claire, at=LATER)
    actions.refuse_correction(change, reason="Pas ainsi.", by=theatre.home.claire, at=LATER)
    second = actions.propose_correction(
        change.publication, text="Autrement.", by=theatre.home.bruno, at=LATER
    )
    assert second.version
    assert second.version.number == 3
    assert theatre.follow(at=LATER) == []


def test_what_cannot_be_a_correction_is_said(theatre: Theatre) -> None:
    change = proposed(theatre)
    publication = change.publication
    with pytest.raises(AlreadyAsked):
        actions.propose_correction(publication, text="Autrement.", by=theatre.home.bruno, at=LATER)
    assert Version.objects.filter(post=publication.post).count() == 2
    for text, refusal in (("", BadText), ("x" * 3001, BadText), (publication.version.text, SameText)):
        with pytest.raises(refusal):
            actions.propose_correction(publication, text=text, by=theatre.home.bruno, at=LATER)


def test_a_poll_stays_as_it_is(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live(card=POLL)
    with pytest.raises(PollStays):
        actions.propose_correction(publication, text=CORRECTED, by=theatre.home.bruno, at=LATER)


def test_what_is_not_online_is_not_corrected_nor_removed(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    with pytest.raises(NotOnline):
        actions.propose_correction(publication, text=CORRECTED, by=theatre.home.bruno, at=LATER)
    with pytest.raises(NotOnline):
        actions.ask_removal(publication, reason="Erreur", by=theatre.home.bruno, at=LATER)


@pytest.mark.parametrize(
    "fault", ["500-before", "500-after-commit", "timeout-after-commit", "429-app-day", "409"]
)
def test_a_lost_answer_is_asked_for_again(theatre: Theatre, fault: str) -> None:
    change = proposed(theatre)
    approve(change, theatre)
    theatre.fault(fault)
    assert theatre.follow(at=LATER) == [ChangeState.READY]
    assert fresh(change).problem
    assert theatre.follow(at=LATER + timedelta(days=1)) == [ChangeState.DONE]
    assert theatre.shown(change.publication)["commentary"] == CORRECTED


def test_a_worker_that_died_is_followed_by_another(theatre: Theatre) -> None:
    change = proposed(theatre)
    approve(change, theatre)
    [dead] = actions.claim_changes(now=LATER)
    assert theatre.follow(at=LATER + SEND_LEASE - timedelta(seconds=1)) == []
    assert theatre.follow(at=LATER + SEND_LEASE) == [ChangeState.DONE]
    after = LATER + SEND_LEASE + MINUTE
    assert actions.change_one(dead.change_id, token=dead.token, now=after, network=theatre.network) is None


def test_without_the_right_a_person_does_it_and_says_so(theatre: Theatre) -> None:
    change = proposed(theatre)
    approve(change, theatre)
    theatre.connect(scopes=("openid",))
    assert theatre.follow(at=LATER) == [None]
    assert (fresh(change).state, fresh(change).problem) == (ChangeState.BY_HAND, Problem.NO_RIGHT)
    assert "publication_change Claire" in kinds()
    actions.change_done(change, by=theatre.home.claire, at=LATER + MINUTE)
    assert again(change.publication).version.text == CORRECTED


def test_a_text_altered_behind_the_leader_s_back_stays_here(theatre: Theatre) -> None:
    change = proposed(theatre)
    approve(change, theatre)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE editorial_version DISABLE TRIGGER version_content_stays")
        cursor.execute("UPDATE editorial_version SET text = 'Autre chose' WHERE number = 2")
        cursor.execute("ALTER TABLE editorial_version ENABLE TRIGGER version_content_stays")
    assert theatre.follow(at=LATER) == [None]
    assert fresh(change).problem == Problem.ALTERED
    assert "Autre" not in theatre.shown(change.publication)["commentary"]


def test_a_post_that_left_linkedin_by_itself_is_said(theatre: Theatre) -> None:
    change = proposed(theatre)
    approve(change, theatre)
    theatre.network(again(change.publication).account).delete(
        change.publication.urn, credentials=changing.credentials(again(change.publication).account)
    )
    assert theatre.follow(at=LATER) == [ChangeState.BY_HAND]
    assert fresh(change).problem == Reason.NOT_FOUND
    assert vendors_words(fresh(change)) == (404, True, True)


def removed(theatre: Theatre, **given: object) -> Publication:
    theatre.connect()
    publication = theatre.live(**given)
    actions.ask_removal(publication, reason="Erreur de date", by=theatre.home.bruno, at=LATER)
    return publication


def test_a_removal_takes_the_post_off_and_tells_the_leader(theatre: Theatre) -> None:
    publication = removed(theatre)
    assert theatre.follow(at=LATER) == [ChangeState.DONE]
    assert states(publication) == ("removed", "published")
    assert again(publication).urn
    assert theatre.sandbox.state()["counts"]["deleted"] == 1
    assert kinds() == ["publication_removal Claire"]
    assert "Erreur de date" in Message.objects.get(kind="publication_removal").text
    assert theatre.follow(at=LATER + MINUTE) == []


def test_a_removal_whose_answer_was_lost_is_done_again_without_harm(theatre: Theatre) -> None:
    publication = removed(theatre)
    theatre.fault("500-after-commit")
    assert theatre.follow(at=LATER) == [ChangeState.READY]
    assert theatre.follow(at=LATER + MINUTE) == [ChangeState.DONE]
    assert states(publication)[0] == "removed"


def test_a_removal_needs_words_and_drops_a_correction(theatre: Theatre) -> None:
    change = proposed(theatre)
    with pytest.raises(ReasonNeeded):
        actions.ask_removal(change.publication, reason="", by=theatre.home.bruno, at=LATER)
    actions.ask_removal(change.publication, reason="Erreur", by=theatre.home.claire, at=LATER)
    assert fresh(change).state == ChangeState.DROPPED
    with pytest.raises(AlreadyAsked):
        actions.ask_removal(change.publication, reason="Encore", by=theatre.home.bruno, at=LATER)


def test_what_was_removed_is_never_sent_again(theatre: Theatre) -> None:
    publication = removed(theatre, first_comment="Le lien")
    theatre.follow(at=LATER)
    for hours in (1, 30):
        actions.sweep(now=LATER + timedelta(hours=hours))
        actions.plan(now=LATER + timedelta(hours=hours))
        assert theatre.send(at=LATER + timedelta(hours=hours)) == []
    assert states(publication) == ("removed", "published")
    assert [one.outcome for one in publication.attempts.all()] == [Outcome.PUBLISHED]
