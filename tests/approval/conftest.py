from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture(autouse=True)
def folder(settings: "pytest.FixtureRequest", tmp_path: Path) -> None:
    """A library of each test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "media" / "incoming"  # type: ignore[attr-defined]
