"""Charts as numbers and words, ready to be drawn elsewhere (influence.reporting.drawing). Each says its conclusion in one
sentence, which is its alternative text."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from influence.core.measures import MixRow
from influence.reporting import words
from influence.reporting.content import Chart
from influence.reporting.measures import Counts

# The stylesheet's pillar colours (static/influence.css), light theme: charts are drawn on white.
PILLARS = ("#0b5d4e", "#7a3b12", "#354b9c", "#8a2a5b", "#5b5512", "#0a5a86", "#6b3fa0", "#4b5563")


def pillars(found: Sequence[Counts], rows: Sequence[MixRow]) -> Chart:
    colours = {pillar["name"]: PILLARS[pillar["colour"] - 1] for pillar in found}
    bars = [
        {
            "pillar": row.pillar, "share": row.share or 0, "target": row.target or 0, "colour": colours[row.pillar],
            "label": words.share(row.share or 0, digits=0),
        }
        for row in rows
    ]  # fmt: skip
    legend = [_("Barre : part des publications."), _("Trait : cible de la ligne collégiale.")]
    return Chart(
        "pillars", alt=pillars_conclusion(rows), drawing={"kind": "pillars", "bars": bars, "legend": legend}
    )


def pillars_conclusion(rows: Sequence[MixRow]) -> str:
    """A pillar far above or below its target is the point of the picture."""
    told = [row for row in rows if row.gap is not None]
    if not told:
        return _("Aucune publication : les piliers n'ont pas de part ce mois-ci.")
    row = max(told, key=lambda row: abs(row.gap or 0))
    return _("Le plus grand écart à la ligne : « %(pillar)s », %(share)s des publications pour une cible de %(target)s.") % {
        "pillar": row.pillar, "share": words.share(row.share or 0, digits=0), "target": words.share(row.target or 0, digits=0),
    }  # fmt: skip


def cadence(weeks: Sequence[Counts], leaders: Sequence[Counts]) -> Chart:
    cells = [
        {
            "leader": leader["name"],
            "week": words.week(week["monday"]),
            "posts": week["posts"].get(str(leader["id"]), 0),
        }
        for week in weeks
        for leader in leaders
    ]
    drawing: dict[str, Any] = {
        "kind": "cadence", "cells": cells, "weeks": [words.week(week["monday"]) for week in weeks],
        "leaders": [leader["name"] for leader in leaders], "legend": [_("Publications par semaine.")],
    }  # fmt: skip
    return Chart("cadence", alt=cadence_conclusion(weeks, leaders), drawing=drawing)


def cadence_conclusion(weeks: Sequence[Counts], leaders: Sequence[Counts]) -> str:
    """About the weeks, never about who posts most."""
    by_week = [
        (sum(week["posts"].get(str(leader["id"]), 0) for leader in leaders), week["monday"]) for week in weeks
    ]
    total, (most, busiest) = sum(n for n, _week in by_week), max(by_week, key=lambda pair: pair[0])
    if not total:
        return _("Aucune publication, quelle que soit la semaine.")
    return ngettext(
        "%(total)s publication dans le mois ; la semaine la plus active, %(week)s, en compte %(most)s.",
        "%(total)s publications dans le mois ; la semaine la plus active, %(week)s, en compte %(most)s.", total,
    ) % {"total": words.count(total), "week": words.week(busiest), "most": words.count(most)}  # fmt: skip


def listeners(months: Sequence[tuple[str, float | None]]) -> Chart:
    inside, outside = _("Collaborateurs inscrits"), _("Public")
    parts = [
        {
            "month": words.month(month),
            "who": who,
            "order": order,
            "share": value,
            "label": words.share(value, digits=0),
        }
        for month, share in months
        if share is not None
        for order, (who, value) in enumerate(((inside, share), (outside, 1 - share)))
    ]
    drawing = {
        "kind": "listeners", "parts": parts, "months": [words.month(month) for month, _share in months],
        "who": [inside, outside],
    }  # fmt: skip
    return Chart("listeners", alt=listeners_conclusion(months), drawing=drawing)


def listeners_conclusion(months: Sequence[tuple[str, float | None]]) -> str:
    month, share = months[-1]
    before = months[0][1] if len(months) > 1 else None
    said = {"share": words.share(share or 0, digits=0), "month": words.month(month)}
    if before is None:
        return _("%(share)s des engagements viennent des collaborateurs inscrits en %(month)s.") % said
    return _(
        "%(share)s des engagements viennent des collaborateurs inscrits, contre %(before)s en %(earlier)s."
    ) % (said | {"before": words.share(before, digits=0), "earlier": words.month(months[0][0])})
