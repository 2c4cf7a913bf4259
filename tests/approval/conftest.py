from collections.abc import Iterator

import pytest
import time_machine

from tests.makers import NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The pages' clock stands at NOW until a test moves it."""
    with time_machine.travel(NOW, tick=False) as found:
        yield found


@pytest.fixture(autouse=True)
def stopped(clock: time_machine.Traveller) -> None:
    """Every test of this room begins at NOW."""
