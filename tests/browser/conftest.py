"""What the browser tests run against: the real pages on a real server and PostgreSQL, the sandbox as a process of its
own, a real SMTP server, and the system's Chromium."""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest
import time_machine
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from influence.demo.outside import Sandbox
from ops.mailsink import MailSink
from tests.browser.chromium import ARGUMENTS, chromium
from tests.browser.stage import Stage
from tests.makers import NOW
from tests.real_parts import APPS, linkedin_at

# Playwright keeps an event loop in this thread: Django would take every query here for one inside a coroutine.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def linkedin(sandbox_url: str) -> dict[str, object]:
    return linkedin_at(sandbox_url)


@pytest.fixture(scope="session")
def server(linkedin: dict[str, object], django_db_setup: None) -> Iterator[LiveServer]:
    """Begun with the sandbox's address in the settings: the pages' policy names it when the server is built."""
    with override_settings(LINKEDIN=linkedin, LINKEDIN_APPS=APPS, ALLOWED_HOSTS=["127.0.0.1"]):
        found = LiveServer("127.0.0.1")
    yield found
    found.stop()


@pytest.fixture
def stage(
    transactional_db: None, settings: Settings, clock: time_machine.Traveller, browser: Browser, server: LiveServer,
    linkedin: dict[str, object], sandbox_url: str, mail: MailSink,
) -> Iterator[Stage]:  # fmt: skip
    """Everything at its beginning: an empty house, nothing published, no mail."""
    settings.LINKEDIN, settings.LINKEDIN_APPS = linkedin, APPS
    settings.BASE_URL, settings.ALLOWED_HOSTS = server.url, ["127.0.0.1"]
    # Django's own test set-up swaps the real backend for one in memory.
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.smtp_port
    mail.box.empty()
    sandbox = Sandbox(sandbox_url)
    sandbox.control("reset", {"seed": 1})
    with closing(
        Stage(browser, base=server.url, sandbox=sandbox, sandbox_url=sandbox_url, mail=mail, clock=clock)
    ) as found:
        found.stand_at(NOW)
        yield found
