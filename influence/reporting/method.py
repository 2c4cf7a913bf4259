"""How the figures came about: in full for the comms team, in a few lines under every edition (R-1.1, R-1.6)."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from influence.core.measures import Metric
from influence.engagement.models import Source
from influence.reporting import words
from influence.reporting.content import Section, Table
from influence.reporting.measures import Counts
from influence.reporting.models import Report


def footer(report: Report) -> tuple[str, ...]:
    figures = report.figures
    return (period(figures), *gaps(figures), *definitions(), seal(report))


def period(figures: Counts) -> str:
    return _("Période : %(month)s, fuseau %(zone)s (%(days)s jours, %(hours)s heures). Chaque publication est relevée jusqu'à sept jours après sa parution.") % {
        "month": words.month(figures["month"]), "zone": figures["organisation"]["zone"],
        "days": words.count(figures["days"]), "hours": words.count(figures["hours"]),
    }  # fmt: skip


def gaps(figures: Counts) -> Iterable[str]:
    found = figures["gaps"]
    if found["unread"]:
        yield ngettext(
            "%(n)s publication n'a aucun relevé : ses réactions sont inconnues.",
            "%(n)s publications n'ont aucun relevé : leurs réactions sont inconnues.", found["unread"],
        ) % {"n": words.count(found["unread"])}  # fmt: skip
    if found["without_impressions"]:
        yield ngettext(
            "%(n)s publication n'a pas d'impressions connues : elle ne compte pas dans le taux d'engagement.",
            "%(n)s publications n'ont pas d'impressions connues : elles ne comptent pas dans le taux d'engagement.",
            found["without_impressions"],
        ) % {"n": words.count(found["without_impressions"])}  # fmt: skip
    if found.get("removed"):
        yield ngettext(
            "%(n)s publication parue dans le mois a été retirée de LinkedIn : elle n'est plus comptée.",
            "%(n)s publications parues dans le mois ont été retirées de LinkedIn : elles ne sont plus comptées.",
            found["removed"],
        ) % {"n": words.count(found["removed"])}  # fmt: skip
    if found["younger_than_a_week"]:
        yield ngettext(
            "%(n)s publication avait moins de sept jours au gel du rapport.",
            "%(n)s publications avaient moins de sept jours au gel du rapport.", found["younger_than_a_week"],
        ) % {"n": words.count(found["younger_than_a_week"])}  # fmt: skip


def definitions() -> tuple[str, ...]:
    return (
        _(
            "Engagements : réactions, commentaires et partages, jamais les clics. Taux d'engagement : engagements divisés par les impressions des mêmes publications. n.m. : non mesurable."
        ),
        _(
            "T : part des autres services parmi ceux qui réagissent, rapportée à celle du service du dirigeant ; 1 signifie autant. Comptée en personnes-jours, car personne n'est mémorisé plus de 48 heures."
        ),
        _(
            "Sous cinq publications, aucun pourcentage d'évolution n'est donné. Une portée ne s'additionne pas."
        ),
    )


def seal(report: Report) -> str:
    journal = report.figures["journal"]
    return _("Révision %(revision)s. Empreinte des chiffres : %(hash)s. Journal : entrée %(sequence)s, %(head)s.") % {
        "revision": report.revision, "hash": report.figures_hash[:16], "sequence": words.count(journal["sequence"]),
        "head": journal["hash"][:16],
    }  # fmt: skip


def method(report: Report) -> Section:
    rows = tuple(
        (name, formula, words.count(report.formulas[metric]["version"]))
        for metric, (name, formula) in in_words().items()
        if metric in report.formulas
    )
    columns = (_("Mesure"), _("Formule"), _("Version"))
    return Section(
        key="method", title=_("Méthode"), sentences=tuple(provenance(report.figures)),
        table=Table(caption=_("Les formules et leurs versions"), columns=columns, rows=rows, numbers=frozenset({2})),
    )  # fmt: skip


def in_words() -> dict[str, tuple[str, str]]:
    """The formulas that editions use. Their numerators and denominators are frozen beside the figures too."""
    return {
        Metric.ENGAGEMENT_RATE: (_("Taux d'engagement"), _("engagements ÷ impressions")),
        Metric.INTERNAL_SHARE: (
            _("Part des collaborateurs"),
            _("engagements des collaborateurs inscrits ÷ engagements"),
        ),
        Metric.DISCUSSION_RATIO: (_("Réactions par commentaire"), _("réactions ÷ commentaires")),
        Metric.CADENCE: (_("Par semaine"), _("publications originales × 7 ÷ jours du mois")),
        Metric.ACTIVE_WEEKS: (_("Semaines actives"), _("semaines avec une publication ÷ semaines du mois")),
        Metric.PILLAR_MIX: (_("Part d'un pilier"), _("publications du pilier ÷ publications")),
        Metric.EI_INDEX: (
            _("Indice E-I"),
            _("(autres services − même service) ÷ (autres services + même service)"),
        ),
        Metric.TRANSVERSALITY: (
            _("Transversalité T"),
            _(
                "(autres services ÷ possible dans les autres services) ÷ (même service ÷ possible dans le même service)"
            ),
        ),
    }


def provenance(figures: Counts) -> Iterable[str]:
    names = {
        Source.API: _("lus sur LinkedIn"), Source.IMPORT: _("importés d'un fichier"), Source.DECLARED: _("déclarés"),
    }  # fmt: skip
    for source, n in Counter(post["source"] for post in figures["posts"] if post["source"]).items():
        yield _("Relevés %(source)s : %(n)s.") % {"source": names[source], "n": words.count(n)}
