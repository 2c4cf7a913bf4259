"""Editions: made once, then only read."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from influence.outbox.actions import File
from influence.reporting.models import Edition, Report
from influence.reporting.readers import Wanted


def make(report: Report, wanted: Iterable[Wanted]) -> None:
    for one in wanted:
        with translation.override(one.language), transaction.atomic():
            Edition.objects.get_or_create(
                report=report, kind=one.kind, leader=one.leader, language=one.language,
                defaults={"subject": _("Rapport mensuel"), "text": str(report.figures["collective"]), "html": "", "pdf": b""},
            )  # fmt: skip


def files(edition: Edition) -> list[File]:
    return [
        File(f"{picture.name}.png", "image/png", bytes(picture.png), content_id=picture.name)
        for picture in edition.pictures.all()
    ]
