from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from influence.journal.actions import record
from influence.people.actions.mandates import revoke
from influence.people.actions.members import invite
from influence.people.models import Leader, Mandate, Membership, Organisation, Role, User
from influence.people.refusals import AlreadyMember, NameTaken, NoLeader, OtherRole


@transaction.atomic
def add_leader(
    organisation: Organisation, *, email: str, facts: Mapping[str, Any], by: User, at: datetime
) -> Leader:
    """A member of a CoDir, who is invited if the organisation does not know them yet. `facts` are Leader's fields."""
    membership = Membership.objects.filter(
        organisation=organisation, user__email__iexact=email.strip()
    ).first()
    if membership and membership.role != Role.LEADER:
        raise OtherRole(membership.pk)
    if membership is None:
        membership = invite(organisation, name=facts["name"], email=email, role=Role.LEADER, by=by, at=at)
    leader = created(organisation, membership.user, facts=facts)
    record("leader.added", leader, organisation_id=organisation.pk, at=at, by=by.pk, user=membership.user_id)
    return leader


def created(organisation: Organisation, user: User, *, facts: Mapping[str, Any]) -> Leader:
    if Leader.objects.filter(organisation=organisation, user=user).exists():
        raise AlreadyMember(user.pk)
    try:
        with transaction.atomic():
            return Leader.objects.create(organisation=organisation, user=user, **facts)
    except IntegrityError as error:
        raise NameTaken(facts["name"]) from error


@transaction.atomic
def amend_leader(leader: Leader, *, changes: Mapping[str, Any], by: User, at: datetime) -> None:
    """Write the fields that changed. Slots keep the zone in which they were planned. Raises NameTaken, and NoLeader for
    whoever is to speak again without being a leader here."""
    changed = {name: value for name, value in changes.items() if getattr(leader, name) != value}
    if not changed:
        return
    if changed.get("is_active") and not is_leader(leader):
        raise NoLeader
    try:
        with transaction.atomic():
            Leader.objects.filter(pk=leader.pk).update(**changed)
    except IntegrityError as error:
        raise NameTaken(leader.pk) from error
    if changed.get("is_active") is False:
        revoke(Mandate.objects.filter(leader=leader), by=by, at=at)
    record(
        "leader.amended",
        leader,
        organisation_id=leader.organisation_id,
        at=at,
        by=by.pk,
        fields=sorted(changed),
    )


def is_leader(leader: Leader) -> bool:
    """Locks the membership: whoever takes it away comes before or after."""
    held = Membership.objects.select_for_update().filter(
        organisation=leader.organisation_id, user=leader.user_id, role=Role.LEADER
    )
    return held.first() is not None
