"""The system's Chromium. Nothing is downloaded: without it the tests fail and say how to get it.

Debian's headless shell comes first: the same engine without what draws windows, for a third of the processor's time."""

import shutil

import pytest

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--font-render-hinting=none", "--lang=fr-FR",
]  # fmt: skip


def chromium() -> str:
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.fail(
            "The browser tests need Chromium, and none of these is on the PATH: "
            f"{', '.join(NAMES)}. On Debian or Ubuntu: apt-get install chromium-headless-shell",
            pytrace=False,
        )
    return found
