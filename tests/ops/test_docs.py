"""What the documents name is there."""

import re
from pathlib import Path

import pytest

from config.env import SETTINGS
from ops.cli import COMMANDS, resolve
from ops.cli import our_management_commands as ours
from ops.state import PROJECT
from workers.timetable import TICKS

PAGES = [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))


def defined_tests() -> set[str]:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "tests").rglob("test_*.py"))
    files = {path.stem for path in (PROJECT / "tests").rglob("test_*.py")}
    return set(re.findall(r"^ *def (test_\w+)", sources, re.MULTILINE)) | files


@each_page
def test_every_test_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"(?<!influence)\btest_\w+", page.read_text(encoding="utf-8")))
    examples = {"test_a_second_approval_is_refused"} if page.name == "CONTRIBUTING.md" else set()
    assert named - examples - defined_tests() == set()


@each_page
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@each_page
def test_every_command_that_a_page_shows_exists(page: Path) -> None:
    named = set(re.findall(r"bin/influence ([a-z][a-z-]+)", page.read_text(encoding="utf-8")))
    assert [name for name in named if name not in COMMANDS and resolve(name, ours=ours()) is None] == []


def test_operations_has_every_tick_of_the_timetable() -> None:
    page = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [tick.task for tick in TICKS if tick.task.removeprefix("workers.") not in page] == []


def test_operations_explains_every_warning_in_the_logs() -> None:
    page = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("influence", "workers")
        for path in (PROJECT / room).rglob("*.py")
    )
    events = set(re.findall(r"log\.(?:warning|error|exception)\(\s*\"([a-z_.]+)\"", code))
    assert "publication.broker_down" in events
    assert [event for event in sorted(events) if f"`{event}`" not in page] == []


def test_every_setting_is_read_by_something() -> None:
    read = "\n".join(
        (PROJECT / name).read_text(encoding="utf-8") for name in ("config/settings.py", "ops/programs.py")
    )
    assert [setting.name for setting in SETTINGS if f'"{setting.name}"' not in read] == []
