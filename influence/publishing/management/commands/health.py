import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError
from django.utils import timezone, translation

from influence.publishing import words_of_health as words
from influence.publishing.health import Facts, Level, Sign, facts, level, signs


class Command(BaseCommand):
    help = "Say whether the house is well: beat, workers, posts, mails, disk. Ends with 0, 1 (to be watched) or 2 (alarm)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = facts(now=timezone.now())
        except OperationalError as error:
            self.stdout.write(
                json.dumps({"level": "bad", "database": "down"})
                if options["json"]
                else f"bad   database: {error}"
            )
            sys.exit(2)
        with translation.override("en"):
            shown = signs(found)
            self.stdout.write(
                json.dumps(as_json(found, shown)) if options["json"] else in_words(shown, now=found.now)
            )
        sys.exit(list(Level).index(level(shown)))


def in_words(shown: list[Sign], *, now: datetime) -> str:
    return "\n".join(line for sign in shown for line in lines(sign, now=now))


def lines(sign: Sign, *, now: datetime) -> list[str]:
    first = f"{sign.level:<5} {words.TITLES[sign.check]}: {words.said(sign, now=now)}"
    return [first] if sign.level is Level.GOOD else [first, f"      → {words.ACTIONS[sign.check]}"]


def as_json(found: Facts, shown: list[Sign]) -> dict[str, Any]:
    checks = [
        {"check": sign.check, "level": sign.level, "said": words.said(sign, now=found.now),
         "do": "" if sign.level is Level.GOOD else str(words.ACTIONS[sign.check])}
        for sign in shown
    ]  # fmt: skip
    hosts = [plain(one) for one in found.life.hosts]
    return {"level": level(shown), "at": plain(found.now), "database": "ok", "checks": checks, "hosts": hosts,
            "publications": plain(found.gauges.states), "stuck": plain(found.gauges.stuck), "mails": plain(found.mails)}  # fmt: skip


def plain(value: Any) -> Any:
    """Moments as ISO 8601, spans as seconds."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    return plain(asdict(value)) if is_dataclass(value) and not isinstance(value, type) else value
