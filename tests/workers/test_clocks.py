"""A host whose clock is wrong publishes nothing, and says so."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine

from influence.publishing import clocks
from influence.publishing.models import Attempt, Publication, Pulse
from tests.makers import House
from tests.publishing.stage import approved, connect
from workers import publishing
from workers.clock import agreed_now, database_now, skew

SECOND = timedelta(seconds=1)
HERE = "clock:"


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """What would go to the broker."""
    found: list[tuple[int, str]] = []
    monkeypatch.setattr(
        publishing.publish_some, "s", lambda handful: SimpleNamespace(delay=lambda: found.extend(handful))
    )
    return found


def is_due(home: House) -> None:
    now = database_now()
    connect(home, until=now + timedelta(days=30))
    approved(home, at=now - SECOND)


def pulses() -> list[timedelta | None]:
    return list(Pulse.objects.filter(name__startswith=HERE).values_list("skew", flat=True))


@pytest.mark.parametrize("off", [-31, 31, -86_400, 3600])
def test_a_host_whose_clock_is_wrong_claims_nothing_and_says_so(
    home: House, handed: list[tuple[int, str]], off: int
) -> None:
    with time_machine.travel(database_now()):
        is_due(home)
    with time_machine.travel(database_now() + off * SECOND):
        publishing.sweep_publications()
    assert handed == []
    assert [one.state for one in Publication.objects.all()] == ["due"]
    [found] = pulses()
    assert found is not None
    assert abs(found - off * SECOND) < SECOND


def test_the_host_claims_again_once_its_clock_is_right(home: House, handed: list[tuple[int, str]]) -> None:
    is_due(home)
    with time_machine.travel(database_now() + 60 * SECOND):
        publishing.sweep_publications()
    publishing.sweep_publications()
    assert len(handed) == 1
    assert pulses() == [None]


def test_what_was_claimed_elsewhere_is_not_sent_by_a_host_whose_clock_is_wrong(
    home: House, handed: list[tuple[int, str]]
) -> None:
    is_due(home)
    publishing.sweep_publications()
    assert len(handed) == 1
    with time_machine.travel(database_now() + 31 * SECOND):
        publishing.publish_some(handed)
    assert Attempt.objects.count() == 0
    assert Publication.objects.get().state == "claimed"
    assert len(pulses()) == 1


def test_a_clock_that_is_half_a_minute_off_is_right_enough(db: None) -> None:
    with time_machine.travel(database_now() + 28 * SECOND):
        assert agreed_now() is not None
    with time_machine.travel(database_now() - 28 * SECOND):
        assert agreed_now() is not None
    assert pulses() == []


def test_a_database_that_takes_its_time_is_no_wrong_clock() -> None:
    began = datetime(2026, 6, 1, 8, tzinfo=UTC)
    assert skew(began + 59 * SECOND, began=began, ended=began + 60 * SECOND) == timedelta()
    assert skew(began - 5 * SECOND, began=began, ended=began + SECOND) == 5 * SECOND
    assert skew(began + 9 * SECOND, began=began, ended=began + SECOND) == -8 * SECOND


def test_it_is_said_once_a_minute_and_not_for_every_post(db: None, caplog: pytest.LogCaptureFixture) -> None:
    now = datetime(2026, 6, 1, 8, tzinfo=UTC)
    for second in range(61):
        assert not clocks.agrees("one", skew=timedelta(hours=1), now=now + second * SECOND)
    said = [record for record in caplog.records if "clock.skewed" in record.getMessage()]
    assert len(said) in (0, 2)  # structlog may write past the standard logging
    assert Pulse.objects.get().seen_at == now + 60 * SECOND
