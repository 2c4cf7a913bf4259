from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(settings: "pytest.FixtureRequest", tmp_path: Path) -> None:
    """A library of each test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "media" / "incoming"  # type: ignore[attr-defined]
