import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from influence.journal.models import Entry
from influence.journal.queries import breaks, head


class Command(BaseCommand):
    help = "Check the journal: every organisation's chain of entries, from the first to the last."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what",
            choices=["verify"],
            help="walk every chain; ends with 1 and names the entries where one breaks",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        organisations = list(Entry.objects.order_by().values_list("organisation_id", flat=True).distinct())
        found = [b for organisation_id in organisations for b in breaks(organisation_id)]
        entries = Entry.objects.count()
        if options["json"]:
            heads = {organisation_id: head(organisation_id) for organisation_id in organisations}
            self.stdout.write(
                json.dumps({"entries": entries, "heads": heads, "breaks": [vars(b) for b in found]})
            )
        for b in found:
            self.stderr.write(f"organisation {b.organisation_id}: entry {b.sequence} {b.why}")
        if found:
            raise CommandError(f"The journal does not hold: {len(found)} of {entries} entries.")
        if not options["json"]:
            self.stdout.write(f"The journal holds: {entries} entries of {len(organisations)} organisations.")
