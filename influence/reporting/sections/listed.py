"""What is listed: next month's calendar, how the process went, and for those who may read them, leaders and posts."""

from collections.abc import Iterable, Sequence
from textwrap import shorten

from django.utils.translation import gettext as _

from influence.core.measures import Metric
from influence.editorial.words import state as state_words
from influence.reporting import words
from influence.reporting.content import Section, Table
from influence.reporting.measures import Counts, discussion_ratio, engagement_rate, internal_share, unit_of

COUNTED = ("impressions", "reactions", "comments", "reshares", "internal")


def next_month(figures: Counts, *, leader: int | None = None) -> Section:
    slots = [slot for slot in figures["next_month"] if leader is None or slot["leader"] == leader]
    names = {one["id"]: one["name"] for one in figures["leaders"]}
    pillar = {one["id"]: one["name"] for one in figures["pillars"]}
    columns = (_("Quand"), _("Dirigeant"), _("Pilier"), _("État au gel du rapport"))
    rows = tuple(
        (
            words.moment(slot["at"], slot["zone"]), names.get(slot["leader"], "–"), pillar.get(slot["pillar"], "–"),
            state_words(slot["state"]) if slot["state"] else _("libre"),
        )
        for slot in slots
    )  # fmt: skip
    table = Table(caption=_("Les créneaux du mois qui vient"), columns=columns, rows=rows)
    nothing = _("Aucun créneau n'est encore prévu.")
    return Section(
        key="next",
        title=_("Le mois prochain"),
        sentences=() if rows else (nothing,),
        table=table if rows else None,
    )


def process(figures: Counts, *, in_full: bool) -> Section:
    """One line for the committee; the states one by one for the comms team."""
    counts = figures["process"]
    states = counts["states"]
    line = _(
        "Décisions : %(approved)s approuvées, %(returned)s à modifier, %(refused)s refusées, en %(hours)s (médiane). Créneaux manqués : %(missed)s ; mises en ligne en échec : %(failed)s ; en attente de décision : %(waiting)s."
    ) % {
        "approved": words.count(counts["approved"]), "returned": words.count(counts["returned"]),
        "refused": words.count(counts["refused"]), "hours": words.hours(counts["decision_hours"]),
        "missed": words.count(states.get("missed", 0)), "failed": words.count(states.get("failed", 0)),
        "waiting": words.count(states.get("in_review", 0)),
    }  # fmt: skip
    rows = tuple(
        (state_words(state), words.count(n)) for state, n in sorted(states.items(), key=lambda pair: -pair[1])
    )
    table = Table(
        caption=_("Les publications prévues dans le mois, par état"), columns=(_("État"), _("Publications")), rows=rows,
        numbers=frozenset({1}),
    )  # fmt: skip
    return Section(
        key="process",
        title=_("La santé du processus"),
        sentences=(line,),
        table=table if in_full and rows else None,
    )


def by_leader(figures: Counts, leaders: Sequence[Counts]) -> Section:
    """For the comms team only: in alphabetical order, never ranked."""
    columns = (
        _("Dirigeant"), _("Publications"), _("Impressions"), _("Engagements"), _("Taux d'engagement"),
        _("Part des collaborateurs"), _("Réactions par commentaire"),
    )  # fmt: skip
    rows = tuple(leader_row(leader) for leader in sorted(leaders, key=lambda one: one["name"]))
    table = Table(caption=_("Les mesures de chaque dirigeant, par ordre alphabétique"), columns=columns, rows=rows,
                  numbers=frozenset(range(1, 7)))  # fmt: skip
    note = _(
        "Les audiences ne se comparent pas d'un dirigeant à l'autre : ce tableau ne se lit pas comme un classement."
    )
    return Section(key="leaders", title=_("Par dirigeant"), table=table, notes=(note,))


def leader_row(leader: Counts) -> tuple[str, ...]:
    totals = leader["totals"]
    return (
        leader["name"], words.count(totals["posts"]), words.figure(totals["impressions"], unit_of(Metric.IMPRESSIONS)),
        words.count(totals["engagements"]), words.figure(engagement_rate(totals), unit_of(Metric.ENGAGEMENT_RATE)),
        words.figure(internal_share(totals), unit_of(Metric.INTERNAL_SHARE)),
        words.figure(discussion_ratio(totals), unit_of(Metric.DISCUSSION_RATIO)),
    )  # fmt: skip


def posts(figures: Counts, found: Sequence[Counts], *, with_leader: bool) -> Section:
    names = {leader["id"]: leader["name"] for leader in figures["leaders"]}
    who = (_("Dirigeant"),) if with_leader else ()
    columns = (
        _("Jour"), *who, _("Publication"), _("Impressions"), _("Réactions"), _("Commentaires"), _("Partages"),
        _("Internes"),
    )  # fmt: skip
    rows = tuple(
        post_row(post, *((names.get(post["leader"], "–"),) if with_leader else ())) for post in found
    )
    table = Table(caption=_("Ce que chaque publication a suscité ; internes : les actes de collaborateurs inscrits"), columns=columns, rows=rows,
                  numbers=frozenset(range(2 + with_leader, 7 + with_leader)))  # fmt: skip
    return Section(key="posts", title=_("Les publications du mois"), table=table if rows else None,
                   sentences=() if rows else (_("Aucune publication n'est parue ce mois-ci."),))  # fmt: skip


def post_row(post: Counts, *who: str) -> tuple[str, ...]:
    opening = shorten(post["opening"], 70, placeholder="…")
    return (words.day(post["day"]), *who, opening, *(known(post[name]) for name in COUNTED))


def pages(found: Sequence[Counts], *, in_full: bool) -> Iterable[Section]:
    """Beside the leaders' figures, never among them (R-1.4). In sum for the committee; else post by post."""
    if not found:
        return
    which = (_("Jour"), _("Page"), _("Publication")) if in_full else (_("Page"), _("Publications"))
    columns = (*which, _("Impressions"), _("Réactions"), _("Commentaires"), _("Partages"), _("Internes"))
    if in_full:
        rows = [post_row(post, page["name"]) for page in found for post in page["posts"]]
    else:
        rows = [page_row(page) for page in found]
    table = Table(
        caption=_("Ce que les publications de chaque page ont suscité ; internes : les actes de collaborateurs inscrits"),
        columns=columns, rows=tuple(rows), numbers=frozenset(range(3 if in_full else 1, len(columns))),
    )  # fmt: skip
    note = _(
        "Une page n'est pas un profil : ce qu'elle publie ne compte ni dans les chiffres ni dans le rythme des dirigeants."
    )
    yield Section(key="pages", title=_("Sur les pages"), table=table, notes=(note,))


def page_row(page: Counts) -> tuple[str, ...]:
    totals = page["totals"]
    counts = (known(totals[name] if totals["read"] else None) for name in COUNTED)
    return page["name"], words.count(totals["posts"]), *counts


def known(value: int | None) -> str:
    return words.unmeasurable() if value is None else words.count(value)
