"""What the house stands among in tests that use real parts: the sandbox as a process of its own, a real SMTP server, a
clock that a test sets. Read in by tests/conftest.py, for every room."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import time_machine

from ops.mailsink import MailSink
from ops.state import PROJECT
from tests.makers import NOW

APPS = {
    "community": {
        "client_id": "sandbox-cma-std", "client_secret": "secret-cma-std",
        "scopes": ["r_basicprofile", "w_member_social", "w_member_social_feed", "r_member_postAnalytics"],
    }
}  # fmt: skip


def linkedin_at(url: str) -> dict[str, object]:
    """settings.LINKEDIN for a sandbox."""
    return {"api_url": url, "auth_url": url, "version": "202609"}


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--seed", "1"]
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        said = process.stdout.readline().split()
        assert said[:1] == ["sandbox:"], said
        yield said[1]
        process.terminate()


@pytest.fixture(scope="session")
def mail() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Monday 1 June 2026, ten o'clock in Paris; it goes on."""
    with time_machine.travel(NOW, tick=True) as found:
        yield found
