"""Nothing that follows a publication waits for ever, and nothing that its leader did not approve is asked of anybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from influence.accounts.models import Account, AccountState
from influence.networks.errors import RateLimited, Reason
from influence.networks.linkedin import LinkedIn
from influence.outbox.models import Message
from influence.people.models import Leader
from influence.publishing import actions, changing
from influence.publishing.commented import hand_over, open_question
from influence.publishing.models import (
    Change,
    ChangeState,
    CommentState,
    FirstComment,
    Outcome,
    Publication,
    Upload,
    UploadState,
)
from influence.publishing.policy import CHANGE_TRIES, LOOKED_FOR, SEND_LEASE
from influence.publishing.problems import Problem
from influence.publishing.refusals import AlreadyAsked
from influence.publishing.whole import Whole
from tests.editorial import stories
from tests.publishing.stage import DUE, states
from tests.publishing.test_changing import CORRECTED, LATER, approve, fresh, proposed, removed
from tests.publishing.theatre import EARLY, Theatre, again

MINUTE = timedelta(minutes=1)


def alter(column: str = "text") -> None:
    """Somebody writes into the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE editorial_version DISABLE TRIGGER version_content_stays")
        cursor.execute(f"UPDATE editorial_version SET {column} = 'Autre chose'")
        cursor.execute("ALTER TABLE editorial_version ENABLE TRIGGER version_content_stays")


def mails(kind: str) -> list[str]:
    found = Message.objects.filter(kind=f"publication_{kind}").order_by("to_name")
    return [message.to_name.split()[0] for message in found]


def correction(publication: Publication, theatre: Theatre) -> Change:
    return actions.propose_correction(publication, text=CORRECTED, by=theatre.home.claire, at=LATER)


def test_an_altered_correction_is_asked_of_nobody_by_hand(theatre: Theatre) -> None:
    change = proposed(theatre)
    approve(change, theatre)
    alter()
    assert theatre.follow(at=LATER) == [None]
    assert (fresh(change).state, fresh(change).problem) == (ChangeState.FAILED, Problem.ALTERED)
    assert (mails("change"), mails("broken_off")) == ([], ["Bruno", "Claire"])
    told = Message.objects.filter(kind="publication_broken_off")
    assert not any("Autre chose" in message.text + message.html for message in told)


def test_an_altered_first_comment_is_asked_of_nobody_by_hand(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live(first_comment="Le lien")
    alter("first_comment")
    assert theatre.follow(at=DUE + MINUTE) == [None]
    comment = FirstComment.objects.get(publication=publication)
    assert (comment.state, comment.problem) == (CommentState.FAILED, Problem.ALTERED)
    assert (mails("comment"), mails("broken_off")) == ([], ["Bruno", "Claire"])
    assert not Whole(again(publication), theatre.home.member(theatre.home.claire)).may_settle_comment


def test_no_correction_of_a_post_that_is_leaving(theatre: Theatre) -> None:
    publication = removed(theatre)
    with pytest.raises(AlreadyAsked):
        correction(publication, theatre)


def test_a_correction_beside_a_removal_ends_with_it(theatre: Theatre) -> None:
    publication = removed(theatre)
    leaving = Change.objects.get()
    Change.objects.filter(pk=leaving.pk).update(state=ChangeState.DROPPED)
    change = correction(publication, theatre)
    Change.objects.filter(pk=leaving.pk).update(state=ChangeState.READY)
    theatre.at(LATER)
    [claim] = [one for one in actions.claim_changes(now=LATER) if one.change_id == leaving.pk]
    actions.change_one(leaving.pk, token=claim.token, now=LATER, network=theatre.network)
    assert states(publication)[0] == "removed"
    assert fresh(change).state == ChangeState.DROPPED
    assert theatre.follow(at=LATER + timedelta(days=1)) == []


def test_a_correction_that_readers_see_is_kept_though_it_was_dropped_on_its_way(theatre: Theatre) -> None:
    change = proposed(theatre)
    approve(change, theatre)
    [claim] = actions.claim_changes(now=LATER)

    class Meanwhile(LinkedIn):
        def edit(self, *given: Any, **named: Any) -> None:
            super().edit(*given, **named)
            actions.ask_removal(change.publication, reason="Erreur", by=theatre.home.bruno, at=LATER)

    theatre.at(LATER)
    network = theatre.network(again(change.publication).account)
    network.__class__ = Meanwhile
    actions.change_one(claim.change_id, token=claim.token, now=LATER, network=lambda account: network)
    assert fresh(change).state == ChangeState.DONE
    assert again(change.publication).version.text == CORRECTED
    assert theatre.follow(at=LATER) == [ChangeState.DONE]
    assert states(change.publication)[0] == "removed"


def test_workers_that_die_in_the_call_each_time_hand_it_over(theatre: Theatre) -> None:
    change = proposed(theatre)
    approve(change, theatre)
    at = LATER
    for _worker in range(CHANGE_TRIES):
        [claim] = actions.claim_changes(now=at)
        assert changing.begin(claim.change_id, token=claim.token, now=at, network=theatre.network)
        at += SEND_LEASE + MINUTE
    assert theatre.follow(at=at) == [None]
    assert (fresh(change).state, fresh(change).problem) == (ChangeState.BY_HAND, Problem.GIVEN_UP)


@pytest.mark.parametrize("state", [CommentState.WAITING, CommentState.UNCLEAR, CommentState.BY_HAND])
def test_a_first_comment_ends_with_its_post(theatre: Theatre, state: CommentState) -> None:
    publication = removed(theatre, first_comment="Le lien")
    [claim] = actions.claim_changes(now=LATER)
    theatre.at(LATER)
    actions.change_one(claim.change_id, token=claim.token, now=LATER, network=theatre.network)
    FirstComment.objects.update(state=state, attempted_at=LATER, next_attempt_at=LATER)
    assert theatre.follow(at=LATER + MINUTE) == []
    actions.tidy_comments(now=LATER + MINUTE)
    assert FirstComment.objects.get(publication=publication).state == CommentState.DROPPED
    assert mails("comment") == []


def test_a_look_that_never_ends_is_a_question_to_people(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live(first_comment="Le lien")
    theatre.fault("timeout-after-commit")
    assert theatre.follow(at=DUE + MINUTE) == [CommentState.UNCLEAR]
    actions.tidy_comments(now=DUE + LOOKED_FOR)
    assert mails("comment") == []
    actions.tidy_comments(now=DUE + MINUTE + LOOKED_FOR)
    assert mails("comment") == ["Bruno", "Claire"]
    actions.tidy_comments(now=DUE + 2 * LOOKED_FOR)
    assert FirstComment.objects.get(publication=publication).state == CommentState.UNCLEAR


def test_one_comment_that_cannot_be_tidied_keeps_no_other_waiting(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre.connect()
    first = theatre.planned(first_comment="Un")
    second = theatre.planned(at=DUE + timedelta(seconds=1), text="Et encore.", first_comment="Deux")
    theatre.send(at=DUE + MINUTE)
    theatre.connect(scopes=("openid",))
    theatre.home.account.refresh_from_db()
    theatre.home.account.mode = "assisted"
    theatre.home.account.save()
    monkeypatch.setattr("influence.publishing.commented.hand_over", broken(first))
    actions.tidy(now=DUE + 2 * MINUTE)
    assert FirstComment.objects.get(publication=first).state == CommentState.WAITING
    assert FirstComment.objects.get(publication=second).state == CommentState.BY_HAND


def broken(publication: Publication) -> Callable[..., None]:
    def act(comment: FirstComment, **given: Any) -> None:
        if comment.publication_id == publication.pk:
            raise RuntimeError
        hand_over(comment, **given)

    return act


def test_a_page_that_was_lost_is_nobody_s_to_publish_by_hand(theatre: Theatre) -> None:
    page = theatre.page()
    publication = theatre.planned(account=page)
    page.state = AccountState.RECONNECT
    page.save()
    assert theatre.send() == []
    found = again(publication)
    assert (found.state, found.problem) == ("held", Problem.PAGE_LOST)
    assert (mails("by_hand"), mails("held")) == ([], ["Bruno", "Claire"])
    page.state = AccountState.CONNECTED
    page.save()
    assert theatre.send(at=DUE + MINUTE) == [Outcome.PUBLISHED]


def pictured(theatre: Theatre) -> Publication:
    theatre.connect()
    return theatre.planned(media=[stories.part(stories.kept(theatre.home))])


def test_files_sent_for_another_urn_of_the_leader_are_sent_anew(theatre: Theatre) -> None:
    """The leader consented to the other app between the upload and the slot."""
    publication = pictured(theatre)
    theatre.carry(at=EARLY)
    assert theatre.carry(at=EARLY + MINUTE) == [UploadState.AVAILABLE]
    Upload.objects.update(owner_urn="urn:li:person:OtherApp")
    assert theatre.send() == []
    theatre.carry(at=DUE + MINUTE)
    theatre.carry(at=DUE + 2 * MINUTE)
    assert theatre.send(at=DUE + 3 * MINUTE) == [Outcome.PUBLISHED]
    assert Upload.objects.get(publication=publication).owner_urn == again(publication).account.author_urn


def test_a_file_that_waits_for_tomorrow_s_calls_is_said_before_the_slot(theatre: Theatre) -> None:
    publication = pictured(theatre)
    actions.prepare(now=EARLY)
    [claim] = actions.claim_uploads(now=EARLY, limit=1)

    class Spent(LinkedIn):
        def upload(self, *given: Any, **named: Any) -> str:
            raise RateLimited(Reason.DAILY_QUOTA, until=DUE + timedelta(hours=12))

    network = theatre.network(again(publication).account)
    network.__class__ = Spent
    actions.carry(claim.upload_id, token=claim.token, now=EARLY, network=lambda account: network)
    found = again(publication)
    assert (found.state, found.problem) == ("held", Reason.DAILY_QUOTA)
    assert mails("held") == ["Bruno", "Claire"]


@pytest.mark.parametrize("mode", ["full", "assisted"])
def test_nothing_goes_out_under_the_name_of_a_leader_who_left(theatre: Theatre, mode: str) -> None:
    theatre.connect()
    publication = theatre.planned()
    Account.objects.update(mode=mode)
    Leader.objects.update(is_active=False)
    assert theatre.send() == []
    found = again(publication)
    assert (found.state, found.problem) == ("held", Problem.LEADER_LEFT)
    assert (mails("held"), mails("by_hand")) == (["Bruno"], [])
    actions.recover(now=DUE + MINUTE)
    assert again(publication).state == "held"
    Leader.objects.update(is_active=True)
    Account.objects.update(mode="full")
    assert theatre.send(at=DUE + 2 * MINUTE) == [Outcome.PUBLISHED]


@pytest.mark.parametrize("way", ["worker", "tidy"])
def test_no_comment_is_made_under_the_name_of_a_leader_who_left(theatre: Theatre, way: str) -> None:
    theatre.connect()
    publication = theatre.live(first_comment="Le lien")
    Leader.objects.update(is_active=False)
    if way == "tidy":  # their account was disconnected first
        Account.objects.update(state="reconnect")
    theatre.follow(at=DUE + MINUTE)
    actions.tidy_comments(now=DUE + MINUTE)
    found = FirstComment.objects.get()
    assert (found.state, found.problem) == (CommentState.FAILED, Problem.LEADER_LEFT)
    assert theatre.comments(publication) == []
    assert (mails("broken_off"), mails("comment")) == (["Bruno"], [])


def test_no_correction_is_made_under_the_name_of_a_leader_who_left(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    change = actions.propose_correction(publication, text=CORRECTED, by=theatre.home.claire, at=LATER)
    Leader.objects.update(is_active=False)
    theatre.follow(at=LATER)
    change.refresh_from_db()
    assert (change.state, change.problem) == (ChangeState.FAILED, Problem.LEADER_LEFT)
    assert theatre.shown(publication)["commentary"] != CORRECTED
    assert mails("broken_off") == ["Bruno"]


def test_a_leader_is_not_asked_to_copy_what_they_did_not_approve(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    Account.objects.update(mode="assisted")
    alter()
    assert theatre.send() == []
    found = again(publication)
    assert (found.state, found.problem) == ("held", Problem.ALTERED)
    assert mails("by_hand") == []


def test_a_comment_that_is_found_beside_a_person_s_no_is_not_made_again(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live(first_comment="Le lien")
    theatre.fault("timeout-after-commit")
    assert theatre.follow(at=DUE + MINUTE) == [CommentState.UNCLEAR]
    comment = FirstComment.objects.get(publication=publication)
    seen = theatre.comments(publication)[0]["commentUrn"]
    actions.comment_again(comment, by=theatre.home.claire, at=DUE + 3 * MINUTE)
    assert open_question(comment.pk, found=seen, now=DUE + 3 * MINUTE) == CommentState.MADE
    assert theatre.follow(at=DUE + 4 * MINUTE) == []
    assert len(theatre.comments(publication)) == 1
