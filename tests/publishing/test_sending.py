"""One publication, one call, one outcome."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from influence.accounts.models import Account, AccountState
from influence.editorial import actions as editorial
from influence.networks.errors import Reason, Temporary
from influence.networks.ports import Published
from influence.outbox.models import Message
from influence.publishing import actions, outcomes, sending
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.policy import CATCH_UP, CLAIM_LEASE, SEND_LEASE
from influence.publishing.problems import Problem
from tests.makers import House
from tests.networks.loopback import Loopback
from tests.publishing.stage import DUE, OTHER_URN, TOKEN, URN, again, claimed, network_of, states

SECOND = timedelta(seconds=1)


def publish(claim: actions.Claim, loopback: Loopback, *, at: object = DUE) -> Outcome | None:
    return actions.publish_one(claim.publication_id, token=claim.token, now=at, network=network_of(loopback))  # type: ignore[arg-type]


def attempts(claim: actions.Claim) -> list[Attempt]:
    return list(Attempt.objects.filter(publication=claim.publication_id).order_by("number"))


def kinds() -> list[str]:
    return sorted(Message.objects.values_list("kind", flat=True))


def test_a_post_goes_out_once_with_its_text_and_its_author(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    linkedin.answer(201, x_restli_id=URN)
    assert publish(claim, linkedin) == Outcome.PUBLISHED
    assert states(claim.publication_id) == ("published", "published")
    found = again(claim.publication_id)
    assert (found.urn, found.problem, found.claim_token) == (URN, "", None)
    assert found.published_at
    assert DUE <= found.published_at < DUE + SECOND
    assert len(linkedin.seen) == 1
    assert linkedin.last.json["author"] == found.account.author_urn
    assert "quelque chose" in linkedin.last.json["commentary"]
    assert [attempt.outcome for attempt in attempts(claim)] == [Outcome.PUBLISHED]


def test_a_claim_is_used_once(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    linkedin.answer(201, x_restli_id=URN)
    publish(claim, linkedin)
    assert publish(claim, linkedin) is None
    assert len(linkedin.seen) == 1


def test_a_claim_of_somebody_else_sends_nothing(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    assert publish(actions.Claim(claim.publication_id, uuid4()), linkedin) is None
    assert linkedin.seen == []
    assert states(claim.publication_id) == ("claimed", "scheduled")


def test_an_expired_claim_sends_nothing(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    assert publish(claim, linkedin, at=DUE + CLAIM_LEASE) is None
    assert linkedin.seen == []


def test_a_post_withdrawn_after_the_claim_is_not_sent(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    editorial.withdraw(again(claim.publication_id).post, by=home.bruno, at=DUE)
    assert publish(claim, linkedin) is None
    assert linkedin.seen == []
    actions.sweep(now=DUE + SECOND)
    assert states(claim.publication_id) == ("cancelled", "withdrawn")


def test_a_post_edited_after_the_claim_is_not_sent(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    editorial.revise(again(claim.publication_id).post, text="Autre chose.", seen=1, by=home.bruno, at=DUE)
    assert publish(claim, linkedin) is None
    assert linkedin.seen == []
    actions.sweep(now=DUE + SECOND)
    assert states(claim.publication_id) == ("cancelled", "draft")


def test_an_account_disconnected_after_the_claim_sends_nothing(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    Account.objects.update(state=AccountState.RECONNECT)
    assert publish(claim, linkedin) is None
    assert linkedin.seen == []


def test_a_text_changed_behind_our_back_is_never_sent(home: House, linkedin: Loopback) -> None:
    """Somebody wrote in the database by hand: the trigger forbids it, so it has to be taken off for this test."""
    claim = claimed(home)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE editorial_version DISABLE TRIGGER USER")
        cursor.execute("UPDATE editorial_version SET text = 'Votez pour moi.'")
        cursor.execute("ALTER TABLE editorial_version ENABLE TRIGGER USER")
    assert publish(claim, linkedin) is None
    assert linkedin.seen == []
    assert states(claim.publication_id) == ("held", "scheduled")
    assert again(claim.publication_id).problem == Problem.ALTERED
    assert kinds() == ["publication_held", "publication_held"]


def test_a_token_that_does_not_open_holds_the_post(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    Account.objects.update(sealed_access=b"\x01\x02k1 nothing that opens at all, really")
    assert publish(claim, linkedin) is None
    assert states(claim.publication_id) == ("held", "scheduled")
    assert again(claim.publication_id).problem == Problem.UNREADABLE


def test_a_post_later_than_the_limit_is_not_sent(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    Publication.objects.update(claimed_until=DUE + CATCH_UP + timedelta(hours=1))
    assert publish(claim, linkedin, at=DUE + CATCH_UP + SECOND) is None
    assert linkedin.seen == []


def test_a_network_that_cannot_be_reached_is_tried_again(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    linkedin.close()
    assert publish(claim, linkedin) == Outcome.TEMPORARY
    assert states(claim.publication_id) == ("due", "scheduled")
    found = again(claim.publication_id)
    assert found.next_attempt_at
    assert timedelta(seconds=30) <= found.next_attempt_at - DUE < timedelta(seconds=45)
    assert actions.claim(now=DUE + timedelta(seconds=29)) == []
    assert len(actions.claim(now=DUE + timedelta(seconds=45))) == 1
    assert kinds() == []


def test_tries_come_further_and_further_apart_until_the_slot_is_missed(home: House) -> None:
    claim, now, gaps = claimed(home), DUE, []
    while states(claim.publication_id)[0] == "claimed":
        assert sending.begin(claim.publication_id, token=claim.token, now=now)
        outcomes.finish(
            claim.publication_id, token=claim.token, answer=Temporary(Reason.NOT_CONNECTED), now=now
        )
        if waits_until := again(claim.publication_id).next_attempt_at:
            gaps.append(waits_until - now)
            now = waits_until
            [claim] = actions.claim(now=now)
    assert gaps == sorted(gaps)
    assert 4 <= len(gaps) <= 8
    assert now <= DUE + CATCH_UP
    assert states(claim.publication_id) == ("missed", "missed")
    assert kinds() == ["publication_missed", "publication_missed"]


def test_a_rate_limit_is_honoured(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    linkedin.answer(429, {"message": "throttled", "status": 429}, retry_after="300")
    assert publish(claim, linkedin) == Outcome.RATE_LIMITED
    found = again(claim.publication_id)
    assert found.next_attempt_at
    assert found.next_attempt_at >= DUE + timedelta(seconds=300)
    assert states(claim.publication_id) == ("due", "scheduled")


def test_a_daily_limit_that_outlasts_the_slot_is_told_at_once(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    linkedin.answer(
        429, {"message": "Resource level throttle APPLICATION DAY limit is reached.", "status": 429}
    )
    publish(claim, linkedin)
    assert states(claim.publication_id) == ("missed", "missed")
    assert again(claim.publication_id).problem == Reason.DAILY_QUOTA
    assert kinds() == ["publication_missed", "publication_missed"]


def test_an_expired_token_holds_the_post_and_asks_to_reconnect(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    body = {
        "serviceErrorCode": 65602,
        "code": "EXPIRED_ACCESS_TOKEN",
        "message": "The token used in the request has expired",
        "status": 401,
    }
    linkedin.answer(401, body)
    assert publish(claim, linkedin) == Outcome.UNAUTHORISED
    assert states(claim.publication_id) == ("held", "scheduled")
    assert Account.objects.get(pk=home.account.pk).state == AccountState.RECONNECT
    assert "account_reconnect" in kinds()
    assert "publication_held" in kinds()
    [attempt] = attempts(claim)
    assert (attempt.http_status, attempt.problem) == (401, Reason.TOKEN_EXPIRED)


def test_a_refusal_fails_in_words_and_is_mailed_to_the_comms_team(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    linkedin.answer(
        400,
        {
            "status": 400,
            "errorDetails": {"inputErrors": [{"code": "INVALID_VALUE_FOR_FIELD", "description": "no"}]},
        },
    )
    assert publish(claim, linkedin) == Outcome.REFUSED
    assert states(claim.publication_id) == ("failed", "failed")
    assert kinds() == ["publication_failed"]
    assert Message.objects.get().to_email == home.bruno.email
    assert "LinkedIn refuse" in again(claim.publication_id).post.reason


def test_a_duplicate_at_the_first_try_fails_and_names_the_other_post(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    linkedin.answer(422, duplicate_of(OTHER_URN))
    assert publish(claim, linkedin) == Outcome.REFUSED
    assert states(claim.publication_id) == ("failed", "failed")
    assert attempts(claim)[0].urn == OTHER_URN


@pytest.mark.parametrize("fault", ["reset", "hang-up", "silence"])
def test_a_lost_answer_is_unclear_and_people_are_asked(home: House, linkedin: Loopback, fault: str) -> None:
    claim = claimed(home)
    linkedin.break_off(fault)  # type: ignore[arg-type]
    assert publish(claim, linkedin) == Outcome.UNCLEAR
    assert states(claim.publication_id) == ("unclear", "publishing")
    assert kinds() == ["publication_unclear", "publication_unclear"]
    assert set(Message.objects.values_list("to_email", flat=True)) == {home.bruno.email, home.claire.email}
    for later in (SECOND, CLAIM_LEASE, SEND_LEASE, CATCH_UP, timedelta(days=3)):
        actions.sweep(now=DUE + later)
        assert actions.plan(now=DUE + later) == 0
        assert actions.claim(now=DUE + later) == []
    assert states(claim.publication_id) == ("unclear", "publishing")
    assert len(linkedin.seen) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error_on_a_create_is_unclear(home: House, linkedin: Loopback, status: int) -> None:
    claim = claimed(home)
    linkedin.answer(status, b"<html>bad gateway</html>")
    assert publish(claim, linkedin) == Outcome.UNCLEAR


@pytest.mark.parametrize("urn", ["", "garbage", "urn:li:share:1", "urn:li:person:abcdef"])
def test_a_created_without_a_post_is_unclear(home: House, linkedin: Loopback, urn: str) -> None:
    claim = claimed(home)
    linkedin.answer(201, x_restli_id=urn)
    assert publish(claim, linkedin) == Outcome.UNCLEAR
    assert again(claim.publication_id).problem == Reason.BAD_ANSWER


def test_a_post_that_another_publication_has_is_a_bad_answer(
    home: House, abroad: House, linkedin: Loopback
) -> None:
    first, second = claimed(home), claimed(abroad)
    linkedin.answer(201, x_restli_id=URN)
    linkedin.answer(201, x_restli_id=URN)
    assert publish(first, linkedin) == Outcome.PUBLISHED
    assert publish(second, linkedin) == Outcome.UNCLEAR
    assert states(second.publication_id) == ("unclear", "publishing")


class Broken:
    def publish(self, *_: object, **__: object) -> Published:
        raise ZeroDivisionError


def test_a_fault_of_ours_during_the_call_is_unclear(home: House) -> None:
    claim = claimed(home)
    broken = actions.publish_one(claim.publication_id, token=claim.token, now=DUE, network=lambda _: Broken())  # type: ignore[arg-type, return-value]
    assert broken == Outcome.UNCLEAR
    assert states(claim.publication_id) == ("unclear", "publishing")


def test_no_attempt_and_no_mail_holds_the_token(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    linkedin.answer(401, {"message": f"token {TOKEN} is bad", "status": 401})
    publish(claim, linkedin)
    kept = (
        str(list(Attempt.objects.values()))
        + str(list(Message.objects.values()))
        + str(list(Publication.objects.values()))
    )
    assert TOKEN not in kept


def duplicate_of(urn: str) -> dict[str, object]:
    return {
        "message": f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {urn}",
        "errorDetails": {"inputErrors": [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]},
        "status": 422,
    }  # fmt: skip
