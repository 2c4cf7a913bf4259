"""Two people at the same moment, on two real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier

import pytest
from django.db import connection

from influence.editorial import actions
from influence.editorial.models import Channel, Decision, Post, Slot, Version
from influence.editorial.refusals import AlreadyDecided, MovedOn, Outdated, Refusal, SlotTaken
from influence.journal.queries import breaks
from tests import makers
from tests.editorial.stories import LATER, draft, fresh, in_review
from tests.makers import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[object]:
    """Every act on its own connection, begun at once; a refusal is an answer like another."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def split(answers: list[object]) -> tuple[list[object], list[Refusal]]:
    return [one for one in answers if not isinstance(one, Refusal)], [
        one for one in answers if isinstance(one, Refusal)
    ]


def test_two_browsers_make_exactly_one_decision() -> None:
    home = makers.house()
    post = in_review(home)
    given = {
        "by": home.claire,
        "content_hash": post.version.content_hash,
        "channel": Channel.SESSION,
        "at": LATER,
    }
    done, refused = split(
        together(
            lambda: actions.approve(post.version, **given),
            lambda: actions.refuse(post.version, reason="Non.", **given),
            lambda: actions.approve(post.version, **given),
        )
    )
    assert (len(done), [type(one) for one in refused]) == (1, [AlreadyDecided, AlreadyDecided])
    decision = Decision.objects.get()
    assert fresh(post).state == {"approve": "approved", "refuse": "refused"}[decision.kind]
    assert not list(breaks(home.organisation.pk))


def test_an_edit_and_an_approval_never_both_count() -> None:
    home = makers.house()
    for hour in range(8, 13):
        post = in_review(home, where=makers.slot(home, at=NOW.replace(day=5, hour=hour)))
        version = post.version
        together(
            lambda version=version: actions.approve(
                version, by=home.claire, content_hash=version.content_hash, channel=Channel.SESSION, at=LATER
            ),
            lambda post=post: actions.revise(post, text="Autre chose.", seen=1, by=home.bruno, at=LATER),
        )
        post = fresh(post)
        assert post.state == "draft"
        assert not Decision.objects.filter(version=post.version).exists()


def test_two_editors_make_one_new_version() -> None:
    home = makers.house()
    post = draft(home)
    done, refused = split(
        together(
            *(
                lambda n=n: actions.revise(post, text=f"Main {n}", seen=1, by=home.bruno, at=LATER)
                for n in range(3)
            )
        )
    )
    assert (len(done), {type(one) for one in refused}) == (1, {Outdated})
    assert Version.objects.filter(post=post).count() == 2


def test_two_editors_fill_one_place_once() -> None:
    home = makers.house()

    def fill() -> Post:
        place = actions.plan_slot(
            organisation=home.organisation, leader=home.leader, pillar=home.pillar, day=date(2026, 6, 9), time=time(9),
            zone="Europe/Paris", fold=None, at=NOW,
        )  # fmt: skip
        return draft(home, where=place)

    done, refused = split(together(fill, fill, fill))
    assert (len(done), {type(one) for one in refused}) == (1, {SlotTaken})
    assert "La prochaine place libre" in str(refused[0])
    assert (Slot.objects.count(), Post.objects.count()) == (1, 1)


def test_a_withdrawal_and_an_approval_leave_a_withdrawn_post() -> None:
    home = makers.house()
    post = in_review(home)
    version = post.version
    answers = together(
        lambda: actions.withdraw(post, by=home.bruno, at=LATER),
        lambda: actions.approve(
            version, by=home.claire, content_hash=version.content_hash, channel=Channel.SESSION, at=LATER
        ),
    )
    assert fresh(post).state == "withdrawn"
    assert all(isinstance(one, MovedOn) for one in split(answers)[1])
