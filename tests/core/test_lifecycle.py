from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from influence.core.lifecycle import (
    POST_MOVES,
    PUBLICATION_MOVES,
    Move,
    PostMove,
    PostState,
    PublicationMove,
    PublicationState,
    S,
    may,
)


def reachable(start: S, moves: Iterable[Move[S]]) -> set[S]:
    edges = [(source, move.target) for move in moves for source in move.sources]
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for source, target in edges:
            if source == here and target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def without(moves: Mapping[PostMove, Move[PostState]], *names: PostMove) -> list[Move[PostState]]:
    return [move for name, move in moves.items() if name not in names]


def terminal(states: type[S], moves: Iterable[Move[S]]) -> set[S]:
    left = {source for move in moves for source in move.sources}
    return set(states) - left


def test_every_move_is_in_its_table() -> None:
    assert set(POST_MOVES) == set(PostMove)
    assert set(PUBLICATION_MOVES) == set(PublicationMove)


def test_every_state_can_be_reached() -> None:
    assert reachable(PostState.DRAFT, POST_MOVES.values()) == set(PostState)
    assert reachable(PublicationState.DUE, PUBLICATION_MOVES.values()) == set(PublicationState)


def test_published_is_the_only_end_but_for_what_is_removed_then() -> None:
    assert terminal(PostState, POST_MOVES.values()) == {PostState.PUBLISHED}
    assert terminal(PublicationState, PUBLICATION_MOVES.values()) == {PublicationState.REMOVED}
    assert PUBLICATION_MOVES[PublicationMove.REMOVE].sources == {PublicationState.PUBLISHED}


@pytest.mark.parametrize(
    "start",
    [PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED, PostState.REFUSED, PostState.WITHDRAWN],
)
def test_nothing_is_sent_without_an_approval(start: PostState) -> None:
    # What a person found live was not sent by us.
    seen = reachable(start, without(POST_MOVES, PostMove.APPROVE, PostMove.FIND))
    assert not seen & {PostState.APPROVED, PostState.SCHEDULED, PostState.PUBLISHING, PostState.PUBLISHED}


def test_an_edit_needs_a_new_approval_from_wherever_it_is_made() -> None:
    edit = POST_MOVES[PostMove.EDIT]
    seen = reachable(edit.target, without(POST_MOVES, PostMove.APPROVE, PostMove.FIND))
    assert PostState.PUBLISHED not in seen
    assert {PostState.APPROVED, PostState.SCHEDULED} <= edit.sources


def test_a_post_on_its_way_out_can_no_longer_be_edited_or_withdrawn() -> None:
    for move in (PostMove.EDIT, PostMove.WITHDRAW, PostMove.SUBMIT, PostMove.APPROVE):
        assert not may(move, PostState.PUBLISHING)
        assert not may(move, PostState.PUBLISHED)


def test_a_missed_or_failed_post_is_asked_about_again() -> None:
    for state in (PostState.MISSED, PostState.FAILED):
        moves = without(POST_MOVES, PostMove.APPROVE, PostMove.AGAIN, PostMove.FIND)
        assert PostState.PUBLISHED not in reachable(state, moves)
        assert may(PostMove.REOPEN, state)


def test_what_failed_may_be_tried_again_as_it_is_and_what_was_missed_may_not() -> None:
    assert (POST_MOVES[PostMove.AGAIN].sources, POST_MOVES[PostMove.AGAIN].target) == (
        {PostState.FAILED},
        PostState.SCHEDULED,
    )
    assert (
        PUBLICATION_MOVES[PublicationMove.AGAIN].sources,
        PUBLICATION_MOVES[PublicationMove.AGAIN].target,
    ) == (
        {PublicationState.FAILED},
        PublicationState.DUE,
    )


def test_finding_a_post_live_sends_nothing() -> None:
    assert POST_MOVES[PostMove.FIND].target is PostState.PUBLISHED
    assert PUBLICATION_MOVES[PublicationMove.ADOPT].target is PublicationState.PUBLISHED
    assert not may(PublicationMove.ADOPT, PublicationState.SENDING)
    assert not may(PublicationMove.ADOPT, PublicationState.CANCELLED)


def test_an_unclear_publication_is_never_sent_again_unless_a_person_or_the_policy_says_so() -> None:
    asked = (PublicationMove.ABSENT, PublicationMove.RESUBMIT)
    moves = [move for name, move in PUBLICATION_MOVES.items() if name not in asked]
    assert reachable(PublicationState.UNCLEAR, moves) == {
        PublicationState.UNCLEAR,
        PublicationState.PUBLISHED,
        PublicationState.REMOVED,
    }


def test_only_a_claimed_publication_is_sent() -> None:
    assert PUBLICATION_MOVES[PublicationMove.SEND].sources == {PublicationState.CLAIMED}


def test_moves_of_the_same_word_are_told_apart() -> None:
    assert may(PublicationMove.PUBLISH, PublicationState.SENDING)
    assert not may(PostMove.PUBLISH, PostState.SCHEDULED)
    assert may(PostMove.PUBLISH, PostState.PUBLISHING)


def test_a_second_approval_is_refused() -> None:
    assert may(PostMove.APPROVE, PostState.IN_REVIEW)
    assert not may(PostMove.APPROVE, PostState.APPROVED)
