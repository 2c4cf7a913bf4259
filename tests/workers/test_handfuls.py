"""How claimed posts reach the workers."""

from datetime import timedelta
from uuid import uuid4

import pytest

from influence.publishing import actions
from influence.publishing.actions import Claim
from tests.makers import House
from tests.publishing.stage import claimed, states
from workers import publishing


def sizes(many: int) -> list[int]:
    return [len(handful) for handful in publishing.handfuls([Claim(n, uuid4()) for n in range(many)])]


@pytest.mark.parametrize(
    ("many", "expected"),
    [(0, []), (1, [1]), (16, [1] * 16), (17, [2] * 8 + [1]), (100, [7] * 14 + [2]), (400, [10] * 40)],
)
def test_many_are_handed_over_by_the_handful_and_few_one_by_one(many: int, expected: list[int]) -> None:
    assert sizes(many) == expected


def test_handfuls_keep_the_order_of_the_claim() -> None:
    claims = [Claim(n, uuid4()) for n in range(40)]
    handed = [one for handful in publishing.handfuls(claims) for one in handful]
    assert handed == [(claim.publication_id, str(claim.token)) for claim in claims]


def test_what_would_wait_behind_a_slow_call_is_given_back(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = claimed(home)
    monkeypatch.setattr(publishing, "HANDFUL_LASTS", timedelta(seconds=-1))
    publishing.publish_some([(claim.publication_id, str(claim.token))])
    assert states(claim.publication_id) == ("due", "scheduled")


def test_one_that_breaks_keeps_no_other_one_waiting(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    seen = []

    def publish(publication_id: int, **_: object) -> None:
        seen.append(publication_id)
        if publication_id == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(actions, "publish_one", publish)
    publishing.publish_some([(1, str(uuid4())), (2, str(uuid4()))])
    assert seen == [1, 2]
