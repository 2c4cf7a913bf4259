"""From a notice to an early reading: what comes in hundreds, late or backwards does no harm."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from influence.engagement import notices
from influence.engagement.models import Notice, Watch
from influence.publishing.models import Publication
from tests.engagement.conftest import Outside
from tests.engagement.test_notices import POST, body, deliver, told
from tests.makers import NOW, House

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Stage:
    """A page's post of six hours, just read."""

    outside: Outside
    post: Publication

    def comes(self, number: int, *, at: datetime, received: datetime | None = None) -> None:
        self.outside.at(received or at)
        assert deliver(body(told(number, at=at, post=self.post.urn))) == 200

    def tick(self, now: datetime) -> int:
        self.outside.at(now)
        notices.handle(now=now)
        return self.outside.sweep(now)


@pytest.fixture
def stage(home: House, outside: Outside) -> Stage:
    post = outside.post(home, outside.page(home), at=NOW - 6 * HOUR)
    outside.sweep(NOW)
    outside.calls()
    return Stage(outside, post)


def test_a_notice_has_the_post_read_soon_with_all_its_figures(stage: Stage) -> None:
    stage.comes(1, at=NOW + 40 * MINUTE)
    assert stage.tick(NOW + 41 * MINUTE) == 1
    assert len(stage.outside.calls()) == 2
    assert stage.tick(NOW + 42 * MINUTE) == 0
    assert Watch.objects.get().next_at == NOW + 18 * HOUR


def test_a_hundred_notices_are_one_reading(stage: Stage) -> None:
    for n in range(100):
        stage.comes(n, at=NOW + 40 * MINUTE + timedelta(seconds=n))
    assert [stage.tick(NOW + minutes * MINUTE) for minutes in (42, 43, 44)] == [1, 0, 0]


@pytest.mark.deep
def test_readings_keep_their_distance(stage: Stage) -> None:
    read = []
    for minutes in range(1, 121):
        stage.comes(minutes, at=NOW + minutes * MINUTE)
        read += [minutes] * stage.tick(NOW + minutes * MINUTE)
    gaps = [later - earlier for earlier, later in pairwise(read)]
    assert len(read) > 2
    assert min(gaps) >= 5


def test_notices_that_come_backwards_do_nothing_the_second_time(stage: Stage) -> None:
    stage.comes(2, at=NOW + 45 * MINUTE)
    assert stage.tick(NOW + 46 * MINUTE) == 1
    stage.comes(1, at=NOW + 40 * MINUTE, received=NOW + 100 * MINUTE)
    assert stage.tick(NOW + 101 * MINUTE) == 0


def test_nothing_is_asked_before_its_time_after_a_failure(stage: Stage) -> None:
    Watch.objects.update(problem="daily_quota", next_at=NOW + 16 * HOUR)
    stage.comes(1, at=NOW + HOUR)
    assert stage.tick(NOW + HOUR + MINUTE) == 0


def test_a_post_that_is_not_ours_changes_nothing(stage: Stage) -> None:
    stage.outside.at(NOW + HOUR)
    deliver(body(told(at=NOW + HOUR, post=POST)))
    assert stage.tick(NOW + HOUR) == 0
    assert not Notice.objects.filter(is_handled=False).exists()
