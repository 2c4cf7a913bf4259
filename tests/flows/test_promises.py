"""Promise 1, by brute force: whatever people do in whatever order, the network only ever gets what the leader said yes to,
and only while that yes stands.

The test keeps its own small book of what the leader's last word covers, made from what was done to the post and not from
what the product believes; the sandbox says what went out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from influence.approval import actions as approval
from influence.approval.refusals import TooLateToUndo
from influence.core import cadence
from influence.core.fingerprint import content_hash
from influence.core.lifecycle import PostState
from influence.core.text import plain
from influence.demo import backstage, connections
from influence.editorial import actions
from influence.editorial.models import Channel, Decision, DecisionKind, Post, Version
from influence.editorial.refusals import Refusal
from influence.people.models import Leader, User
from influence.publishing import actions as publishing
from influence.publishing.models import Publication
from influence.publishing.refusals import Refusal as NotPublishing
from tests import makers
from tests.flows import company
from tests.flows.outside import Outside
from tests.fuzzing import examples
from tests.makers import NOW, House

# Each play is a transaction of its own, rolled back: in one long transaction the dead rows would slow every next play.
pytestmark = pytest.mark.django_db(transaction=True)

numbers = count(1)


@dataclass
class Play:
    """One post, and the book: `covered` is the text that the leader's standing yes is about."""

    home: House
    outside: Outside
    now: datetime = NOW
    covered: str | None = None
    written: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    post_id: int = 0
    before: int = 0

    def begin(self) -> None:
        text = self.fresh_text()
        slot = makers.slot(self.home, at=NOW + timedelta(hours=2))
        self.post_id = actions.write_post(
            organisation=self.home.organisation, leader=self.home.leader, pillar=self.home.pillar, slot=slot, text=text,
            by=self.home.bruno, at=NOW,
        ).pk  # fmt: skip
        self.before = self.there()

    def fresh_text(self) -> str:
        self.written.append(f"Ce que j'ai vu au bloc, version {next(numbers)}.")
        return self.written[-1]

    @property
    def post(self) -> Post:
        return Post.objects.select_related("version", "slot", "leader__user").get(pk=self.post_id)

    @property
    def version(self) -> Version:
        version = self.post.version
        assert version
        return version

    @property
    def leader(self) -> User:
        """Whoever it is now."""
        return self.post.leader.user

    def there(self) -> int:
        return int(self.outside.sandbox.control("health")["posts"])

    def workers(self) -> None:
        """Everything that runs by itself, and then a look at what the network has got."""
        allowed = self.covered
        backstage.publish(now=self.now)
        if self.post.state == PostState.MISSED:
            self.covered = None
        if self.there() > self.before + len(self.gone):
            [made] = self.outside.state()["posts"][-(self.there() - self.before - len(self.gone)) :]
            assert allowed is not None, f"went out without a standing yes: {made['text']}"
            assert made["text"] == plain(allowed)
            assert is_decided(self.version, by=self.leader)
            self.gone.append(made["text"])
        assert len(self.gone) <= 1, "went out twice"


def is_decided(version: Version, *, by: User) -> bool:
    """The leader's yes on this very version and content, reckoned here."""
    digest = content_hash(
        text=version.text, media=version.media, account=str(version.account_id), audience=version.audience
    )
    yes = Decision.objects.filter(version=version, kind="approve", decided_by=by, content_hash=digest)
    return yes.exists() and digest == version.content_hash


def edit(play: Play) -> None:
    actions.revise(
        play.post, text=play.fresh_text(), seen=play.version.number, by=play.home.bruno, at=play.now
    )
    play.covered = None


def edit_back(play: Play) -> None:
    """To the words of the first version: the same hash as one that may have had its yes."""
    version = actions.revise(
        play.post, text=play.written[0], seen=play.version.number, by=play.home.bruno, at=play.now
    )
    if play.post.state == PostState.DRAFT or version.text != play.covered:
        play.covered = None


def narrow(play: Play) -> None:
    """The same words for another audience."""
    other = "CONNECTIONS" if play.version.audience == "PUBLIC" else "PUBLIC"
    actions.revise(
        play.post,
        text=play.version.text,
        audience=other,
        seen=play.version.number,
        by=play.home.bruno,
        at=play.now,
    )
    play.covered = None


def save_unchanged(play: Play) -> None:
    actions.revise(
        play.post, text=play.version.text, seen=play.version.number, by=play.home.bruno, at=play.now
    )
    if play.post.state == PostState.DRAFT:
        play.covered = None


def submit(play: Play) -> None:
    actions.submit(play.post, by=play.home.bruno, at=play.now)
    play.covered = None


def submit_as_leader(play: Play) -> None:
    actions.submit(play.post, by=play.leader, at=play.now)
    raise AssertionError("the leader submitted what she would decide")


def decide(play: Play, kind: DecisionKind, *, by: User, version: Version, digest: str = "") -> None:
    approval.decide(
        version, kind=kind, by=by, content_hash=digest or version.content_hash, channel=Channel.SESSION, at=play.now,
        reason="" if kind == DecisionKind.APPROVE else "Pas ainsi.",
    )  # fmt: skip


def approve(play: Play) -> None:
    decide(play, DecisionKind.APPROVE, by=play.leader, version=play.version)
    play.covered = play.version.text


def approve_first(play: Play) -> None:
    """From an old page: the first version, with its own hash."""
    first = Version.objects.get(post=play.post_id, number=1)
    current = play.version
    decide(play, DecisionKind.APPROVE, by=play.leader, version=first)
    assert first == current, "a replaced version was approved"
    play.covered = first.text


def approve_as_editor(play: Play) -> None:
    decide(play, DecisionKind.APPROVE, by=play.home.bruno, version=play.version)
    raise AssertionError("an editor approved")


def approve_another_hash(play: Play) -> None:
    decide(play, DecisionKind.APPROVE, by=play.leader, version=play.version, digest="0" * 64)
    raise AssertionError("approved what was not read")


def return_(play: Play) -> None:
    decide(play, DecisionKind.RETURN, by=play.leader, version=play.version)


def refuse(play: Play) -> None:
    decide(play, DecisionKind.REFUSE, by=play.leader, version=play.version)


def take_back(play: Play) -> None:
    approval.take_back(play.post, by=play.leader, at=play.now)
    play.covered = None


def withdraw(play: Play) -> None:
    actions.withdraw(play.post, by=play.home.bruno, at=play.now)
    play.covered = None


def withdraw_publication(play: Play) -> None:
    publishing.withdraw(Publication.objects.get(post=play.post_id), by=play.home.bruno, at=play.now)
    play.covered = None


def restore(play: Play) -> None:
    actions.restore(play.post, by=play.home.bruno, at=play.now)


def move(play: Play) -> None:
    """The yes names the words, not the hour: it stands, unless the slot had been missed."""
    zone = play.home.leader.zone
    day, time = cadence.wall(play.now + timedelta(hours=2), zone)
    actions.move(play.post, day=day, time=time, zone=zone, fold=None, by=play.home.bruno, at=play.now)


def hurry(play: Play) -> None:
    publishing.hurry(Publication.objects.get(post=play.post_id), by=play.home.bruno, at=play.now)


def wait_for_the_slot(play: Play) -> None:
    if (slot := play.post.slot) and slot.at > play.now:
        play.now = slot.at


def wait_too_long(play: Play) -> None:
    wait_for_the_slot(play)
    play.now += timedelta(minutes=31)


def change_hands(play: Play) -> None:
    """Somebody else answers for this leader's account from now on."""
    Leader.objects.filter(pk=play.home.leader.pk).update(user=play.home.odile)
    play.covered = None


ACTS: list[Callable[[Play], None]] = [
    edit, edit_back, narrow, save_unchanged, submit, submit_as_leader, approve, approve_first, approve_as_editor,
    approve_another_hash, return_, refuse, take_back, withdraw, withdraw_publication, restore, move, hurry,
    wait_for_the_slot, wait_too_long, change_hands,
]  # fmt: skip
# The usual way, so that many plays come to the point where something may go out.
ASKED = [submit, approve]
ENDS = [ASKED, [restore, move, *ASKED], [move, *ASKED], [approve], []]
PLAYS = st.builds(
    lambda first, middle, last: [*first, *middle, *last, wait_for_the_slot],
    st.sampled_from([ASKED, [submit], []]),
    st.lists(st.sampled_from(ACTS), max_size=5),
    st.sampled_from(ENDS),
)


@pytest.fixture
def home(outside: Outside) -> House:
    home = makers.house()
    cast = company.cast_of(home, home.leader)
    outside.sandbox.register([{"id": cast.member_ids[home.leader.pk], "name": "Claire Martin"}])
    connections.connect_leaders(outside.sandbox, cast, at=NOW)
    return home


@pytest.mark.deep
def test_nothing_goes_out_without_the_leaders_standing_yes(home: House, outside: Outside) -> None:
    went = 0

    @settings(max_examples=examples(25), deadline=None, database=None, derandomize=True, print_blob=False,
              suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
    @given(PLAYS)
    @example([*ASKED, wait_for_the_slot])
    @example([*ASKED, edit, wait_for_the_slot])
    @example([*ASKED, edit, edit_back, wait_for_the_slot])
    @example([*ASKED, edit, edit_back, submit, wait_for_the_slot])
    @example([*ASKED, move, wait_for_the_slot])
    @example([*ASKED, withdraw, restore, wait_for_the_slot])
    @example([*ASKED, withdraw, restore, submit, wait_for_the_slot])
    @example([*ASKED, wait_too_long, move, wait_for_the_slot])
    @example([*ASKED, wait_too_long, move, submit, approve, wait_for_the_slot])
    @example([*ASKED, change_hands, wait_for_the_slot])
    @example([*ASKED, narrow, wait_for_the_slot])
    def played(acts: list[Callable[[Play], None]]) -> None:
        nonlocal went
        with undone():
            play = Play(home=home, outside=outside)
            play.begin()
            for act in acts:
                attempt(play, act)
                play.workers()
            went += len(play.gone)

    played()
    assert went >= 12, "too few plays ended with a post that went out to prove anything"


@contextmanager
def undone() -> Iterator[None]:
    """To what the house does, no transaction is open: as in any test that Django undoes."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with whole:
        yield
        transaction.set_rollback(True)


def attempt(play: Play, act: Callable[[Play], None]) -> None:
    """A refusal is an answer like another; whatever was refused has changed nothing."""
    try:
        with transaction.atomic():
            act(play)
    except (Refusal, NotPublishing, TooLateToUndo, Publication.DoesNotExist):
        return
