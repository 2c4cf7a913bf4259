"""What a story needs at hand: browsers of its people, the mail that arrived, the sandbox, and the clock."""

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

from influence.demo import backstage
from influence.demo.outside import Sandbox
from influence.people.models import User
from ops.mailbox import Received
from ops.mailsink import MailSink

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Milliseconds. Success returns at once; two busy processors are no failure.
PATIENCE = 20_000
# What Chromium says of a page that is not 2xx (the tests look at those themselves), and htmx of a preview that newer
# words overtook.
EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d|htmx:(sendAbort|afterRequest)"
)


@dataclass
class Stage:
    browser: Browser
    base: str
    sandbox: Sandbox
    sandbox_url: str
    mail: MailSink
    clock: time_machine.Traveller
    contexts: list[BrowserContext] = field(default_factory=list)
    # What no page may do: an error in a script, something refused by its policy, a word to another host.
    complaints: list[str] = field(default_factory=list)

    def visit(
        self, who: User | None = None, *, phone: bool = False, script: bool = True, scheme: str = "light",
        language: str = "fr",
    ) -> Page:  # fmt: skip
        """A fresh browser, signed in as somebody or as nobody."""
        context = self.browser.new_context(
            base_url=self.base, locale="fr-FR" if language == "fr" else "en-GB", timezone_id="Europe/Paris",
            viewport=PHONE if phone else DESK, has_touch=phone, is_mobile=phone, device_scale_factor=2 if phone else 1,
            java_script_enabled=script, color_scheme=scheme, reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if who:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(who), "url": self.base}]
            )
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self.hear(page, said))
        page.on("request", lambda request: self.watch(page, request))
        return page

    def hear(self, page: Page, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not EXPECTED.match(said.text):
            self.complaints.append(f"{page.url}: {said.text}")

    def watch(self, page: Page, request: Request) -> None:
        ours = {urlsplit(address).netloc for address in (self.base, self.sandbox_url, self.mail.page_url)}
        # Passkeys are bound to a name: their story calls our own server by one.
        if urlsplit(request.url).netloc.replace("localhost", "127.0.0.1") not in ours | {""}:
            self.complaints.append(f"{page.url}: asked for {request.url}")

    def close(self) -> None:
        was_writing = any("/publications/" in page.url for context in self.contexts for page in context.pages)
        for context in self.contexts:
            context.close()
        if was_writing:
            let_requests_end()
        assert not self.complaints, self.complaints

    def stand_at(self, moment: datetime) -> None:
        """Move the clock of the pages and that of the sandbox."""
        self.clock.move_to(moment)
        self.sandbox.set_clock(moment)

    def deliver(self) -> None:
        """The mail workers' turn."""
        backstage.deliver(now=timezone.now())

    def letters(self, to: User) -> list[Received]:
        """What this person has got once all that waits has gone, newest first."""
        self.deliver()
        return [one for one in self.mail.box.all() if to.email in one.recipients]

    def letter(self, to: User, about: str) -> Received:
        found = [one for one in self.letters(to) if about.casefold() in one.subject.casefold()]
        assert found, [one.subject for one in self.mail.box.all()]
        return found[0]

    def link_in(self, letter: Received) -> str:
        """The address that leads to a page of ours and that both parts of the letter have."""
        found = re.search(re.escape(self.base) + r"\S+", letter.text())
        assert found, letter.text()
        assert found[0] in letter.html()
        return found[0]

    def go_out(self, moment: datetime) -> None:
        """The publishing workers' turn at this moment."""
        self.stand_at(moment)
        backstage.publish(now=moment)
        backstage.publish(now=moment + timedelta(seconds=1))


def fr(words: str) -> re.Pattern[str]:
    """The words of the source, as the French catalogue sets them: its apostrophes and its no-break spaces."""
    return re.compile(re.escape(words).replace("'", "['’]").replace(r"\ ", r"\s"))


def field(page: Page, label: str) -> Locator:
    """By its whole label, with or without the mark of what may be left out."""
    return page.get_by_label(re.compile(rf"^{re.escape(label)}( \(|$)"))


def session_of(who: User) -> str:
    client = Client()
    client.force_login(who)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


BUSY = """SELECT count(*) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""


def let_requests_end() -> None:
    """A composer that is left sends what was typed. The next test empties the tables, and must not meet that request there:
    three looks in a row find nobody at work."""
    still = 0
    for _look in range(100):
        with connection.cursor() as cursor:
            cursor.execute(BUSY)
            still = still + 1 if cursor.fetchone()[0] == 0 else 0
        if still == 3:
            return
        time.sleep(0.06)
