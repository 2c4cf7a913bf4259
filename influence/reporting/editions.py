"""Editions: a frozen report in the words of one readership and one language, made once and then only read."""

import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from influence.outbox import compose
from influence.outbox.actions import File
from influence.reporting import press
from influence.reporting.composing import content
from influence.reporting.content import Content
from influence.reporting.models import Edition, EditionKind, Picture, Report
from influence.reporting.readers import Wanted

# A mail stays light: long tables are cut in it, harder where it is still too heavy, and are whole in the PDF attached.
ROWS = (20, 10, 5)


def make(report: Report, wanted: Iterable[Wanted]) -> None:
    """Those that are missing; one visit to the press for all."""
    missing = [one for one in wanted if not exists(report, one)]
    contents = [content_of(report, one) for one in missing]
    if not missing:
        return
    printed = press.run([document(report, one) for one in contents], template=template())
    for one, said, product in zip(missing, contents, printed, strict=True):
        keep(report, one, said, product)


def exists(report: Report, one: Wanted) -> bool:
    return report.editions.filter(kind=one.kind, leader=one.leader, language=one.language).exists()


def content_of(report: Report, one: Wanted | Edition) -> Content:
    with translation.override(one.language):
        return content(report, kind=one.kind, leader=one.leader, language=one.language)


def document(report: Report, said: Content) -> dict[str, Any]:
    """What the press gets: plain values."""
    sections = [
        asdict(section) | {"table": asdict(section.table) | {"numbers": sorted(section.table.numbers)} if section.table else None}
        for section in said.sections
    ]  # fmt: skip
    return asdict(said) | {
        "sections": sections, "words": fixed_words(said.language), "frozen_at": report.frozen_at.isoformat(),
        "charts": {chart.name: dict(chart.drawing) for chart in said.charts},
    }  # fmt: skip


def fixed_words(language: str) -> dict[str, str]:
    """The headings of every edition."""
    with translation.override(language):
        return {
            "minute": _("En 60 secondes"),
            "decision": _("Décision demandée :"),
            "footer": _("Comment lire ces chiffres"),
        }


def template() -> str:
    return (Path(settings.ROOT) / "templates" / "reports" / "edition.typ").read_text(encoding="utf-8")


@transaction.atomic
def keep(report: Report, one: Wanted, said: Content, product: press.Printed) -> None:
    """Another run may have made the same edition meanwhile: the first one stays."""
    edition, created = Edition.objects.get_or_create(
        report=report, kind=one.kind, leader=one.leader, language=one.language,
        defaults={
            "subject": subject(said), "text": written("reports/edition.txt", said, report=report), "pdf": product.pdf,
            "html": light_html(said, report=report, pictures=product.pictures),
        },
    )  # fmt: skip
    if created:
        Picture.objects.bulk_create(
            Picture(edition=edition, name=chart.name, alt=chart.alt[:300], png=picture.png, svg=picture.svg)
            for chart in said.charts
            for picture in [product.pictures[chart.name]]
        )


def subject(said: Content) -> str:
    with translation.override(said.language):
        named = _("%(title)s (rectifié)") % {"title": said.title} if said.rectified else said.title
    return compose.one_line(" ".join(named.split()))[: compose.SUBJECT_LIMIT]


def light_html(said: Content, *, report: Report, pictures: Mapping[str, press.Picture]) -> str:
    sizes = {name: size(picture) for name, picture in pictures.items()}
    for rows in ROWS[:-1]:
        with suppress(compose.TooHeavy):
            return compose.inlined(
                written("reports/edition.html", said, report=report, rows=rows, sizes=sizes)
            )
    return compose.inlined(written("reports/edition.html", said, report=report, rows=ROWS[-1], sizes=sizes))


def written(name: str, said: Content, *, report: Report, **values: object) -> str:
    with translation.override(said.language):
        shared = compose.page_values() | {
            "edition": said,
            "report": report,
            "organisation": report.organisation,
        }
        return compose.render(name, shared | values).strip() + "\n"


def size(picture: press.Picture) -> tuple[int, int]:
    """Of the picture on the screen: it is drawn twice as large. A PNG's width and height are its bytes 16 to 24."""
    width, height = struct.unpack(">II", picture.png[16:24])
    return width // 2, height // 2


def files(edition: Edition) -> list[File]:
    """The charts shown inside the mail, and the PDF to keep."""
    charts = [
        File(f"{picture.name}.png", "image/png", bytes(picture.png), content_id=picture.name)
        for picture in edition.pictures.all()
    ]
    return [*charts, File(filename(edition), "application/pdf", bytes(edition.pdf))]


def filename(edition: Edition) -> str:
    """« rapport-hopitaux-saint-luc-2026-05-codir.pdf »: says what it is when it lies among others."""
    report = edition.report
    whose = edition.leader.name if edition.leader else EditionKind(edition.kind).value
    with translation.override(edition.language):
        words = [_("rapport"), report.organisation.slug, f"{report.month:%Y-%m}", whose]
    if report.is_rectified:
        words.append(f"r{report.revision}")
    return f"{slugify('-'.join(words))}.pdf"
