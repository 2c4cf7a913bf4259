"""Short ways to the states in which most tests begin: through the real actions, mails and pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from django.test import Client
from django.urls import reverse

from influence.approval import actions, holding
from influence.editorial.models import Post
from influence.outbox.models import Message
from influence.people.models import User
from tests.editorial.stories import fresh, in_review
from tests.makers import NOW, House
from tests.reading import plain

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"


def browser(who: str = "") -> Client:
    """A browser with its own cookies, in which CSRF is enforced; signed in as somebody, or as nobody."""
    client = Client(enforce_csrf_checks=True, headers={"User-Agent": PHONE, "Accept-Language": "fr"})
    client.get(link("any"))  # Any page of ours gives the CSRF cookie.
    if who:
        client.force_login(User.objects.get(email=who))
    return client


def post(client: Client, address: str, fields: dict[str, object] | None = None, **more: object):
    token = client.cookies["influence_csrf"].value
    return client.post(address, {"csrfmiddlewaretoken": token} | (fields or {}), **more)


def invited(home: House, *, now: datetime = NOW, **given: object) -> tuple[Post, str]:
    """A post in review and the locator that only its leader's mail holds."""
    found = in_review(home, **given)
    with one_by_one():
        assert actions.invite(now=now) == 1
    return fresh(found), locator(to=home.claire.email)


@contextmanager
def one_by_one() -> Iterator[None]:
    """As if each post had been submitted long after the last: several at once go in one mail (approval.holding)."""
    with patch.object(holding, "GATHERED", timedelta(0)):
        yield


def mails(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def locator(*, to: str) -> str:
    mail = Message.objects.filter(kind="draft_to_approve", to_email=to).latest("pk")
    found = re.search(r"/a/([\w-]+)/", mail.text)
    assert found, mail.text
    return found[1]


def code_of(mail: Message) -> str:
    found = re.search(r"^(\d{6})$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found[1]


def last_code() -> str:
    return code_of(mails("approval_code")[-1])


def proven(home: House, where: str) -> Client:
    """A browser that entered the right code."""
    client = browser()
    client.get(link(where))
    post(client, reverse("approval_code", args=[where]))
    answer = post(client, reverse("approval_prove", args=[where]), {"code": last_code()})
    assert answer.status_code == 302, answer.content.decode()
    return client


def link(where: str) -> str:
    return reverse("approval_link", args=[where])


def read(one: Post, **changes: object) -> dict[str, object]:
    """The hidden fields of the page that shows this post now, plus what the person does."""
    assert one.version
    assert one.slot
    return {
        "version": one.version.pk, "content_hash": one.version.content_hash, "shown_at": one.slot.at.isoformat(),
        "kind": "approve", "reason": "",
    } | changes  # fmt: skip


def words(answer: object) -> str:
    return plain(answer.content.decode())  # type: ignore[attr-defined]
