"""Which parts each edition has (domain.md §1.6). The only place that decides who reads what: leaders' own figures are in
their own edition and in the comms team's, never in the CoDir's (R-1.10)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from influence.people.models import Leader
from influence.reporting import findings, words
from influence.reporting.content import Content, Section
from influence.reporting.measures import Counts
from influence.reporting.method import footer, method
from influence.reporting.models import EditionKind, Report
from influence.reporting.sections import crossing, listed, measured


def content(report: Report, *, kind: str, leader: Leader | None, language: str) -> Content:
    """In the language that is active."""
    figures = report.figures
    own = one(figures, leader) if leader else None
    return Content(
        kind=str(kind),
        language=language,
        title=title(report, own),
        organisation=figures["organisation"]["name"],
        readership=readership(kind, own),
        month=words.month(figures["month"]),
        rectified=_("Rapport rectifié : %(reason)s") % {"reason": report.reason}
        if report.is_rectified
        else "",
        findings=findings.own_findings(figures, own) if own else findings.findings(figures),
        decision=findings.own_decision(figures, own) if own else findings.decision(figures),
        sections=tuple(of_leader(figures, own) if own else SECTIONS[EditionKind(kind)](report)),
        footer=footer(report),
    )


def title(report: Report, own: Counts | None) -> str:
    said = {"month": words.month(report.figures["month"]), "leader": own["name"] if own else ""}
    if own:
        return _("Votre mois sur LinkedIn, %(month)s") % said
    return _("Influence du CoDir, %(month)s") % said


def readership(kind: str, own: Counts | None) -> str:
    if own:
        return _("Pour %(leader)s seulement") % {"leader": own["name"]}
    return _("Pour l'équipe communication") if kind == EditionKind.COMMS else _("Pour le CoDir")


def one(figures: Counts, leader: Leader) -> Counts:
    """A leader who came after the month has figures of nothing, and is told so."""
    found = [entry for entry in figures["leaders"] if entry["id"] == leader.pk]
    return found[0] if found else {
        "id": leader.pk, "name": leader.name, "agreed": leader.posts_per_month, "active": True, "days": [],
        "totals": {**dict.fromkeys(figures["collective"], 0), "impressions": None},
    }  # fmt: skip


def of_codir(report: Report) -> list[Section]:
    figures = report.figures
    return [
        *together(figures),
        *listed.pages(pages(figures), in_full=False),
        listed.next_month(figures),
        listed.process(figures, in_full=False),
    ]


def of_comms(report: Report) -> list[Section]:
    figures = report.figures
    return [
        *together(figures),
        listed.by_leader(figures, present(figures)),
        listed.posts(figures, figures["posts"], with_leader=True),
        *listed.pages(pages(figures), in_full=True),
        listed.next_month(figures),
        listed.process(figures, in_full=True),
        method(report),
    ]


def together(figures: Counts) -> list[Section]:
    previous = figures["previous"]
    before = previous and previous["collective"]
    now = figures["collective"]
    return [
        measured.headline(now, before, figures=figures, posts=figures["posts"]),
        measured.pillars(figures),
        measured.cadence(figures, present(figures)),
        measured.listeners(now, before, figures=figures),
        crossing.transversality(figures),
    ]


def of_leader(figures: Counts, own: Counts) -> list[Section]:
    previous = figures["previous"]
    before = previous and previous["leaders"].get(str(own["id"]))
    posts = [post for post in figures["posts"] if post["leader"] == own["id"]]
    on_pages = [page for page in pages(figures) if page["leader"] == own["id"]]
    return [
        measured.headline(own["totals"], before, figures=figures, posts=posts),
        listed.posts(figures, posts, with_leader=False),
        *listed.pages(on_pages, in_full=True),
        measured.cadence(figures, [own]),
        measured.listeners(own["totals"], before, figures=figures),
        crossing.own_column(figures, own),
        listed.next_month(figures, leader=own["id"]),
    ]


def pages(figures: Counts) -> Sequence[Counts]:
    """Reports that were frozen before there were pages have none."""
    found: Sequence[Counts] = figures.get("pages", ())
    return found


def present(figures: Counts) -> list[Counts]:
    """Leaders of today, and those who have left since but spoke in the month."""
    return [leader for leader in figures["leaders"] if leader["active"] or leader["totals"]["posts"]]


SECTIONS = {EditionKind.CODIR: of_codir, EditionKind.COMMS: of_comms}
