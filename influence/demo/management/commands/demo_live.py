import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from influence.demo import cast, checks, live
from influence.demo.outside import MailPage, Sandbox
from influence.outbox.models import Message, MessageState

PATIENCE = timedelta(seconds=75)


class Command(BaseCommand):
    help = "Demo: leave posts due in a moment and posts that wait; with --once, wait for them, check all, print JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sandbox", required=True, help="the address of the LinkedIn sandbox")
        parser.add_argument("--mail", required=True, help="the address of the mail page")
        parser.add_argument("--once", action="store_true", help="play to the end and check")
        parser.add_argument("--output", default="once.json", help="with --once: the file for the JSON line")
        parser.add_argument(
            "--began", type=float, default=0.0, help="seconds already spent, for the JSON line"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic() - options["began"]
        people = cast.found()
        pace = (2, 2) if options["once"] else (45, 30)
        first, step = (timedelta(seconds=n) for n in pace)
        played = live.prepare(people, now=timezone.now(), first=first, step=step)
        if not options["once"]:
            return
        self.wait(played)
        sandbox = Sandbox(options["sandbox"]).state()
        mails = MailPage(options["mail"]).messages()
        found = [*checks.problems(people, sandbox=sandbox, mails=mails), *checks.about_kinds(people, sandbox)]
        if not live.is_played(played):
            found.append("the workers did not publish the three posts that were due")
        seconds = round(time.monotonic() - began, 1)
        told = checks.counts(people, sandbox=sandbox) | {"seconds": seconds, "problems": found}
        # The file appears whole or not at all: somebody waits for it.
        draft = Path(f"{options['output']}.part")
        draft.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        draft.replace(options["output"])

    def wait(self, played: live.Live) -> None:
        """Until the workers have played their part and mailed what they had to."""
        deadline = time.monotonic() + PATIENCE.total_seconds()
        while time.monotonic() < deadline:
            if (
                live.is_played(played)
                and not Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING]).exists()
            ):
                return
            time.sleep(0.5)
