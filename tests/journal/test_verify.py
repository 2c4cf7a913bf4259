"""`influence journal verify`, as an operator or an auditor runs it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.journal.test_chain import forge, written
from tests.makers import House


def verify(*options: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("journal", "verify", *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_journal_that_holds_says_so(home: House, abroad: House) -> None:
    written(home)
    written(abroad, many=1)
    out, err = verify()
    assert out == "The journal holds: 4 entries of 2 organisations.\n"
    assert err == ""


def test_a_journal_that_does_not_hold_fails_and_names_the_entry(home: House) -> None:
    written(home)
    forge("UPDATE journal_entry SET verb = %s WHERE sequence = 2", ["post.approved"])
    err = io.StringIO()
    with pytest.raises(CommandError, match="does not hold"):
        call_command("journal", "verify", stderr=err)
    assert f"organisation {home.organisation.pk}: entry 2 changed" in err.getvalue()


def test_json_gives_the_heads_to_keep_elsewhere(home: House) -> None:
    last = written(home)[-1]
    told = json.loads(verify("--json")[0])
    assert told == {"entries": 3, "heads": {str(home.organisation.pk): [3, last.hash]}, "breaks": []}
