from datetime import timedelta
from typing import Any

import pytest

from influence.accounts import consent
from influence.accounts.models import Account, App
from influence.accounts.refusals import StateUnknown
from tests.makers import NOW

ACCOUNT = Account(pk=7)


def asked() -> tuple[dict[str, Any], str]:
    session: dict[str, Any] = {}
    return session, consent.ask(session, account=ACCOUNT, app=App.COMMUNITY, user_id=1, at=NOW)


def test_the_answer_names_the_account_and_the_app_that_were_asked_about() -> None:
    session, state = asked()
    answer = consent.answered(session, state=state, user_id=1, at=NOW + timedelta(minutes=9, seconds=59))
    assert answer == consent.Asked(account=7, app="community")
    assert session == {}


@pytest.mark.parametrize(
    "answer",
    [{"user_id": 2}, {"state": "other"}, {"state": ""}, {"at": NOW + timedelta(minutes=10)}],
    ids=["another person", "another state", "no state", "ten minutes later"],
)
def test_any_other_answer_is_refused_and_the_question_forgotten(answer: dict[str, Any]) -> None:
    session, state = asked()
    with pytest.raises(StateUnknown):
        consent.answered(session, **({"state": state, "user_id": 1, "at": NOW} | answer))
    assert session == {}


def test_two_questions_have_different_states_of_at_least_128_bits() -> None:
    states = {asked()[1] for _ in range(100)}
    assert len(states) == 100
    assert min(map(len, states)) >= 22
