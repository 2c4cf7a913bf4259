"""Who may freeze what, and let it go: the comms team everything, a leader what carries their own name, nobody else."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.editorial.models import Pillar
from influence.people.access import own_leader
from influence.people.models import Leader, Membership
from influence.safeguards.models import Freeze
from influence.safeguards.queries import freezes


@dataclass(frozen=True)
class Reach:
    """What this person may freeze. `own`: the leader that they are, and nothing else."""

    own: Leader | None
    leaders: list[Leader]
    pillars: list[Pillar]


def reach_of(member: Membership) -> Reach:
    if member.is_editor:
        organisation = member.organisation
        leaders = list(organisation.leaders.filter(is_active=True).order_by("name"))
        return Reach(
            own=None, leaders=leaders, pillars=list(Pillar.objects.filter(organisation=organisation))
        )
    if not member.is_leader:
        raise PermissionDenied
    mine = own_leader(member)
    return Reach(own=mine, leaders=[mine], pillars=[])


def freeze_to_release(member: Membership, pk: int) -> Freeze:
    """A leader lets go, with somebody else, of what concerns them alone."""
    reach = reach_of(member)
    found = get_object_or_404(freezes(member.organisation), pk=pk)
    if reach.own is not None and found.leader_id != reach.own.pk:
        raise Http404
    return found
