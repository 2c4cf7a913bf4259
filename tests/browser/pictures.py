"""Pictures of pages. They lie in build/pictures; PICTURES=docs/pictures renews the ones that the README shows."""

import os
from pathlib import Path

from playwright.sync_api import Page

from ops.state import PROJECT


def picture(page: Page, name: str, *, whole: bool = False) -> Path:
    path = PROJECT / os.environ.get("PICTURES", "build/pictures") / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=whole, animations="disabled", caret="hide")
    return path
