"""The verbs: import what was planned, keep an uploaded file for a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from influence.editorial.actions import plan_slot, write_post
from influence.editorial.importing.planning import Told, quiet
from influence.editorial.importing.plans import Plan, Planned
from influence.editorial.importing.reading import Sheet
from influence.editorial.models import CalendarFile, ImportedRow, Post
from influence.editorial.refusals import Refusal
from influence.journal.actions import record
from influence.people.models import Organisation, User

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Imported:
    created: tuple[Post, ...]
    unchanged: int


class NotImportable(Refusal):
    """The plan has problems: nothing of it is imported."""

    sentence = _("Rien n'a été importé : le fichier contient des erreurs.")

    def __init__(self, plan: Plan) -> None:
        self.problems = plan.problems
        super().__init__()


class RowRefused(Refusal):
    """Somebody took a place, or an hour went by, between the plan and its import: nothing of it is imported."""

    sentence = _("Rien n'a été importé. Ligne %(line)s : %(problem)s")

    def __init__(self, row: Planned, refusal: Refusal) -> None:
        self.row, self.refusal = row, refusal
        super().__init__(row.line)

    def facts(self) -> dict[str, object]:
        return {"line": self.row.line, "problem": str(self.refusal)}


@transaction.atomic
def import_calendar(plan: Plan, *, by: User, at: datetime, told: Told = quiet) -> Imported:
    """All of it or nothing. Rows that another import brought in meanwhile are left alone: the same file, twice or at
    once, makes one calendar. Raises NotImportable, RowRefused."""
    if plan.problems:
        raise NotImportable(plan)
    one_at_a_time(plan.organisation)
    before = digests(plan)
    rows = [row for row in plan.new if before.get((row.leader.pk, row.slot.at)) != row.digest]
    created = []
    for row in rows:
        created.append(brought_in(row, organisation=plan.organisation, by=by, at=at))
        told(len(created), len(rows))
    unchanged = len(plan.rows) - len(created)
    if created:
        record("calendar.imported", plan.organisation, organisation_id=plan.organisation.pk, at=at, by=by.pk,
               digest=plan.digest, created=len(created), unchanged=unchanged)  # fmt: skip
    return Imported(created=tuple(created), unchanged=unchanged)


def one_at_a_time(organisation: Organisation) -> None:
    """Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('calendar-import'), %s::int)", [organisation.pk]
        )


def digests(plan: Plan) -> Mapping[tuple[int, datetime], str]:
    rows = ImportedRow.objects.filter(
        leader__organisation=plan.organisation, at__in={row.slot.at for row in plan.new}
    )
    return {(leader, at): digest for leader, at, digest in rows.values_list("leader_id", "at", "digest")}


def brought_in(row: Planned, *, organisation: Organisation, by: User, at: datetime) -> Post:
    try:
        slot = plan_slot(
            organisation=organisation, leader=row.leader, pillar=row.pillar, day=row.slot.day, time=row.slot.time,
            zone=row.slot.zone, fold=row.fold, at=at, by=by,
        )  # fmt: skip
        post = write_post(
            organisation=organisation, leader=row.leader, pillar=row.pillar, slot=slot, text=row.text, by=by, at=at,
            template=row.template.slug if row.template else "", fields=row.fields, language=row.language,
        )  # fmt: skip
    except Refusal as refusal:
        raise RowRefused(row, refusal) from refusal
    ImportedRow.objects.update_or_create(
        leader=row.leader, at=slot.at, defaults={"digest": row.digest, "post": post}
    )
    return post


@transaction.atomic
def keep_upload(
    sheet: Sheet, *, content: bytes, name: str, organisation: Organisation, by: User, at: datetime
) -> CalendarFile:
    """So that what was shown is what gets imported, and nobody has to choose the file twice."""
    forget_uploads(now=at)
    upload, _new = CalendarFile.objects.update_or_create(
        organisation=organisation, uploaded_by=by, digest=sheet.digest,
        defaults={"name": name[-200:], "content": content, "uploaded_at": at},
    )  # fmt: skip
    record("calendar.uploaded", upload, organisation_id=organisation.pk, at=at, by=by.pk, digest=sheet.digest)
    return upload


def forget_uploads(*, now: datetime) -> int:
    forgotten, _by_model = CalendarFile.objects.filter(uploaded_at__lte=now - KEPT).delete()
    return forgotten
