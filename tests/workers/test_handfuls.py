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
    ("many", "a_second", "expected"),
    [
        (0, 200, []),
        (1, 200, [1]),
        (5, 200, [1] * 5),
        (17, 200, [4] * 4 + [1]),
        (75, 200, [15] * 5),
        (100, 200, [20] * 5),
        (100, 8, [8] * 12 + [4]),
        (100, 2, [5] * 20),
    ],
)
def test_many_are_handed_over_by_the_handful_and_few_one_by_one(
    monkeypatch: pytest.MonkeyPatch, many: int, a_second: int, expected: list[int]
) -> None:
    monkeypatch.setattr(actions, "taken_a_second", lambda: a_second)
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
    ("in_hand", "a_second", "claims"),
    [
        (0, 200, 100),
        (publishing.ROOM, 200, publishing.ROOM),
        (publishing.ROOM + 1, 200, None),
        # Nobody knows yet how quick the network is.
        (0, 1, 25),
    ],
)
def test_nothing_is_claimed_before_half_of_what_is_in_hand_is_done(
    monkeypatch: pytest.MonkeyPatch, db: None, in_hand: int, a_second: int, claims: int | None
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(actions, "in_hand", lambda: in_hand)
    monkeypatch.setattr(actions, "taken_a_second", lambda: a_second)
    monkeypatch.setattr(actions, "claim", lambda *, now, limit: asked.append(limit) or [])
    assert publishing.hand_over(now=NOW) is (claims is None)
    assert asked == ([] if claims is None else [claims])


def test_more_is_claimed_while_the_last_handful_is_being_sent(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    """And not with the next tick, which would leave workers idle for most of a second."""
    sent: list[str] = []
    monkeypatch.setattr(actions, "taken_a_second", lambda: 200)
    monkeypatch.setattr(actions, "claim", lambda *, now, limit: [Claim(n, uuid4()) for n in range(limit)])
    for task in (publishing.publish_some, publishing.claim_more):
        monkeypatch.setattr(task, "apply_async", lambda *_, name=task.__name__, **__: sent.append(name))
    publishing.hand_over(now=NOW)
    assert sent == ["publish_some"] * 4 + ["claim_more", "publish_some"]
