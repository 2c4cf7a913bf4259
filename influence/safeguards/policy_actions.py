from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction

from influence.journal.actions import record
from influence.people.models import Organisation, User
from influence.safeguards.models import Policy


@transaction.atomic
def keep_policy(organisation: Organisation, *, changes: Mapping[str, Any], by: User, at: datetime) -> Policy:
    """Write the rules that differ from those in force; what was and what is stand in the journal. The bounds are the
    table's own constraint."""
    policy, _new = Policy.objects.select_for_update().get_or_create(organisation=organisation)
    was = {name: getattr(policy, name) for name, value in changes.items() if getattr(policy, name) != value}
    now = {name: changes[name] for name in was}
    if not now:
        return policy
    Policy.objects.filter(pk=policy.pk).update(**now)
    for name, value in now.items():
        setattr(policy, name, value)
    record(
        "policy.changed",
        policy,
        organisation_id=organisation.pk,
        at=at,
        by=by.pk,
        was=noted(was),
        now=noted(now),
    )
    return policy


def noted(values: Mapping[str, Any]) -> dict[str, Any]:
    """The journal is JSON."""
    return {
        name: value.strftime("%H:%M") if isinstance(value, time) else value for name, value in values.items()
    }
