"""One line of time: everything that happened to a post, and for whom."""

import re
from datetime import timedelta

from influence.editorial import actions, history
from influence.editorial.models import DecisionKind
from influence.remarks.actions import resolve
from ops.state import PROJECT
from tests.editorial.stories import LATER, draft, fresh
from tests.editorial.test_standing_in import say
from tests.makers import NOW, House
from tests.people.test_mandates import given
from tests.reading import plain
from tests.remarks.test_threads import begun


def told(home: House, *, with_internal: bool = True) -> list[tuple[str, str]]:
    post = home.organisation.posts.get()
    return [(plain(one.what), one.who) for one in history.history(post, with_internal=with_internal)]


def test_the_story_of_a_post_is_told_in_one_line(home: House) -> None:
    given(home)
    post = draft(home)
    thread = begun(post, by=home.bruno, internal=True, at=NOW + timedelta(minutes=1))
    actions.submit(post, by=home.bruno, at=NOW + timedelta(minutes=2))
    say(fresh(post), home.odile, kind=DecisionKind.RETURN, at=LATER)
    actions.revise(post, text="Tout autre chose.", seen=1, by=home.bruno, at=LATER + timedelta(minutes=1))
    resolve(thread, by=home.bruno, at=LATER + timedelta(minutes=2))
    actions.withdraw(post, by=home.odile, at=LATER + timedelta(minutes=3))
    assert told(home) == [
        ("Retirée du calendrier", "Odile Roche"),
        ("Fil de remarques résolu", "Bruno Petit"),
        ("Version 2 écrite", "Bruno Petit"),
        ("Version 1 : modification demandée", "Odile Roche, pour Claire Martin"),
        ("Version 1 soumise", "Bruno Petit"),
        ("Fil de remarques ouvert entre nous", "Bruno Petit"),
        ("Version 1 écrite", "Bruno Petit"),
    ]
    assert not any("remarques" in what for what, _who in told(home, with_internal=False))


def test_a_new_version_shows_its_words_and_a_move_its_hours(home: House) -> None:
    post = draft(home)
    actions.revise(post, text="Hier, au bloc, deux équipes.", seen=1, by=home.bruno, at=LATER)
    wanted = (NOW + timedelta(days=4)).date()
    actions.move(
        post,
        day=wanted,
        time=post.slot.time,
        zone=post.slot.zone,
        fold=None,
        by=home.odile,
        at=LATER + timedelta(1),
    )
    moved, second, _first = history.history(fresh(post), with_internal=True)
    assert {one.kind for one in second.changes} == {"same", "added", "removed"}
    assert "au" in moved.how
    assert moved.who == "Odile Roche"


def test_every_verb_about_a_post_is_told_or_told_elsewhere() -> None:
    """A verb that nobody gave words would be missing from the line, unnoticed."""
    rooms = [PROJECT / "influence" / room for room in ("editorial", "approval")]
    code = "".join(path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("*.py"))
    verbs = set(re.findall(r'"(post\.[a-z_]+)"', code))
    known = set(history.VERBS) | history.TOLD_ELSEWHERE | {"post.address_checked"}
    assert len(verbs) > 12
    assert verbs - known == set()
