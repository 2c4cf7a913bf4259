import io
from collections.abc import Callable
from pathlib import Path

import pytest

from influence.library import actions
from influence.library.models import MediaFile
from tests import makers
from tests.makers import House

Keep = Callable[..., MediaFile]


@pytest.fixture(autouse=True)
def folder(settings: "pytest.FixtureRequest", tmp_path: Path) -> Path:
    """A library of each test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "media" / "incoming"  # type: ignore[attr-defined]
    return tmp_path / "media"


@pytest.fixture
def keep(home: House) -> Keep:
    def kept(content: bytes, name: str = "photo.jpg", *, house: House = home, **rest: object) -> MediaFile:
        return actions.keep(
            io.BytesIO(content),
            name=name,
            organisation=house.organisation,
            by=house.bruno,
            at=makers.NOW,
            **rest,
        )  # type: ignore[arg-type]

    return kept
