import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from influence.accounts.rotation import Rotated, rotate, with_tokens
from influence.accounts.seal import current_key


class Command(BaseCommand):
    help = (
        "Seal every token again under the first key of TOKEN_KEYS. Add the new key in front, restart, run this, then "
        "drop the old key. It may be stopped and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="open and count, change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        found: Counter[Rotated] = Counter()
        unreadable: list[int] = []
        accounts = with_tokens()
        for place, account_id in enumerate(accounts, start=1):
            outcome = rotate(account_id, at=timezone.now(), dry_run=options["dry_run"])
            found[outcome] += 1
            if outcome == Rotated.UNREADABLE:
                unreadable.append(account_id)
            if place % 50 == 0 and not options["json"]:
                self.stdout.write(f"{place} of {len(accounts)} accounts")
        self.say(found, unreadable=unreadable, options=options)

    def say(self, found: "Counter[Rotated]", *, unreadable: list[int], options: dict[str, Any]) -> None:
        counts = {str(outcome): found[outcome] for outcome in Rotated}
        if options["json"]:
            self.stdout.write(
                json.dumps({"key": current_key(), "dry_run": options["dry_run"], **counts, "ids": unreadable})
            )
        else:
            verb = "would be sealed again" if options["dry_run"] else "sealed again"
            again, current = counts["sealed_again"], counts["current"]
            self.stdout.write(f"Key {current_key()}: {again} accounts {verb}, {current} already under it.")
        if unreadable:
            ids = ", ".join(map(str, unreadable))
            raise CommandError(
                f"{len(unreadable)} accounts do not open (ids {ids}): keep the old key, or ask to reconnect."
            )
