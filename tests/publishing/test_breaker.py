"""While LinkedIn takes our version no more, posts are held, and go by themselves once it is mended."""

from datetime import timedelta

from influence.calls.models import Breaker, BreakerState
from influence.networks.errors import Reason
from influence.publishing import actions
from influence.publishing.models import Outcome
from influence.publishing.policy import CATCH_UP, FIRST_WAIT
from tests.publishing.stage import DUE, states
from tests.publishing.theatre import Theatre, again

SECOND = timedelta(seconds=1)


def trip(theatre: Theatre, settings: object) -> Breaker:
    version = settings.LINKEDIN["version"]  # type: ignore[attr-defined]
    return Breaker.objects.create(
        network="linkedin", version=version, state=BreakerState.OPEN, tripped_at=DUE
    )


def test_a_post_that_is_due_is_held_and_its_people_are_told(theatre: Theatre, settings: object) -> None:
    theatre.connect()
    publication = theatre.planned()
    trip(theatre, settings)
    assert theatre.send() == []
    assert states(publication) == ("held", "scheduled")
    assert again(publication).problem == Reason.VERSION_RETIRED
    assert theatre.send(at=DUE + SECOND) == []
    assert states(publication) == ("held", "scheduled")


def test_it_goes_out_by_itself_once_calls_may_leave(theatre: Theatre, settings: object) -> None:
    theatre.connect()
    theatre.planned()
    breaker = trip(theatre, settings)
    theatre.send()
    Breaker.objects.filter(pk=breaker.pk).update(state=BreakerState.CLOSED, closed_at=DUE)
    assert theatre.send(at=DUE + SECOND) == []
    assert theatre.send(at=DUE + SECOND + FIRST_WAIT) == [Outcome.PUBLISHED]


def test_it_is_missed_when_its_half_hour_is_over(theatre: Theatre, settings: object) -> None:
    theatre.connect()
    publication = theatre.planned()
    trip(theatre, settings)
    theatre.send()
    actions.recover(now=DUE + CATCH_UP + SECOND)
    assert states(publication) == ("missed", "missed")
    assert again(publication).problem == Reason.VERSION_RETIRED


def test_the_first_that_meets_it_is_not_lost(theatre: Theatre) -> None:
    theatre.connect()
    publication = theatre.planned()
    theatre.fault("426")
    assert theatre.send() == [Outcome.TEMPORARY]
    assert states(publication) == ("due", "scheduled")
    assert again(publication).problem == Reason.VERSION_RETIRED
