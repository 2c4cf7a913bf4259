"""The first comment: once, a minute after any other of the same person, or the leader's to paste."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from influence.outbox.models import Message
from influence.publishing import actions, commenting
from influence.publishing.models import CommentState, FirstComment, Publication
from influence.publishing.policy import CLAIM_LEASE, COMMENT_LOOK, COMMENT_PAUSE, FOLLOW_UP, SEND_LEASE
from influence.publishing.problems import Problem
from influence.publishing.refusals import NotWaiting
from tests.publishing.stage import DUE
from tests.publishing.theatre import CLAIRE, Theatre, vendors_words

TEXT = "Le lien est ici : https://saint-luc.example/bloc"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SOON = DUE + 5 * SECOND


def live(theatre: Theatre) -> Publication:
    return theatre.live(first_comment=TEXT)


def of(publication: Publication) -> FirstComment:
    return FirstComment.objects.get(publication=publication)


def mails() -> list[str]:
    found = Message.objects.filter(kind="publication_comment").order_by("to_name")
    return [message.to_name for message in found]


def test_the_comment_follows_the_post_once(theatre: Theatre) -> None:
    theatre.connect()
    publication = live(theatre)
    assert theatre.follow(at=SOON) == [CommentState.MADE]
    assert theatre.follow(at=SOON + 5 * MINUTE) == []
    [comment] = theatre.comments(publication)
    assert (comment["message"]["text"], comment["actor"]) == (TEXT, CLAIRE)
    assert of(publication).urn == comment["commentUrn"]
    assert mails() == []


def test_a_post_without_a_comment_has_none(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.live()
    assert theatre.follow(at=SOON) == []
    assert not FirstComment.objects.filter(publication=publication).exists()


def test_a_minute_lies_between_two_comments_of_a_person(theatre: Theatre) -> None:
    theatre.connect()
    first, second = (
        theatre.planned(first_comment=TEXT),
        theatre.planned(at=DUE + SECOND, text="Et encore.", first_comment="Bis"),
    )
    theatre.send(at=DUE + 2 * SECOND)
    assert theatre.follow(at=SOON) == [CommentState.MADE]
    assert theatre.follow(at=SOON + COMMENT_PAUSE - SECOND) == []
    assert theatre.follow(at=SOON + COMMENT_PAUSE + SECOND) == [CommentState.MADE]
    assert {of(first).state, of(second).state} == {CommentState.MADE}
    assert theatre.sandbox.control("faults", method="GET")["faults"] == []


def test_a_throttle_makes_it_wait_and_no_more(theatre: Theatre) -> None:
    theatre.connect()
    publication = live(theatre)
    theatre.fault("429-comment")
    assert theatre.follow(at=SOON) == [CommentState.WAITING]
    assert theatre.follow(at=SOON + MINUTE) == []
    assert theatre.follow(at=SOON + 2 * MINUTE) == [CommentState.MADE]
    assert len(theatre.comments(publication)) == 1


@pytest.mark.parametrize("fault", ["500-after-commit", "timeout-after-commit", "bad-json"])
def test_an_answer_that_was_lost_is_looked_for_and_found(theatre: Theatre, fault: str) -> None:
    theatre.connect()
    publication = live(theatre)
    theatre.fault(fault)
    assert theatre.follow(at=SOON) == [CommentState.UNCLEAR]
    assert theatre.follow(at=SOON + COMMENT_LOOK - SECOND) == []
    assert theatre.follow(at=SOON + COMMENT_LOOK + SECOND) == [CommentState.MADE]
    [comment] = theatre.comments(publication)
    assert of(publication).urn.endswith(f"{comment['id']})")
    assert mails() == []


def test_one_that_is_not_found_asks_a_person_and_is_never_made_on_its_own(theatre: Theatre) -> None:
    theatre.connect()
    publication = live(theatre)
    theatre.fault("timeout-before")
    assert theatre.follow(at=SOON) == [CommentState.UNCLEAR]
    assert theatre.follow(at=SOON + COMMENT_LOOK + SECOND) == [CommentState.UNCLEAR]
    assert mails() == ["Bruno Petit", "Claire Martin"]
    assert theatre.follow(at=SOON + FOLLOW_UP / 2) == []
    assert theatre.comments(publication) == []
    actions.comment_again(of(publication), by=theatre.home.claire, at=SOON + 10 * MINUTE)
    assert theatre.follow(at=SOON + 10 * MINUTE) == [CommentState.MADE]
    assert len(theatre.comments(publication)) == 1


def test_a_worker_that_died_after_it_began_leaves_a_question_not_a_second_comment(theatre: Theatre) -> None:
    theatre.connect()
    publication = live(theatre)
    [claim] = actions.claim_comments(now=SOON)
    begun = commenting.begin(claim.comment_id, token=claim.token, now=SOON, network=theatre.network)
    assert begun is not None
    assert theatre.follow(at=SOON + SEND_LEASE) == []
    actions.tidy_comments(now=SOON + SEND_LEASE)
    assert of(publication).state == CommentState.UNCLEAR
    answer = commenting.call(begun, comment_id=claim.comment_id)
    late = SOON + SEND_LEASE + SECOND
    assert (
        commenting.finish_comment(claim.comment_id, token=claim.token, answer=answer, now=late)
        == CommentState.MADE
    )
    assert len(theatre.comments(publication)) == 1


def test_a_worker_that_died_before_it_began_costs_a_claim(theatre: Theatre) -> None:
    theatre.connect()
    live(theatre)
    [claim] = actions.claim_comments(now=SOON)
    assert theatre.follow(at=SOON + CLAIM_LEASE - SECOND) == []
    assert theatre.follow(at=SOON + CLAIM_LEASE + SECOND) == [CommentState.MADE]
    late = SOON + CLAIM_LEASE + 2 * SECOND
    assert actions.comment_one(claim.comment_id, token=claim.token, now=late, network=theatre.network) is None


def test_without_the_right_the_leader_gets_the_words_to_paste(theatre: Theatre) -> None:
    theatre.alone()
    publication = live(theatre)
    theatre.follow(at=SOON)
    assert (of(publication).state, of(publication).problem) == (CommentState.BY_HAND, Problem.NO_RIGHT)
    assert mails() == ["Bruno Petit", "Claire Martin"]
    assert all(TEXT in mail.text for mail in Message.objects.filter(kind="publication_comment"))
    actions.comment_made(of(publication), by=theatre.home.claire, at=SOON + MINUTE)
    assert of(publication).state == CommentState.MADE
    with pytest.raises(NotWaiting):
        actions.comment_made(of(publication), by=theatre.home.bruno, at=SOON + MINUTE)


def test_the_old_way_is_for_those_who_allow_it(theatre: Theatre, settings: object) -> None:
    settings.LINKEDIN_OLD_COMMENTS = True  # type: ignore[attr-defined]
    theatre.alone()
    publication = live(theatre)
    assert theatre.follow(at=SOON) == [CommentState.MADE]
    assert len(theatre.comments(publication)) == 1


def test_a_refusal_is_told_in_words(theatre: Theatre) -> None:
    theatre.connect()
    publication = live(theatre)
    theatre.fault("403-scope")
    assert theatre.follow(at=SOON) == [CommentState.FAILED]
    assert mails() == ["Bruno Petit", "Claire Martin"]
    assert vendors_words(FirstComment.objects.get()) == (403, True, True)
    assert theatre.follow(at=SOON + 5 * MINUTE) == []
    assert theatre.comments(publication) == []


def test_an_account_that_was_cut_off_hands_the_comment_over(theatre: Theatre) -> None:
    account = theatre.connect()
    publication = live(theatre)
    account.state = "reconnect"
    account.save(update_fields=["state"])
    actions.tidy_comments(now=SOON)
    assert of(publication).state == CommentState.BY_HAND


def test_a_comment_that_waits_for_a_day_is_handed_over(theatre: Theatre) -> None:
    theatre.connect()
    publication = live(theatre)
    actions.tidy_comments(now=SOON)
    assert of(publication).state == CommentState.WAITING
    actions.tidy_comments(now=DUE + FOLLOW_UP + MINUTE)
    assert of(publication).problem == Problem.GIVEN_UP


def test_other_words_than_those_that_were_approved_are_not_said(theatre: Theatre) -> None:
    theatre.connect()
    publication = live(theatre)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE editorial_version DISABLE TRIGGER version_content_stays")
        cursor.execute("UPDATE editorial_version SET first_comment = 'Autre chose'")
        cursor.execute("ALTER TABLE editorial_version ENABLE TRIGGER version_content_stays")
    theatre.follow(at=SOON)
    assert of(publication).problem == Problem.ALTERED
    assert theatre.comments(publication) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_comment(theatre: Theatre) -> None:
    theatre.connect()
    publication = live(theatre)
    theatre.at(SOON)
    start = threading.Barrier(2)
    states: list[str | None] = []

    def worker() -> None:
        start.wait()
        try:
            for one in actions.claim_comments(now=SOON):
                for _twice in range(2):
                    states.append(
                        actions.comment_one(
                            one.comment_id, token=one.token, now=SOON, network=theatre.network
                        )
                    )
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(map(str, states)) == ["None", "made"]
    assert len(theatre.comments(publication)) == 1
