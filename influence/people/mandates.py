"""Mandates that hold: who may decide in a leader's place, and until when (ADR 0014). What a mandate covers of a post is
editorial's to say (editorial.standing_in)."""

from datetime import datetime
from enum import StrEnum

from django.db.models import F, QuerySet

from influence.people.models import Leader, Mandate, Membership, Organisation, User

SHOWN = ("leader__user", "leader__organisation", "delegate", "given_by", "revoked_by", "organisation")
# Past ones on a page.
SHOWN_PAST = 30


def holding(*, now: datetime) -> QuerySet[Mandate]:
    """Begun, neither over nor revoked, of a leader who still speaks, to somebody who is still of the organisation."""
    return Mandate.objects.filter(
        starts_at__lte=now, ends_at__gt=now, given_at__lte=now, revoked_at=None, given_by=F("leader__user"),
        leader__is_active=True, delegate__is_active=True, delegate__memberships__organisation=F("organisation"),
    )  # fmt: skip


def held_by(user: User, *, now: datetime, organisation_id: int | None = None) -> list[Mandate]:
    """In whose place this person may decide now."""
    mine = holding(now=now).filter(delegate=user)
    if organisation_id is not None:
        mine = mine.filter(organisation=organisation_id)
    return list(mine.select_related(*SHOWN).prefetch_related("pillars").order_by("leader__name", "pk"))


def was_ever_given(member: Membership) -> bool:
    """Whether this person decides, or decided, in somebody's place here."""
    return Mandate.objects.filter(delegate=member.user_id, organisation=member.organisation_id).exists()


class Standing(StrEnum):
    """Where a mandate stands; each has its words (people.words_of_mandates)."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    REVOKED = "revoked"


def standing(mandate: Mandate, *, now: datetime) -> Standing:
    if mandate.revoked_at is not None:
        return Standing.REVOKED
    if mandate.ends_at <= now:
        return Standing.OVER
    return Standing.COMING if mandate.starts_at > now else Standing.RUNNING


def shown_to(member: Membership) -> QuerySet[Mandate]:
    """Operators oversee all; everybody else sees those that they gave or hold."""
    found = Mandate.objects.filter(organisation=member.organisation)
    if member.is_operator:
        return found
    return found.filter(leader__user=member.user) | found.filter(delegate=member.user)


def listed(member: Membership, *, now: datetime) -> tuple[list[Mandate], list[Mandate]]:
    """Those that hold or will, and the latest of those that are over."""
    found = shown_to(member).select_related(*SHOWN).prefetch_related("pillars")
    ahead = found.filter(ends_at__gt=now, revoked_at=None).order_by("starts_at", "pk")
    past = found.exclude(ends_at__gt=now, revoked_at=None).order_by("-ends_at", "-pk")
    return list(ahead), list(past[:SHOWN_PAST])


def candidates(leader: Leader) -> QuerySet[User]:
    """Whom this leader may name: anybody else of the organisation who can sign in."""
    people = User.objects.filter(is_active=True, memberships__organisation=leader.organisation_id)
    return people.exclude(pk=leader.user_id).order_by("name", "pk")


def pillars_of(organisation: Organisation) -> "QuerySet[object]":
    """The pillars, by the way back: this room does not know the one that they live in."""
    return organisation.pillars.all()  # type: ignore[no-any-return, attr-defined]
