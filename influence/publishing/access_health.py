"""What an operator sees of their own organisation on the page of the house's health. Nothing of another one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from influence.core.lifecycle import PublicationState
from influence.outbox.health import Post, leaving
from influence.people.models import Membership
from influence.publishing.access import publications_for
from influence.publishing.gauges import OPEN
from influence.publishing.models import Publication, Upload, UploadState

# What is over is counted this far back.
BACK = timedelta(days=30)
SHOWN = 5


@dataclass(frozen=True)
class Counted:
    state: PublicationState
    count: int
    since: datetime | None


@dataclass(frozen=True)
class House:
    """`counts`: what is open, and what came to an end in the last thirty days. `unclear`: the oldest that wait for a
    person's word."""

    counts: list[Counted]
    unclear: list[Publication]
    overdue: datetime | None
    failed_files: int
    mails: Post


def house_for(member: Membership, *, now: datetime) -> House:
    ours = publications_for(member)
    states = {
        row["state"]: row
        for row in ours.filter(Q(state__in=OPEN) | Q(due_at__gt=now - BACK))
        .order_by()
        .values("state")
        .annotate(count=Count("pk"), since=Min("due_at"))
    }
    return House(
        counts=[Counted(state, states[state]["count"], states[state]["since"]) for state in PublicationState if state in states],
        unclear=list(ours.filter(state=PublicationState.UNCLEAR).order_by("changed_at", "pk")[:SHOWN]),
        overdue=ours.filter(state=PublicationState.DUE, due_at__lte=now).aggregate(since=Min("due_at"))["since"],
        failed_files=Upload.objects.filter(publication__in=ours.filter(state=PublicationState.HELD), state=UploadState.FAILED).count(),
        mails=leaving(now=now, organisation_id=member.organisation_id),
    )  # fmt: skip
