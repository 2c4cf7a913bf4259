"""The way of a publication, played at random by people and by two workers at once, on PostgreSQL: hypothesis writes the
plays and shortens the one that breaks a promise. MACHINE_EXAMPLES plays more of them."""

from __future__ import annotations

import inspect
import itertools
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from influence.core.lifecycle import PublicationState as State
from influence.editorial import actions as editorial
from influence.editorial.models import Decision, Post
from influence.editorial.refusals import Refusal as EditorialRefusal
from influence.networks.errors import (
    NetworkFailure,
    RateLimited,
    Reason,
    Refused,
    Temporary,
    Unauthorised,
    Unclear,
)
from influence.networks.ports import Content, Published
from influence.outbox.models import Message
from influence.publishing import actions
from influence.publishing.models import Publication
from influence.publishing.refusals import Refusal
from influence.safeguards import freezing
from influence.safeguards.models import Freeze
from influence.safeguards.refusals import Refusal as SafeguardsRefusal
from tests import makers
from tests.editorial import stories
from tests.makers import NOW
from tests.publishing.stage import connect, urn_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.deep]

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "8"))
STEPS = int(os.environ.get("MACHINE_STEPS", "30"))
POSTS, WORKERS = 3, 2
PATIENCE = 20
REFUSALS = (Refusal, EditorialRefusal, SafeguardsRefusal)
ENDS = {State.PUBLISHED, State.FAILED, State.MISSED, State.CANCELLED, State.REMOVED}
# Plays follow each other in one database: neither an organisation nor a post has the name of an earlier one.
names, numbers = itertools.count(1), itertools.count(1)

post = st.integers(0, POSTS - 1)
PAUSES = (1, 30, 46, 120, 151, 300, 900, 1801)
# Who acts; what is named twice happens twice as often.
ACTS = (
    *(
        "send",
        "send",
        "work",
        "work",
        "end",
        "answer_beside",
        "answer_beside",
        "sweep",
        "wait_for",
        "to_the_slot",
    ),
    *(
        "take_up_again",
        "take_up_again",
        "edit",
        "withdraw",
        "restore",
        "submit",
        "approve",
        "reschedule",
        "hurry",
        "confirm",
    ),
    *("say_absent", "say_live", "freeze", "thaw", "reconnect"),
)
BESIDE = ("withdraw", "edit", "say_absent", "reschedule", "freeze", "sweep")
ANSWERS: dict[str, NetworkFailure | None] = {
    "yes": None,
    "lost": Unclear(Reason.NO_ANSWER),
    "lost before": Unclear(Reason.NO_ANSWER),
    "busy": Temporary(Reason.NOT_CONNECTED),
    "wait": RateLimited(Reason.THROTTLED, until=NOW),
    "token": Unauthorised(Reason.TOKEN_REVOKED),
    "no": Refused(Reason.INVALID_FIELD),
    "duplicate": Refused(Reason.DUPLICATE),
}
# The network has it, whatever is said of it.
MADE = ("yes", "lost")


class Killed(BaseException):
    """As a worker ends that is killed in the middle of its call: nothing of it runs any more."""


@dataclass
class Call:
    """A call that is out, until somebody says what comes of it."""

    content: Content
    answer: str = ""
    decided: threading.Event = field(default_factory=threading.Event)


@dataclass
class World:
    """The network: it makes what it is asked to, and each call is checked against what people approved."""

    now: datetime = NOW
    is_frozen: bool = False
    made: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    out: dict[str, Call] = field(default_factory=dict)
    arrived: threading.Event = field(default_factory=threading.Event)

    def publish(self, content: Content, *, credentials: object) -> Published:
        self.check(content)
        call = self.out[threading.current_thread().name] = Call(content)
        self.arrived.set()
        call.decided.wait(PATIENCE)
        if call.answer in MADE:
            self.made.append((content.text, urn_at(self.now, last=next(numbers))))
        if call.answer in ("killed", ""):
            raise Killed
        if failure := ANSWERS[call.answer]:
            raise failure
        return Published(urn=self.made[-1][1], permalink="https://www.linkedin.com/feed/")

    def check(self, content: Content) -> None:
        """Promise 1, looked at from outside at the very moment of the call."""
        versions = Decision.objects.filter(
            kind="approve", version__text=content.text, version__post__state="publishing"
        )
        if not versions.filter(decided_by__leaderships__is_active=True).exists():
            self.wrong.append(f"called without a standing yes: {content.text}")
        if self.is_frozen:
            self.wrong.append(f"called while frozen: {content.text}")


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world, self.texts = World(), itertools.count(1)
        self.said_absent: Counter[int] = Counter()
        self.workers: list[threading.Thread | None] = [None] * WORKERS
        number = next(names)
        self.home = makers.house(f"maison-{number}", f"Maison {number}")
        connect(self.home, until=NOW + timedelta(days=60))
        self.posts = [self.new_post(place) for place in range(POSTS)]
        # A play begins where it becomes interesting: approved, planned, at the slot of the first.
        for place in range(POSTS):
            self.submit_and_approve(place)
        self.to_the_slot()

    def new_post(self, number: int) -> Post:
        where = makers.slot(self.home, at=NOW + timedelta(minutes=5 + number))
        return stories.draft(self.home, text=self.text(), where=where)

    def text(self) -> str:
        return f"{self.home.organisation.slug} texte {next(self.texts)}."

    def fresh(self, number: int) -> Post:
        return stories.fresh(self.posts[number])

    def row(self, number: int) -> Publication | None:
        found = Publication.objects.select_related("post__leader", "account", "organisation", "version")
        return found.filter(post=self.posts[number]).first()

    # People

    @rule(act=st.sampled_from(ACTS), number=post, answer=st.sampled_from([*ANSWERS, "killed"]),
          seconds=st.sampled_from(PAUSES), beside=st.sampled_from(BESIDE))  # fmt: skip
    def anybody_acts(self, act: str, **given: Any) -> None:
        """One rule for all: hypothesis leaves whole rules out of a play, and without workers nothing happens in it."""
        self.do(act, given)

    def do(self, act: str, given: dict[str, Any]) -> None:
        does = getattr(self, act)
        does(**{name: given[name] for name in inspect.signature(does).parameters})

    def submit_and_approve(self, number: int) -> None:
        self.submit(number)
        self.approve(number)
        actions.plan(now=self.world.now)

    def take_up_again(self, number: int) -> None:
        """Whatever became of it: with another text, in another slot, approved again."""
        self.thaw()
        self.restore(number)
        self.edit(number)
        self.move(number, 1)
        self.submit_and_approve(number)
        self.to_the_slot()

    def submit(self, number: int) -> None:
        with refusable():
            editorial.submit(self.fresh(number), by=self.home.bruno, at=self.world.now)

    def approve(self, number: int) -> None:
        with refusable():
            stories.yes(self.home, self.fresh(number), at=self.world.now)

    def edit(self, number: int) -> None:
        with refusable():
            found = self.fresh(number)
            seen = found.version.number if found.version else 0
            editorial.revise(found, text=self.text(), seen=seen, by=self.home.bruno, at=self.world.now)

    def withdraw(self, number: int) -> None:
        with refusable():
            editorial.withdraw(self.fresh(number), by=self.home.bruno, at=self.world.now)

    def restore(self, number: int) -> None:
        with refusable():
            editorial.restore(self.fresh(number), by=self.home.bruno, at=self.world.now)

    def reschedule(self, number: int) -> None:
        self.move(number, 7)

    def move(self, number: int, minutes: int) -> None:
        to = (self.world.now + timedelta(minutes=minutes + 1)).replace(second=number, microsecond=0)
        day, time = makers.cadence.wall(to, self.home.leader.zone)
        with refusable():
            editorial.move(self.fresh(number), day=day, time=time, zone=self.home.leader.zone, fold=None, by=self.home.bruno,
                           at=self.world.now)  # fmt: skip

    def say_absent(self, number: int) -> None:
        """True or not: whoever says so answers for it."""
        row = self.row(number)
        with refusable():
            if row is not None:
                actions.settle(row, is_live=False, by=self.home.bruno, at=self.world.now)
                self.said_absent[number] += 1

    def say_live(self, number: int) -> None:
        row = self.row(number)
        live = [urn for text, urn in self.world.made if row and text == row.version.text]
        with refusable():
            if row is not None and live:
                link = f"https://www.linkedin.com/feed/update/{live[-1]}/"
                actions.settle(row, is_live=True, link=link, by=self.home.bruno, at=self.world.now)

    def hurry(self, number: int) -> None:
        row = self.row(number)
        with refusable():
            if row is not None:
                actions.hurry(row, by=self.home.bruno, at=self.world.now)

    def confirm(self, number: int) -> None:
        row = self.row(number)
        with refusable():
            if row is not None:
                actions.confirm(row, by=self.home.bruno, at=self.world.now)

    def freeze(self) -> None:
        freezing.freeze(self.home.organisation, reason="Essai.", by=self.home.bruno, at=self.world.now)
        self.world.is_frozen = True

    def thaw(self) -> None:
        for row in Freeze.objects.filter(organisation=self.home.organisation, released_at=None):
            freezing.ask_release(row, by=self.home.bruno, at=self.world.now)
            freezing.release(row, by=self.home.odile, at=self.world.now)
        self.world.is_frozen = False

    def reconnect(self) -> None:
        connect(self.home, until=NOW + timedelta(days=60))

    # Workers

    def sweep(self) -> None:
        actions.sweep(now=self.world.now)
        actions.plan(now=self.world.now)
        editorial.miss_undecided(now=self.world.now)

    def work(self, number: int) -> None:
        """A worker takes what is due, and is in a call afterwards, or done."""
        number %= WORKERS
        if self.workers[number] is None:
            self.go_where_something_is_due()
            actions.recover(now=self.world.now)
            self.workers[number] = self.started(number, self.one)
            self.wait(number)

    def send(self, answer: str) -> None:
        """Both steps at once, by whoever is free."""
        for number in range(WORKERS):
            self.work(number)
        self.end(0, answer)

    def answer_beside(self, number: int, answer: str, beside: str) -> None:
        """The network's answer and somebody's act meet in the database."""
        self.work(number)
        act = partial(self.do, beside, {"number": number})
        other = threading.Thread(target=closing(act, wrong=self.world.wrong), name=f"beside {beside}")
        other.start()
        self.end(number, answer)
        other.join(PATIENCE)

    def wait_for(self, seconds: int) -> None:
        self.world.now += timedelta(seconds=seconds)

    def to_the_slot(self) -> None:
        """Of the first post that is still to come: most plays would never see one."""
        coming = Post.objects.filter(pk__in=[one.pk for one in self.posts], slot__at__gt=self.world.now)
        if (at := coming.order_by("slot__at").values_list("slot__at", flat=True).first()) is not None:
            self.world.now = at

    def go_where_something_is_due(self) -> None:
        actions.plan(now=self.world.now)
        due = Publication.objects.filter(post__in=self.posts, state=State.DUE)
        if not due.filter(due_at__lte=self.world.now).exists():
            self.to_the_slot()

    def one(self) -> None:
        """By the handful: the play may end, delay or kill it at each of its calls."""
        claims = actions.claim(now=self.world.now, limit=POSTS)
        actions.publish_some(claims, now=self.world.now, network=self.network)

    def network(self, account: object) -> Any:
        return self.world

    def started(self, number: int, target: Callable[[], None]) -> threading.Thread:
        self.world.arrived.clear()
        thread = threading.Thread(
            target=closing(target, wrong=self.world.wrong), name=f"worker {number}", daemon=True
        )
        thread.start()
        return thread

    def wait(self, number: int) -> None:
        thread = self.workers[number]
        while thread and thread.is_alive() and not self.world.arrived.wait(0.005):
            continue
        if thread and not thread.is_alive():
            self.workers[number] = None

    def end(self, number: int, answer: str) -> None:
        number %= WORKERS
        call = self.world.out.pop(f"worker {number}", None)
        thread = self.workers[number]
        if call is None or thread is None:
            return
        call.answer = answer
        self.world.arrived.clear()
        call.decided.set()
        self.wait(number)

    # What always holds

    @invariant()
    def nothing_broke_and_nothing_was_called_that_nobody_approved(self) -> None:
        assert self.world.wrong == []

    @invariant()
    def nothing_is_made_twice_unless_somebody_said_that_it_was_not_there(self) -> None:
        made = Counter(text for text, _urn in self.world.made)
        for number, one in enumerate(self.posts):
            of_post = sum(made[text] for text in one.versions.values_list("text", flat=True))
            assert of_post <= 1 + self.said_absent[number]

    @invariant()
    def a_publication_and_its_post_belong_together(self) -> None:
        pairs = Publication.objects.filter(post__in=self.posts).values_list("state", "post__state")
        in_call = {State.SENDING, State.UNCLEAR}
        assert all((state in in_call) == (of_post == "publishing") for state, of_post in pairs)
        assert all(
            (state in (State.PUBLISHED, State.REMOVED)) == (of_post == "published")
            for state, of_post in pairs
        )

    @invariant()
    def whatever_went_wrong_was_told(self) -> None:
        """Of several that were held in one go, in one mail."""
        mails = Message.objects.filter(organisation=self.home.organisation)
        rows = Publication.objects.filter(post__in=self.posts, state__in=["unclear", "failed", "held"])
        for pk, state in rows.values_list("post", "state"):
            together = state == State.HELD and mails.filter(kind="publications_held").exists()
            assert together or mails.filter(dedup_key__startswith=f"publication:{pk}:").exists()

    def teardown(self) -> None:
        """However it ends, time brings each publication to an end, or to somebody's question."""
        for number in range(WORKERS):
            self.end(number, "killed")
        try:
            self.thaw()
            self.let_time_pass()
            states = set(Publication.objects.filter(post__in=self.posts).values_list("state", flat=True))
            assert states <= ENDS | {State.UNCLEAR}
            assert self.world.wrong == []
        finally:
            # The next play's workers take whatever is due.
            Publication.objects.filter(post__in=self.posts).update(state=State.CANCELLED)
            Post.objects.filter(pk__in=[one.pk for one in self.posts]).update(state="withdrawn")

    def let_time_pass(self) -> None:
        slots = Post.objects.filter(pk__in=[one.pk for one in self.posts]).values_list("slot__at", flat=True)
        latest = max([self.world.now, *(at for at in slots if at)])
        for after in (
            timedelta(0),
            timedelta(minutes=3),
            timedelta(minutes=40),
            timedelta(hours=26),
            timedelta(hours=27),
        ):
            actions.sweep(now=latest + after)
            actions.plan(now=latest + after)


def closing(act: Callable[[], None], *, wrong: list[str]) -> Callable[[], None]:
    """With a database connection of its own, that ends with it. What breaks in it breaks the play."""

    def inner() -> None:
        try:
            act()
        except Killed:
            return
        except Exception as error:  # noqa: BLE001 (an invariant looks at it)
            wrong.append(repr(error))
        finally:
            connection.close()

    return inner


@contextmanager
def refusable() -> Iterator[None]:
    try:
        yield
    except REFUSALS:
        return


def test_no_play_of_people_and_two_workers_breaks_a_promise() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None,
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
