import json
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from influence.library.checking import faults, orphans
from influence.library.models import MediaFile


class Command(BaseCommand):
    help = "Check the media library: every file's bytes against their sha256, and bytes on disk that no file has."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--delete-orphans",
            action="store_true",
            help="delete what no file has; only once database and folder are of the same moment",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        broken, loose = list(faults()), list(orphans(timezone.now()))
        if options["delete_orphans"]:
            for name in loose:
                default_storage.delete(name)
        found = {
            "files": MediaFile.objects.count(),
            "faults": [vars(one) for one in broken],
            "orphans": loose,
        }
        self.stdout.write(json.dumps(found) if options["json"] else self.told(found))
        for one in broken:
            self.stderr.write(f"organisation {one.organisation_id}: file {one.file_id} is {one.why}")
        if broken:
            raise CommandError(f"{len(broken)} of {found['files']} files do not have their bytes.")

    def told(self, found: dict[str, Any]) -> str:
        return "\n".join([f"{found['files']} files, {len(found['orphans'])} orphans.", *found["orphans"]])
