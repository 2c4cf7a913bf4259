"""How claimed posts reach the workers."""

from uuid import uuid4

import pytest

from influence.publishing import actions
from influence.publishing.actions import Claim
from tests.makers import NOW
from workers import publishing


def sizes(many: int) -> list[int]:
    return [len(handful) for handful in publishing.handfuls([Claim(n, uuid4()) for n in range(many)])]


@pytest.mark.parametrize(
    ("many", "expected"),
    [(0, []), (1, [1]), (8, [1] * 8), (17, [3] * 5 + [2]), (75, [10] * 7 + [5]), (100, [10] * 10)],
)
def test_many_are_handed_over_by_the_handful_and_few_one_by_one(many: int, expected: list[int]) -> None:
    assert sizes(many) == expected


def test_handfuls_keep_the_order_of_the_claim() -> None:
    claims = [Claim(n, uuid4()) for n in range(40)]
    handed = [one for handful in publishing.handfuls(claims) for one in handful]
    assert handed == [(claim.publication_id, str(claim.token)) for claim in claims]


def test_a_handful_is_sent_as_it_was_handed_over(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    seen: list[int] = []
    monkeypatch.setattr(
        actions, "publish_some", lambda claims, **_: seen.extend(one.publication_id for one in claims)
    )
    publishing.publish_some([(1, str(uuid4())), (2, str(uuid4()))])
    assert seen == [1, 2]


@pytest.mark.parametrize(
    ("in_hand", "claims"), [(0, 100), (publishing.ROOM, publishing.ROOM), (publishing.ROOM + 1, None)]
)
def test_nothing_is_claimed_before_half_of_what_is_in_hand_is_done(
    monkeypatch: pytest.MonkeyPatch, db: None, in_hand: int, claims: int | None
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(actions, "in_hand", lambda: in_hand)
    monkeypatch.setattr(actions, "claim", lambda *, now, limit: asked.append(limit) or [])
    assert publishing.hand_over(now=NOW) is (claims is None)
    assert asked == ([] if claims is None else [claims])
