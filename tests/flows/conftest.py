"""The house on real parts: PostgreSQL, the sandbox as a process of its own, a real SMTP server. Time is what a test says,
here, in the pages and in the sandbox."""

import pytest
import time_machine
from pytest_django import Settings

from influence.demo.outside import Sandbox
from ops.mailsink import MailSink
from tests.flows.outside import Outside, SandboxClock
from tests.makers import NOW
from tests.real_parts import APPS, linkedin_at


@pytest.fixture
def house_at_linkedin(settings: Settings, sandbox_url: str, mail: MailSink) -> None:
    """The house speaks to the sandbox and mails to the sink, both empty."""
    settings.LINKEDIN, settings.LINKEDIN_APPS = linkedin_at(sandbox_url), APPS
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
