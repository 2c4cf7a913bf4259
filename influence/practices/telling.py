"""Mails about proposals: to the leaders to whom one is made, and to whoever made it."""

from datetime import datetime

from influence.outbox.actions import queue
from influence.people.models import Leader, User
from influence.practices.models import Proposal


def proposed(proposal: Proposal, *, at: datetime) -> None:
    """The editors see it on their page; the leaders hear of it."""
    found = Leader.objects.filter(
        organisation=proposal.star.organisation_id, is_active=True, user__is_active=True
    )
    found = (
        found.filter(pk=proposal.leader_id)
        if proposal.leader_id
        else found.filter(department=proposal.department_id)
    )
    for leader in found.exclude(pk=proposal.star.post.leader_id).select_related("user"):
        if leader.user_id != proposal.proposed_by_id:
            tell(proposal, kind="practice_proposed", to=leader.user, at=at)


def answered(proposal: Proposal, *, at: datetime) -> None:
    person = proposal.proposed_by
    if person.is_active and person.pk != proposal.answered_by_id:
        tell(proposal, kind="practice_answered", to=person, at=at)


def tell(proposal: Proposal, *, kind: str, to: User, at: datetime) -> None:
    star = proposal.star
    queue(
        kind=kind, dedup_key=f"{kind}:{proposal.pk}:{to.pk}", to=to, language=to.language, organisation=star.organisation,
        at=at, context={"proposal": proposal, "star": star, "leader": star.post.leader},
    )  # fmt: skip
