"""The month as one plain dictionary: counts with their numerators and denominators, never a rate alone (R-1.1).

It is what gets frozen; rates, changes and words are made from it at reading time, by formulas whose versions are frozen
beside it. Instants are ISO 8601 in UTC, days are days of the organisation's zone."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from influence.accounts.models import AccountKind
from influence.core.measures import FORMULAS, median
from influence.core.transversality import crossing
from influence.editorial.models import DecisionKind, LinePillar
from influence.engagement.queries import MonthEngagement, month_engagement
from influence.journal.queries import head
from influence.people.models import Leader, Organisation
from influence.publishing.models import Publication
from influence.reporting import gathering
from influence.reporting.counting import Figures, page_figures, posts_figures, totals
from influence.reporting.gathering import AGE, Month
from influence.reporting.models import Report


def figures(organisation: Organisation, *, month: Month, now: datetime) -> Figures:
    """The month, and beside it what it is compared with."""
    counts = month_figures(organisation, month=month, now=now)
    return counts | {"previous": previous_figures(organisation, month, now=now)}


def previous_figures(organisation: Organisation, month: Month, *, now: datetime) -> Figures | None:
    """From the month's frozen report, so that a figure never changes once it was printed. Counted anew where there is
    none, or where it was made by other formulas; None when nothing went out."""
    before = gathering.month_of(organisation, month.previous)
    frozen = Report.objects.filter(organisation=organisation, month=before.first).order_by("revision").last()
    if frozen is not None and frozen.formulas == formulas():
        found = frozen.figures
    elif gathering.published_in(organisation, before):
        found = month_figures(organisation, month=before, now=now)
    else:
        return None
    return {
        "month": found["month"],
        "days": found["days"],
        "collective": found["collective"],
        "leaders": {str(leader["id"]): leader["totals"] for leader in found["leaders"]},
        "transversality": found["transversality"],
    }


def month_figures(organisation: Organisation, *, month: Month, now: datetime) -> Figures:
    publications = gathering.published_in(organisation, month)
    posts = posts_figures(organisation, publications, now=now)
    on_pages = gathering.published_in(organisation, month, kind=AccountKind.PAGE)
    leaders = list(organisation.leaders.select_related("department").order_by("name"))
    engagement = month_engagement(organisation, first=month.first, last=month.last)
    sequence, journal_hash = head(organisation.pk)
    return {
        "organisation": {"name": organisation.name, "zone": organisation.zone},
        "month": month.first.isoformat(),
        "days": month.days,
        "hours": int((month.end - month.start) / timedelta(hours=1)),
        "collective": totals(posts),
        "posts": posts,
        "pages": page_figures(organisation, on_pages, now=now),
        "leaders": [leader_figures(leader, posts) for leader in leaders],
        "pillars": pillar_figures(organisation, posts),
        "weeks": week_figures(month, posts, leaders),
        "transversality": transversality_figures(leaders, engagement),
        "departments": department_figures(organisation, leaders, engagement),
        "process": process_figures(organisation, month),
        "next_month": next_figures(organisation, month),
        "gaps": gap_figures(publications, posts, now=now)
        | {"removed": gathering.removed_in(organisation, month)},
        "journal": {"sequence": sequence, "hash": journal_hash},
    }


def formulas() -> dict[str, dict[str, Any]]:
    return {
        metric.value: {"version": f.version, "numerator": f.numerator, "denominator": f.denominator}
        for metric, f in FORMULAS.items()
    }


def leader_figures(leader: Leader, posts: Iterable[Figures]) -> Figures:
    mine = [post for post in posts if post["leader"] == leader.pk]
    return {
        "id": leader.pk,
        "name": leader.name,
        "function": leader.function,
        "department": leader.department.name,
        "agreed": leader.posts_per_month,
        "active": leader.is_active,
        "days": sorted({post["day"] for post in mine}),
        "totals": totals(mine),
    }


def pillar_figures(organisation: Organisation, posts: Iterable[Figures]) -> list[Figures]:
    """Each pillar's posts beside its weight in the collegial line; a pillar without a voice is there with 0."""
    written = Counter(post["pillar"] for post in posts)
    weights: dict[int, int] = defaultdict(int)
    for pillar_id, weight in LinePillar.objects.filter(
        line__organisation=organisation, line__leader=None
    ).values_list("pillar_id", "weight"):
        weights[pillar_id] += weight
    return [
        {
            "id": p.pk,
            "name": p.name,
            "letter": p.letter,
            "colour": p.colour,
            "posts": written[p.pk],
            "weight": weights[p.pk],
        }
        for p in organisation.pillars.all()
    ]


def week_figures(month: Month, posts: Iterable[Figures], leaders: Iterable[Leader]) -> list[Figures]:
    """Posts per leader in each week (Monday) that touches the month: counts only, for the cadence map."""
    monday = month.first - timedelta(days=month.first.weekday())
    written = Counter((post["leader"], post["day"]) for post in posts)
    weeks = []
    while monday <= month.last:
        days = [(monday + timedelta(days=n)).isoformat() for n in range(7)]
        counts = {str(leader.pk): sum(written[leader.pk, day] for day in days) for leader in leaders}
        weeks.append({"monday": monday.isoformat(), "week": monday.isocalendar().week, "posts": counts})
        monday += timedelta(days=7)
    return weeks


def transversality_figures(leaders: Iterable[Leader], engagement: MonthEngagement) -> Figures:
    """Counts of person-days; null where the two sums may not be told (core.anonymity), and T with them."""
    home = {str(leader.pk): str(leader.department_id) for leader in leaders}
    found = crossing(
        {
            (str(d), str(leader)): n
            for (d, leader), n in engagement.person_days.items()
            if str(leader) in home
        },
        sizes={str(pk): n for pk, n in engagement.members.items()},
        home=home,
    )
    told = engagement.table.groups_told
    return {
        "within": found.within if told else None,
        "cross": found.cross if told else None,
        "possible_within": found.possible_within,
        "possible_cross": found.possible_cross,
        "members": sum(engagement.members.values()),
    }


def department_figures(
    organisation: Organisation, leaders: Iterable[Leader], engagement: MonthEngagement
) -> Figures:
    """The table as it may be shown, already masked and without totals of its lines: the frozen report holds no other cut
    of it (domain.md §3.4)."""
    columns = [str(leader.pk) for leader in leaders]
    return {
        "min_members": organisation.min_members,
        "min_persons": organisation.min_persons,
        "leaders": columns,
        "rows": [
            {"name": d.name, "cells": [engagement.table.cells[str(d.pk), column] for column in columns]}
            for d in organisation.departments.all()
        ],
        "total": engagement.table.total,
    }


def process_figures(organisation: Organisation, month: Month) -> Figures:
    decisions = gathering.decisions_in(organisation, month)
    waits = [
        (decision.decided_at - decision.version.submitted_at) / timedelta(hours=1)
        for decision in decisions
        if decision.version.submitted_at
    ]
    kinds = Counter(decision.kind for decision in decisions)
    return {
        "states": gathering.states_in(organisation, month),
        "approved": kinds[DecisionKind.APPROVE],
        "returned": kinds[DecisionKind.RETURN],
        "refused": kinds[DecisionKind.REFUSE],
        "decision_hours": median(waits),
    }


def next_figures(organisation: Organisation, month: Month) -> list[Figures]:
    following = gathering.month_of(organisation, month.next)
    return [
        {
            "at": slot.at.isoformat(),
            "zone": slot.zone,
            "leader": slot.leader_id,
            "pillar": slot.pillar_id,
            "state": slot.post.state if hasattr(slot, "post") else None,
        }
        for slot in gathering.planned_in(organisation, following)
    ]


def gap_figures(publications: Iterable[Publication], posts: Iterable[Figures], *, now: datetime) -> Figures:
    """What is missing from the figures, said in the method box (R-1.6)."""
    posts = list(posts)
    return {
        "unread": sum(post["reactions"] is None for post in posts),
        "without_impressions": sum(post["impressions"] is None for post in posts),
        "younger_than_a_week": sum(
            p.published_at is not None and p.published_at > now - AGE for p in publications
        ),
    }


def fingerprint(counts: Figures, used: Mapping[str, Any]) -> str:
    """sha256 (hex) over canonical JSON: whoever holds an edition can tell which figures it was made from."""
    canonical = json.dumps([counts, used], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
