"""What is measured: the headline, the pillars, the rhythm, who listens. Functions of the frozen figures; what may be shown
to whom is decided in `composing`, so nothing private comes in here unasked (R-1.10)."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from influence.core.measures import Metric, MixRow, active_weeks, cadence_per_week, mix
from influence.reporting import charts, words
from influence.reporting.content import Section, Table
from influence.reporting.measures import (
    Counts,
    Measure,
    discussion_ratio,
    internal_share,
    measures,
    outliers,
    unit_of,
    weight,
)


def labels() -> dict[str, str]:
    return {
        "posts": _("Publications"),
        Metric.IMPRESSIONS: _("Impressions"),
        Metric.ENGAGEMENT_RATE: _("Taux d'engagement"),
        Metric.INTERNAL_SHARE: _("Part des collaborateurs"),
        Metric.DISCUSSION_RATIO: _("Réactions par commentaire"),
        "reactions": _("Réactions"),
        "comments": _("Commentaires"),
        "reshares": _("Partages"),
    }


def headline(now: Counts, before: Counts | None, *, figures: Counts, posts: Sequence[Counts]) -> Section:
    """The month's measures beside those of the month before."""
    previous = figures["previous"]
    then = words.month(previous["month"]) if previous else _("Mois précédent")
    return Section(
        key="headline",
        title=_("Les chiffres du mois"),
        sentences=tuple(base(now)),
        table=Table(
            caption=_("Les mesures du mois, à côté de celles du mois précédent"),
            columns=(_("Mesure"), words.month(figures["month"]), then, _("Évolution")),
            rows=tuple(measure_row(measure) for measure in measures(now, before)),
            numbers=frozenset({1, 2, 3}),
        ),
        notes=tuple(exceptional(now, posts)),
    )


def base(now: Counts) -> Iterable[str]:
    """How much stands behind the figures."""
    if now["posts"]:
        yield ngettext(
            "Sur %(posts)s publication, dont %(rated)s avec des impressions connues.",
            "Sur %(posts)s publications, dont %(rated)s avec des impressions connues.", now["posts"],
        ) % {"posts": words.count(now["posts"]), "rated": words.count(now["rated_posts"])}  # fmt: skip
        yield from reposted(now.get("reposts", 0))
    else:
        yield _("Aucune publication n'est parue ce mois-ci : il n'y a rien à mesurer.")


def reposted(n: int) -> Iterable[str]:
    """They earn a fraction of what originals do: they count, and are told apart (R-1.5)."""
    if n:
        yield ngettext(
            "%(n)s est une republication : le rythme par semaine ne la compte pas.",
            "%(n)s sont des republications : le rythme par semaine ne les compte pas.", n,
        ) % {"n": words.count(n)}  # fmt: skip


def measure_row(measure: Measure) -> tuple[str, ...]:
    before = "–" if measure.before is None and measure.posts == 0 else measure.words_before
    return labels()[measure.key], measure.words, before, measure.words_of_change


def exceptional(now: Counts, posts: Sequence[Counts]) -> Iterable[str]:
    beyond = outliers(posts)
    if beyond:
        yield ngettext(
            "%(n)s publication dépasse trois fois la médiane. Sans elle : %(rest)s engagements au lieu de %(all)s.",
            "%(n)s publications dépassent trois fois la médiane. Sans elles : %(rest)s engagements au lieu de %(all)s.",
            len(beyond),
        ) % {
            "n": words.count(len(beyond)), "all": words.count(now["engagements"]),
            "rest": words.count(now["engagements"] - sum(weight(post) for post in beyond)),
        }  # fmt: skip


def pillars(figures: Counts) -> Section:
    rows = mix(
        {p["name"]: p["posts"] for p in figures["pillars"]},
        targets={p["name"]: p["weight"] for p in figures["pillars"] if p["weight"]},
    )
    return Section(
        key="pillars",
        title=_("La ligne collégiale"),
        chart=charts.pillars(figures["pillars"], rows) if rows else None,
        table=Table(
            caption=_("La part de chaque pilier dans les publications, et sa cible"),
            columns=(_("Pilier"), _("Publications"), _("Part"), _("Cible"), _("Écart")),
            rows=tuple(pillar_row(row) for row in rows),
            numbers=frozenset({1, 2, 3, 4}),
        ),
    )


def pillar_row(row: MixRow) -> tuple[str, ...]:
    share = words.unmeasurable() if row.share is None else words.share(row.share, digits=0)
    target = words.share(row.target, digits=0) if row.target else "–"
    return (
        row.pillar,
        words.count(row.posts),
        share,
        target,
        words.points(None if row.gap is None else row.gap * 100),
    )


def cadence(figures: Counts, leaders: Sequence[Counts]) -> Section:
    """Counts only: nothing here tells who is heard more."""
    weeks = figures["weeks"]
    return Section(
        key="cadence",
        title=_("Le rythme"),
        sentences=tuple(active(leader, figures) for leader in leaders) if len(leaders) == 1 else (all_weeks(figures, leaders),),
        chart=charts.cadence(weeks, leaders) if len(leaders) > 1 else None,
        table=Table(
            caption=_("Les publications de chaque dirigeant, semaine par semaine"),
            columns=(
                _("Dirigeant"), *(words.week(week["monday"]) for week in weeks), _("Total"), _("Convenu"), _("Par semaine"),
            ),
            rows=tuple(
                (
                    leader["name"], *(words.count(week["posts"].get(str(leader["id"]), 0)) for week in weeks),
                    words.count(leader["totals"]["posts"]), words.count(leader["agreed"]), per_week(leader, figures),
                )
                for leader in leaders
            ),
            numbers=frozenset(range(1, len(weeks) + 4)),
        ),
    )  # fmt: skip


def per_week(leader: Counts, figures: Counts) -> str:
    totals = leader["totals"]
    originals = totals["posts"] - totals.get("reposts", 0)
    return words.decimal(cadence_per_week(posts=originals, days=figures["days"]) or 0, digits=1)


def active(leader: Counts, figures: Counts) -> str:
    return _("Semaines avec au moins une publication : %(share)s.") % {
        "share": words.share(weeks_share(leader["days"], figures), digits=0)
    }


def all_weeks(figures: Counts, leaders: Sequence[Counts]) -> str:
    days = [day for leader in leaders for day in leader["days"]]
    return _("Semaines où au moins un dirigeant a publié : %(share)s.") % {
        "share": words.share(weeks_share(days, figures), digits=0)
    }


def weeks_share(days: Iterable[str], figures: Counts) -> float:
    first = words.as_date(figures["month"])
    end = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return active_weeks([words.as_date(day) for day in days], start=first, end=end) or 0.0


def listeners(now: Counts, before: Counts | None, *, figures: Counts) -> Section:
    """The internal bubble: who engages, and whether people talk or merely applaud."""
    share, ratio = internal_share(now), discussion_ratio(now)
    previous = figures["previous"]
    months = [(figures["month"], share)]
    if previous and before:
        months.insert(0, (previous["month"], internal_share(before)))
    return Section(
        key="listeners",
        title=_("Qui écoute"),
        sentences=(
            _("Part des collaborateurs inscrits dans les engagements : %(share)s.")
            % {"share": words.figure(share, unit_of(Metric.INTERNAL_SHARE))},
            _("Réactions par commentaire : %(ratio)s (plus c'est bas, plus on discute).")
            % {"ratio": words.figure(ratio, unit_of(Metric.DISCUSSION_RATIO))},
        ),
        chart=charts.listeners(months) if share is not None else None,
        table=Table(
            caption=_("Les engagements des collaborateurs inscrits et du public"),
            columns=(_("Mois"), _("Collaborateurs inscrits"), _("Public")),
            rows=tuple((words.month(month), *both(value)) for month, value in months),
            numbers=frozenset({1, 2}),
        ),
    )


def both(share: float | None) -> tuple[str, str]:
    if share is None:
        return words.unmeasurable(), words.unmeasurable()
    return words.share(share, digits=0), words.share(1 - share, digits=0)
