"""A file to begin with: every column, one row with a text and one from a template."""

import csv
import io
from datetime import date, timedelta

from django.utils.translation import gettext as _

from influence.drafting.catalogue import catalogue
from influence.editorial.importing.cells import harmless
from influence.editorial.importing.columns import Column, titles
from influence.editorial.models import Pillar
from influence.people.models import Organisation
from influence.people.queries import leaders

# Spreadsheet programs on Windows read UTF-8 only after this mark.
_MARK = "\ufeff"


def example(organisation: Organisation, *, today: date) -> bytes:
    """In the organisation's language, as it comes out of a spreadsheet program."""
    heads = titles(organisation.language)
    del heads[Column.STATE]
    fields = list(
        dict.fromkeys(field.name for one in catalogue(organisation.language) for field in one.fields)
    )
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*heads.values(), *fields], restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in rows(organisation, today=today):
        writer.writerow({heads.get(name, name): harmless(cell) for name, cell in row.items()})
    return (_MARK + out.getvalue()).encode()


def rows(organisation: Organisation, *, today: date) -> list[dict[str, str]]:
    leader = next(iter(leaders(organisation)), None)
    pillar = Pillar.objects.filter(organisation=organisation).first()
    who: dict[str, str] = {
        Column.TIME: "08:30",
        Column.LEADER: leader.name if leader else "",
        Column.PILLAR: pillar.name if pillar else "",
    }
    text = _("Écrivez ici le texte de la publication.\n\nIl peut avoir plusieurs lignes.")
    template = catalogue(organisation.language)[0]
    fields = {field.name: field.example.strip() for field in template.fields}
    return [
        who | {Column.DATE: f"{today + timedelta(days=7):%d/%m/%Y}", Column.TEXT: text},
        who | {Column.DATE: f"{today + timedelta(days=8):%d/%m/%Y}", Column.TEMPLATE: template.slug} | fields,
    ]
