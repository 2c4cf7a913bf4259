"""The house on real parts: PostgreSQL, the sandbox as a process of its own, a real SMTP server. Time is what a test says,
here, in the pages and in the sandbox."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import Settings

from influence.demo.outside import Sandbox
from ops.mailsink import MailSink
from ops.state import PROJECT
from tests.flows.outside import Outside, SandboxClock
from tests.makers import NOW

APPS = {
    "community": {
        "client_id": "sandbox-cma-std", "client_secret": "secret-cma-std",
        "scopes": ["r_basicprofile", "w_member_social", "w_member_social_feed", "r_member_postAnalytics"],
    }
}  # fmt: skip


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
    with time_machine.travel(NOW, tick=True) as found:
        yield found


@pytest.fixture
def house_at_linkedin(settings: Settings, sandbox_url: str, mail: MailSink) -> None:
    """The house speaks to the sandbox and mails to the sink, both empty."""
    settings.LINKEDIN = {"api_url": sandbox_url, "auth_url": sandbox_url, "version": "202609"}
    settings.LINKEDIN_APPS = APPS
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.smtp_port
    mail.box.empty()
    Sandbox(sandbox_url).control("reset", {"seed": 1})


@pytest.fixture
def outside(
    house_at_linkedin: None, clock: time_machine.Traveller, sandbox_url: str, mail: MailSink
) -> Outside:
    """Everything at its beginning, the clocks at NOW."""
    sandbox = SandboxClock(sandbox_url, traveller=clock)
    sandbox.set_clock(NOW)
    return Outside(sandbox=sandbox, mail=mail)
