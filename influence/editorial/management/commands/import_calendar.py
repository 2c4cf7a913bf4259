import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from influence.editorial.importing import Plan, RowRefused, import_calendar, plan, read
from influence.editorial.importing.faults import MOST_BYTES
from influence.people.models import Membership

# What the shell gets: 0 imported, or nothing to do; 1 the file has problems; 2 the command cannot start.
PROBLEMS, USAGE = 1, 2
_STEP = 200


class Command(BaseCommand):
    help = "Import an editorial calendar from a CSV file: all of it, or nothing. The same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="the CSV file, in UTF-8 (docs/howto/import-a-calendar.md)"
        )
        parser.add_argument("--organisation", required=True, metavar="SLUG", help="whose calendar it is")
        parser.add_argument(
            "--as",
            required=True,
            dest="person",
            metavar="ADDRESS",
            help="the editor who imports it, by mail address",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        member = editor(options["person"], slug=options["organisation"])
        content = bytes_of(options["file"])
        with translation.override(member.user.language):
            self.bring_in(content, member=member, options=options)

    def bring_in(self, content: bytes, *, member: Membership, options: dict[str, Any]) -> None:
        now = timezone.now()
        planned = plan(read(content), organisation=member.organisation, now=now, told=self.told(_("lues")))
        if planned.problems:
            self.refuse(planned, options=options)
        created, unchanged = len(planned.new), len(planned.unchanged)
        if not options["json"]:
            for remark in planned.remarks:
                self.stderr.write(str(remark))
        if not options["dry_run"]:
            try:
                done = import_calendar(planned, by=member.user, at=now, told=self.told(_("importées")))
            except RowRefused as refusal:
                raise CommandError(str(refusal), returncode=PROBLEMS) from refusal
            created, unchanged = len(done.created), done.unchanged
        self.say(created, unchanged, planned=planned, options=options)

    def refuse(self, planned: Plan, *, options: dict[str, Any]) -> None:
        if options["json"]:
            told = {"dry_run": options["dry_run"], "created": 0, "unchanged": len(planned.unchanged)}
            self.stdout.write(
                json.dumps(told | {"problems": [vars(one) for one in planned.problems]}, ensure_ascii=False)
            )
        else:
            for problem in planned.problems:
                self.stderr.write(str(problem))
        count = len(planned.problems)
        words = ngettext(
            "Rien n'a été importé : %(count)s erreur.", "Rien n'a été importé : %(count)s erreurs.", count
        )
        raise CommandError(words % {"count": count}, returncode=PROBLEMS)

    def say(self, created: int, unchanged: int, *, planned: Plan, options: dict[str, Any]) -> None:
        if options["json"]:
            told = {"dry_run": options["dry_run"], "created": created, "unchanged": unchanged, "problems": []}
            if planned.remarks:
                told["remarks"] = [vars(one) for one in planned.remarks]
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        words = _("Créées : %(created)s. Inchangées : %(unchanged)s.")
        if options["dry_run"]:
            words = _("À créer : %(created)s. Inchangées : %(unchanged)s. Rien n'a été écrit.")
        self.stdout.write(words % {"created": created, "unchanged": unchanged})

    def told(self, done: str) -> Any:
        """Progress for a person, on the error stream so that the answer stays alone on the other."""

        def tell(count: int, of: int) -> None:
            if sys.stderr.isatty() and of > _STEP and count % _STEP == 0:
                self.stderr.write(
                    _("%(count)s lignes sur %(of)s %(done)s") % {"count": count, "of": of, "done": done}
                )

        return tell


def editor(address: str, *, slug: str) -> Membership:
    member = (
        Membership.objects.select_related("user", "organisation")
        .filter(user__email__iexact=address, user__is_active=True, organisation__slug=slug)
        .first()
    )
    if member is None:
        raise CommandError(f"{address} is not a member of an organisation '{slug}'.", returncode=USAGE)
    if not member.is_editor:
        raise CommandError(
            f"{address} may not fill the calendar of '{slug}': only its editors do.", returncode=USAGE
        )
    return member


def bytes_of(path: Path) -> bytes:
    """One byte more than may be read is enough to say that it is too big."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.", returncode=USAGE) from error
