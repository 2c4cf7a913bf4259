import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from influence.outbox.models import Message
from influence.reporting.models import Report
from tests.makers import House, published
from tests.reporting.stories import JULY, day


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with time_machine.travel(JULY, tick=False):
        call_command("report", "--organisation", "saint-luc", *words)
    return capsys.readouterr().out


def test_a_dry_run_counts_and_changes_nothing(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    published(home, at=day(3))
    found = json.loads(said(capsys, "--month", "2026-06", "--dry-run", "--json"))
    assert (found["posts"], found["readers"], found["mailed"]) == (1, 5, 0)
    assert not Report.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.deep
def test_it_sends_once_and_rectifies_on_demand(home: House, capsys: pytest.CaptureFixture[str]) -> None:
    published(home, at=day(3))
    assert "Revision 1, 3 editions, 5 mails written." in said(capsys, "--month", "2026-06")
    assert json.loads(said(capsys, "--month", "2026-06", "--json"))["mailed"] == 0
    again = json.loads(said(capsys, "--month", "2026-06", "--rectify", "Une erreur.", "--json"))
    assert (again["revision"], again["mailed"]) == (2, 5)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--month", "2026-13"], "is no month"),
        (["--month", "juin"], "is no month"),
        (["--month", "2026-07"], "is not over"),
        (["--month", "2026-07", "--dry-run"], "is not over"),
        (["--month", "2026-05", "--rectify", "x"], "nothing to rectify"),
    ],
)
def test_what_cannot_be_done_says_why(
    home: House, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        said(capsys, *words)


def test_an_unknown_organisation_names_the_known(home: House) -> None:
    with pytest.raises(CommandError, match="saint-luc"):
        call_command("report", "--organisation", "saint-lu", "--month", "2026-06")
