"""« En 60 secondes »: the best change, the weakest point, who listens; then one decision asked. Computed, not written:
the same figures say the same sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from influence.core.measures import Metric, mix
from influence.reporting import words
from influence.reporting.measures import Counts, Measure, internal_share, measures, silent

# Points of share between a pillar and its target from which the gap is worth a sentence.
GAP = 0.10
BUBBLE = 0.5


def names() -> dict[str, str]:
    """Measures inside a sentence."""
    return {
        "posts": pgettext("dans une phrase", "les publications"),
        Metric.IMPRESSIONS: pgettext("dans une phrase", "les impressions"),
        Metric.ENGAGEMENT_RATE: pgettext("dans une phrase", "le taux d'engagement"),
        Metric.DISCUSSION_RATIO: pgettext("dans une phrase", "les réactions par commentaire"),
        "reactions": pgettext("dans une phrase", "les réactions"),
        "comments": pgettext("dans une phrase", "les commentaires"),
        "reshares": pgettext("dans une phrase", "les partages"),
    }


def findings(figures: Counts) -> tuple[str, ...]:
    return (
        best(figures["collective"], figures["previous"], of=None),
        weakest(figures),
        bubble(figures["collective"]),
    )


def own_findings(figures: Counts, leader: Counts) -> tuple[str, ...]:
    return (
        best(leader["totals"], figures["previous"], of=str(leader["id"])), own_rhythm(leader), bubble(leader["totals"]),
    )  # fmt: skip


def best(now: Counts, previous: Mapping[str, Any] | None, *, of: str | None) -> str:
    """`of`: a leader's id; None for all together."""
    before = previous and (previous["collective"] if of is None else previous["leaders"].get(of))
    gained = [m for m in measures(now, before) if m.gain is not None and m.gain > 0]
    if previous and gained:
        return progress(max(gained, key=lambda m: m.gain or 0), month=previous["month"])
    return volume(now)


def progress(measure: Measure, *, month: str) -> str:
    return _("La plus forte progression : %(measure)s, %(value)s contre %(before)s en %(month)s (%(change)s).") % {
        "measure": names()[measure.key], "value": measure.words, "before": measure.words_before,
        "month": words.month(month), "change": measure.words_of_change,
    }  # fmt: skip


def volume(now: Counts) -> str:
    """Where no change may be said: the month as it is."""
    if not now["posts"]:
        return _("Aucune publication n'est parue ce mois-ci.")
    if not now["read"]:
        return ngettext(
            "%(posts)s publication est parue ; aucun relevé ne dit encore ce qu'elle a suscité.",
            "%(posts)s publications sont parues ; aucun relevé ne dit encore ce qu'elles ont suscité.", now["posts"],
        ) % {"posts": words.count(now["posts"])}  # fmt: skip
    return ngettext(
        "%(posts)s publication a suscité %(engagements)s engagements (réactions, commentaires, partages).",
        "%(posts)s publications ont suscité %(engagements)s engagements (réactions, commentaires, partages).", now["posts"],
    ) % {"posts": words.count(now["posts"]), "engagements": words.count(now["engagements"])}  # fmt: skip


def weakest(figures: Counts) -> str:
    """The first of what a committee can do something about."""
    lost = lost_slots(figures["process"]["states"])
    unvoiced, gap, quiet = (
        silent_pillar(figures["pillars"]),
        widest_gap(figures["pillars"]),
        silent(figures["leaders"]),
    )
    if not figures["collective"]["posts"]:
        return empty(figures["process"]["states"])
    if lost:
        return ngettext(
            "Le point faible : %(n)s créneau est passé sans mise en ligne.",
            "Le point faible : %(n)s créneaux sont passés sans mise en ligne.", lost,
        ) % {"n": words.count(lost)}  # fmt: skip
    if unvoiced:
        return (
            _("Le point faible : « %(pillar)s » n'a eu aucune voix, pour une cible de %(target)s.") % unvoiced
        )
    if quiet:
        return ngettext(
            "Le point faible : %(n)s dirigeant n'a rien publié ce mois-ci.",
            "Le point faible : %(n)s dirigeants n'ont rien publié ce mois-ci.", len(quiet),
        ) % {"n": words.count(len(quiet))}  # fmt: skip
    if gap:
        return (
            _(
                "Le point faible : « %(pillar)s » tient %(share)s des publications, pour une cible de %(target)s."
            )
            % gap
        )
    return decline(figures) or _(
        "Aucun point faible ne ressort : les créneaux sont tenus et chaque pilier a sa voix."
    )


def empty(states: Mapping[str, int]) -> str:
    planned = sum(states.values())
    if not planned:
        return _("Rien n'était prévu au calendrier ce mois-ci.")
    return ngettext(
        "%(n)s publication était prévue au calendrier.",
        "%(n)s publications étaient prévues au calendrier.",
        planned,
    ) % {"n": words.count(planned)}


def lost_slots(states: Mapping[str, int]) -> int:
    return states.get("missed", 0) + states.get("failed", 0)


def silent_pillar(pillars: Sequence[Counts]) -> dict[str, str] | None:
    """The heaviest pillar that nobody spoke on."""
    unvoiced = [row for row in pillars if row["weight"] and not row["posts"]]
    if not unvoiced:
        return None
    row = max(unvoiced, key=lambda row: row["weight"])
    return {"pillar": row["name"], "target": words.share(row["weight"] / total_weight(pillars), digits=0)}


def widest_gap(pillars: Sequence[Counts]) -> dict[str, str] | None:
    rows = mix(
        {p["name"]: p["posts"] for p in pillars},
        targets={p["name"]: p["weight"] for p in pillars if p["weight"]},
    )
    wide = [row for row in rows if row.gap is not None and abs(row.gap) >= GAP]
    if not wide:
        return None
    row = max(wide, key=lambda row: abs(row.gap or 0))
    return {
        "pillar": row.pillar,
        "share": words.share(row.share or 0, digits=0),
        "target": words.share(row.target or 0, digits=0),
    }


def total_weight(pillars: Sequence[Counts]) -> int:
    return sum(row["weight"] for row in pillars) or 1


def decline(figures: Counts) -> str:
    previous = figures["previous"]
    lost = [
        m
        for m in measures(figures["collective"], previous and previous["collective"])
        if m.gain is not None and m.gain < 0
    ]
    if not lost:
        return ""
    worst = min(lost, key=lambda m: m.gain or 0)
    return _("Le point faible : %(measure)s, %(value)s contre %(before)s en %(month)s (%(change)s).") % {
        "measure": names()[worst.key], "value": worst.words, "before": worst.words_before,
        "month": words.month(previous["month"]), "change": worst.words_of_change,
    }  # fmt: skip


def bubble(now: Counts) -> str:
    share = internal_share(now)
    if share is None:
        return _("La part des collaborateurs n'est pas mesurable : aucun engagement n'a été relevé.")
    if share >= BUBBLE:
        return _(
            "L'entre-soi : %(share)s des engagements viennent des collaborateurs inscrits ; le public extérieur écoute peu."
        ) % {"share": words.share(share, digits=0)}
    return _("L'ouverture : %(outside)s des engagements viennent d'ailleurs que des collaborateurs inscrits (%(share)s).") % {
        "outside": words.share(1 - share, digits=0), "share": words.share(share, digits=0),
    }  # fmt: skip


def own_rhythm(leader: Counts) -> str:
    posts, agreed = leader["totals"]["posts"], leader["agreed"]
    said = {"posts": words.count(posts), "agreed": words.count(agreed)}
    if posts < agreed:
        return ngettext(
            "Le rythme : %(posts)s publication ce mois-ci, quand le rythme convenu est de %(agreed)s.",
            "Le rythme : %(posts)s publications ce mois-ci, quand le rythme convenu est de %(agreed)s.", posts,
        ) % said  # fmt: skip
    return ngettext(
        "Le rythme convenu (%(agreed)s par mois) est tenu : %(posts)s publication.",
        "Le rythme convenu (%(agreed)s par mois) est tenu : %(posts)s publications.", posts,
    ) % said  # fmt: skip


def decision(figures: Counts) -> str:
    """One thing that the committee is asked for, from the same order of concerns as the weakest point."""
    month, share = words.month(following(figures)), internal_share(figures["collective"])
    unvoiced, quiet = silent_pillar(figures["pillars"]), silent(figures["leaders"])
    if figures["collective"]["posts"]:
        if lost_slots(figures["process"]["states"]):
            return _(
                "Convenir d'un délai de relecture : chaque décision deux jours ouvrés avant son créneau."
            )
        if unvoiced:
            return _("Désigner qui portera « %(pillar)s » en %(month)s.") % {
                "pillar": unvoiced["pillar"],
                "month": month,
            }
        if quiet:
            return _("Confirmer le rythme convenu avec chaque dirigeant, ou le réduire, pour %(month)s.") % {
                "month": month
            }
        if share is not None and share >= BUBBLE:
            return _(
                "Choisir, en %(month)s, deux publications à adresser d'abord à des lecteurs extérieurs."
            ) % {"month": month}
    return plan(len(figures["next_month"]), month=month)


def own_decision(figures: Counts, leader: Counts) -> str:
    mine = [slot for slot in figures["next_month"] if slot["leader"] == leader["id"]]
    waiting = sum(slot["state"] == "in_review" for slot in mine)
    if waiting:
        return ngettext(
            "Décider : %(n)s publication prévue en %(month)s attend votre accord.",
            "Décider : %(n)s publications prévues en %(month)s attendent votre accord.", waiting,
        ) % {"n": words.count(waiting), "month": words.month(following(figures))}  # fmt: skip
    return plan(len(mine), month=words.month(following(figures)))


def plan(slots: int, *, month: str) -> str:
    if not slots:
        return _("Fixer les premiers créneaux : le calendrier est vide en %(month)s.") % {"month": month}
    return ngettext(
        "Confirmer le calendrier : %(n)s créneau prévu en %(month)s.",
        "Confirmer le calendrier : %(n)s créneaux prévus en %(month)s.", slots,
    ) % {"month": month, "n": words.count(slots)}  # fmt: skip


def following(figures: Counts) -> str:
    first = words.as_date(figures["month"])
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1).isoformat()
