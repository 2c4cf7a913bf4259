import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from influence.demo import backstage, calendar, cast, connections, contents, live, story
from influence.demo.outside import Sandbox
from influence.editorial.importing import import_calendar, plan, read


class Command(BaseCommand):
    help = (
        "Demo: make the sample CoDir and play its last month against the sandbox, before the workers start."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sandbox", required=True, help="the address of the LinkedIn sandbox")

    def handle(self, *args: Any, **options: Any) -> None:
        if cast.exists():
            raise CommandError("The sample CoDir is in this database already: the demo needs an empty one.")
        now = timezone.now()
        logging.getLogger("influence").setLevel(logging.WARNING)
        sandbox = Sandbox(options["sandbox"])
        people = cast.gather()
        month = live.first_month(now, people.organisation.zone)
        start = story.opening(month, people.organisation.zone)
        sandbox.set_clock(start)
        connections.separate_ids(sandbox)
        connections.register(sandbox, people)
        connections.receive(sandbox, people)
        connections.connect_leaders(sandbox, people, at=start)
        connections.give_a_page(sandbox, people, at=start)
        volunteers = connections.enrol_employees(sandbox, people, at=start)
        self.stdout.write(f"{len(people.leaders)} leaders connected, {volunteers} employees enrolled")
        self.fill_calendar(people, month=month, at=start)
        files = contents.fill_library(people, at=start)
        showcase = [
            contents.write(people, row, month=month, files=files, at=start) for row in contents.of_their_own()
        ]
        stage = story.Stage(sandbox=sandbox, until=now - timedelta(minutes=5))
        story.rehearse(stage, people, month=month, showcase=showcase)
        story.share(stage, people, month=month, showcase=showcase)
        stage.play(self.show)
        backstage.deliver(now=now)
        sandbox.set_clock(None)
        connections.receive(sandbox, people, speed=240)

    def fill_calendar(self, people: cast.Cast, *, month: date, at: datetime) -> None:
        shifted = calendar.shifted((cast.DATA / "calendrier.csv").read_bytes(), first_month=month)
        planned = plan(read(shifted), organisation=people.organisation, now=at)
        if planned.problems:
            raise CommandError("\n".join(str(problem) for problem in planned.problems))
        import_calendar(planned, by=people.editors[0], at=at)
        self.stdout.write(f"{len(planned.rows)} posts imported into the calendar")

    def show(self, day: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{day} ", ending="")
            self.stdout.flush()
