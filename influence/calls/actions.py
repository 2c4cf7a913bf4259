"""What is done regularly about calls, and by operators."""

from datetime import datetime, timedelta

from django.db import transaction

from influence.calls.breaking import NotOpen, let_one_through, rearm_lost
from influence.calls.counting import day_of
from influence.calls.models import Breaker, BreakerState, CallCount
from influence.calls.queries import breaker
from influence.outbox.actions import queue
from influence.people.models import Organisation, Role
from influence.people.queries import people_of

KEPT = timedelta(days=90)


def tend(*, now: datetime) -> None:
    """Tell the operators of a breaker that tripped; let another call try where the one that tried never came back."""
    for untold in Breaker.objects.filter(told_at=None).exclude(state=BreakerState.CLOSED):
        tell(untold, now=now)
    rearm_lost(now=now)


def try_again(*, by: int, organisation_id: int, at: datetime) -> None:
    """An operator asks for one trial call of the version in use. NotOpen where nothing is stopped."""
    found = breaker()
    if found is None:
        raise NotOpen
    let_one_through(found, by=by, organisation_id=organisation_id, at=at)


@transaction.atomic
def tell(breaker: Breaker, *, now: datetime) -> None:
    """Once for each episode and person, however many organisations they operate."""
    if not Breaker.objects.filter(pk=breaker.pk, told_at=None).update(told_at=now):
        return
    episode = f"{breaker.pk}:{int(breaker.tripped_at.timestamp())}"
    for organisation in Organisation.objects.order_by("pk"):
        for operator in people_of(organisation, Role.OPERATOR):
            queue(
                kind="breaker_tripped", dedup_key=f"breaker_tripped:{episode}:{operator.pk}", to=operator,
                language=operator.language, context={"breaker": breaker, "zone": organisation.zone}, at=now,
                organisation=organisation,
            )  # fmt: skip


def forget(*, now: datetime) -> int:
    """Counts that nobody looks at any more."""
    return CallCount.objects.filter(day__lt=day_of(now - KEPT)).delete()[0]
