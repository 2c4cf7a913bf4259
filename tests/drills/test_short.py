"""The drills of the engine, short: the same parts and the same judge, fewer scenes."""

import json
import subprocess
import sys

import pytest
from pytest_django import Settings

from drills.acts import faults, outage
from drills.acts.faults import ANNOUNCE, CREATE, FAULTS, Scene
from drills.house.network import Sandbox
from drills.kill import arguments as kill_arguments
from ops.state import PROJECT
from tests.real_parts import APPS, linkedin_at

SHORT = [
    *(Scene("text", ((CREATE, fault),), bool(number % 2)) for number, fault in enumerate(FAULTS)),
    Scene("image", ((ANNOUNCE, "500-before"), (CREATE, "timeout-after-commit")), full=True),
    Scene("image", ((ANNOUNCE, "timeout-after-commit"), (CREATE, "500-after-commit")), full=False),
    Scene("text", ((CREATE, "timeout-after-commit"), (CREATE, "422-duplicate-ghost")), full=False),
    Scene("text", ((CREATE, "500-before"), (CREATE, "502-html-after-commit")), full=False),
]


@pytest.fixture
def at_sandbox(db: None, settings: Settings, sandbox_url: str) -> str:
    settings.LINKEDIN, settings.LINKEDIN_APPS = linkedin_at(sandbox_url), APPS
    Sandbox(sandbox_url).control("reset", seed=1)
    return sandbox_url


@pytest.mark.deep
def test_no_fault_makes_two_posts_or_loses_one_in_silence(at_sandbox: str) -> None:
    told = faults.play(at_sandbox, chosen=SHORT, say=lambda _words: None)
    assert told["wrong"] == []
    assert told["passed"]
    assert told["scenes"] == told["posts"] == len(SHORT)
    assert told["created"] > len(SHORT) / 2
    assert told["told"] > len(SHORT) / 2
    assert told["alone"]["timeout-after-commit"] == {"published": 1}
    assert told["alone"]["403-scope"] == {"failed": 1}


@pytest.mark.deep
def test_after_an_outage_nothing_storms_and_nothing_is_lost_in_silence(at_sandbox: str) -> None:
    told = outage.play(at_sandbox, posts=20, say=lambda _words: None)
    assert told["storms"] == told["wrong"] == []
    assert told["passed"]
    assert told["created"] > 0
    assert told["lost"] == told["told"] == 20 - told["created"] > 0


@pytest.mark.deep
def test_whatever_is_killed_nothing_goes_out_twice_and_nothing_is_lost_in_silence() -> None:
    """A worker after the network has the post, a child as it goes on within a portion and as it writes that one down, and the
    database before the call."""
    done = subprocess.run(
        [sys.executable, "-m", "ops.cli", "drill", "kill", "--rounds", "4", "--hurry", "--json"],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert (told["rounds"], told["duplicated"], told["unapproved"], told["untold"], told["stuck"]) == (
        4,
        0,
        0,
        0,
        0,
    )
    assert told["reached"] == {"arrived": 1, "going_on": 1, "made": 1, "settling": 1}
    assert told["created"] >= 9
    assert told["states"]["unclear"] >= 1


@pytest.mark.parametrize("rounds", ["0", "-1", "many"])
def test_a_number_of_rounds_that_is_none_is_refused(rounds: str) -> None:
    with pytest.raises(SystemExit) as refusal:
        kill_arguments(["--rounds", rounds])
    assert refusal.value.code == 2
