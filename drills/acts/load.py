"""What goes on while things are pulled out: posts that fall due, texts that must not go out, files, first comments,
corrections, removals, and an approval over the pages."""

from __future__ import annotations

import contextlib
import html
import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import requests
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from drills.house import organisation as houses
from drills.house.judging import Wanted
from drills.house.network import Sandbox
from drills.house.organisation import House, database_now
from influence.editorial import actions
from influence.editorial.models import Post
from influence.editorial.refusals import Refusal
from influence.people.models import Leader
from influence.publishing import actions as publishing
from influence.publishing.models import Publication
from influence.publishing.refusals import NotOnline

SOON = timedelta(seconds=0.8)
# Time for the planner, where a point is reached before the slot.
AHEAD = timedelta(seconds=3)
# So many due at once are handed over by the handful (workers.publishing.HANDFULS).
RUSH = 16
RUSHES = ("going_on", "settling")
# Time to take a text back before it goes out.
DECOY = timedelta(seconds=3)
# Time for a person to see an error page, and to say yes again.
PAGES = timedelta(seconds=30)


@dataclass
class Load:
    house: House
    sandbox: Sandbox
    web: str
    chance: random.Random
    wanted: list[Wanted] = field(default_factory=list)
    urns: dict[int, str] = field(default_factory=dict)
    commented: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    undecided: list[Post] = field(default_factory=list)
    # How many times the first click on the page was enough.
    on_pages: int = 0

    def leader(self) -> Leader:
        return self.chance.choice(self.house.leaders)

    def text(self, what: str) -> str:
        return f"Exercice {len(self.wanted)} {what} {self.chance.randrange(10**9)}."

    def written(self, what: str, *, due: datetime, may_go: bool = True, **beside: object) -> Post:
        leader, text = self.leader(), self.text(what)
        # Two posts of a leader never share an instant.
        due += timedelta(microseconds=1 + len(self.wanted))
        at = in_time(due, by=2)
        post = houses.submitted(self.house, leader, text=text, due=due, at=at, **beside)  # type: ignore[arg-type]
        self.wanted.append(Wanted(post.pk, self.urns[leader.pk], text, due, may_go=may_go))
        return post

    def approved(self, what: str, *, due: datetime, **beside: object) -> Post:
        post = self.written(what, due=due, **beside)
        self.yes(post)
        return post

    def yes(self, post: Post) -> None:
        with self.unless_refused(post, may_go=False):
            houses.approve(post, at=in_time(post.slot.at, by=1) if post.slot else database_now())

    @contextlib.contextmanager
    def unless_refused(self, post: Post, *, may_go: bool) -> Iterator[None]:
        """A machine that does much else may be too late: then the post is what the refusal leaves it."""
        try:
            yield
        except Refusal:
            self.wanted = [
                replace(one, may_go=may_go) if one.post_id == post.pk else one for one in self.wanted
            ]

    def round(self, *, step: str, posts: int) -> int:
        """Everything of one round; the post that the step is about."""
        self.decide_again()
        now = database_now()
        is_rush = step in RUSHES
        first = now + (AHEAD if is_rush or step in ("claimed", "planned") else SOON)
        with_file = (
            {"media": houses.picture(self.house, len(self.wanted), at=now)} if step.startswith("file") else {}
        )
        with_comment = {"first_comment": "Un premier commentaire."} if step.startswith("comment") else {}
        main = self.approved("premier", due=first, **with_file, **with_comment)
        if with_comment:
            self.commented.add(main.pk)
        for number in range(RUSH if is_rush else posts):
            later = database_now() + SOON + timedelta(seconds=0.2 * number)
            self.approved("courant", due=first if is_rush else later)
        self.decoy(due=database_now() + DECOY)
        if step.startswith("change"):
            self.change()
        return main.pk

    def decoy(self, *, due: datetime) -> None:
        """A text that nobody may ever see: not approved, taken back, or replaced after the approval."""
        post = self.written("interdit", due=due, may_go=False)
        kind = self.chance.randrange(3)
        if kind:
            self.yes(post)
            self.wanted[-1] = replace(self.wanted[-1], may_go=False)
        with self.unless_refused(post, may_go=True):
            if kind == 1:
                actions.withdraw(houses.again(post), by=self.house.editor, at=database_now())
            if kind == 2:
                text = self.text("interdit aussi")
                actions.revise(houses.again(post), text=text, seen=1, by=self.house.editor, at=database_now())

    def change(self) -> None:
        """A correction by the leader, or a removal, of something that is live."""
        live = Publication.objects.filter(state="published", comment=None).exclude(post__in=self.changed)
        row = live.select_related("post__leader__user").order_by("-pk").first()
        if row is None:
            return
        self.changed.add(row.post.pk)
        with contextlib.suppress(NotOnline):
            self.corrected_or_removed(row)

    def corrected_or_removed(self, row: Publication) -> None:
        if self.chance.random() < 0.5:
            publishing.propose_correction(
                row, text=self.text("corrigé"), by=row.post.leader.user, at=database_now()
            )
        else:
            publishing.ask_removal(row, reason="Exercice.", by=self.house.editor, at=database_now())

    # Over the pages

    def decide_on_the_page(self) -> threading.Thread:
        """A leader's yes by a form, on its way while something is pulled out."""
        post = self.written("sur la page", due=database_now() + PAGES)
        self.undecided.append(post)
        cookie = signed_in(post)
        thread = threading.Thread(target=say_yes, args=(self.web, post, cookie), daemon=True)
        thread.start()
        return thread

    def decide_again(self) -> None:
        """As a person does who saw an error page: look, and say yes if it still waits."""
        for post in self.undecided:
            fresh = houses.again(post)
            if fresh.state == "in_review":
                self.yes(fresh)
            else:
                self.on_pages += 1
        self.undecided.clear()


def in_time(due: datetime, *, by: int) -> datetime:
    """Now; or so many milliseconds before the slot, where the machine was too slow for it."""
    return min(database_now(), due - timedelta(milliseconds=by))


def signed_in(post: Post) -> str:
    user = post.leader.user
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store.save()
    return str(store.session_key)


def say_yes(web: str, post: Post, cookie: str) -> None:
    page = f"{web}/a-decider/{post.pk}/"
    with contextlib.suppress(requests.RequestException), requests.Session() as browser:
        browser.cookies.set("influence_session", cookie)
        shown = browser.get(page, timeout=20).text
        names = ("csrfmiddlewaretoken", "version", "content_hash", "shown_at")
        form = {name: hidden(shown, name) for name in names}
        browser.post(page, data=form | {"kind": "approve"}, timeout=20, allow_redirects=False)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(found.group(1)) if found else ""
