"""Words of a mail: templates/mail/<kind>/{subject.txt,body.txt,body.html} in the recipient's language."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import css_inline
from django.conf import settings
from django.template import engines
from django.urls import reverse
from django.utils import translation

# Gmail clips a mail near 102 kB (domain.md §5.5); pictures travel as attachments and are not counted.
HTML_LIMIT = 100_000
SUBJECT_LIMIT = 250

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True)


class BadHeader(ValueError):
    """A subject, name or address with a line break: somebody may be trying to add headers (ASVS 1.3.11)."""


class TooHeavy(ValueError):
    """The HTML part would be clipped by the reader's mail service."""


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str


def compose(kind: str, *, language: str, context: dict[str, Any]) -> Words:
    with translation.override(language):
        values = page_values() | context
        return Words(
            subject=one_line(render(f"mail/{kind}/subject.txt", values).strip())[:SUBJECT_LIMIT],
            text=render(f"mail/{kind}/body.txt", values).strip() + "\n",
            html=inlined(render(f"mail/{kind}/body.html", values)),
        )


def page_values() -> dict[str, Any]:
    """What every mail template may use besides its own context."""
    return {
        "base_url": settings.BASE_URL,
        "absolute": absolute,
        "current_language": translation.get_language(),
    }


def absolute(name: str, *args: object) -> str:
    """The full address of a page: mails are read away from our own pages."""
    return urljoin(settings.BASE_URL + "/", reverse(name, args=args))


def render(template: str, context: dict[str, Any]) -> str:
    return str(engines["jinja2"].env.get_template(template).render(context))  # type: ignore[attr-defined]


def inlined(html: str) -> str:
    """Styles written into each element: several webmails drop the head's style element (domain.md §5.5)."""
    light = _inliner.inline(html)
    if len(light.encode()) > HTML_LIMIT:
        raise TooHeavy(f"{len(light.encode())} bytes of HTML, at most {HTML_LIMIT}")
    return light


def one_line(value: str) -> str:
    if len(value.splitlines()) > 1 or "\0" in value:
        raise BadHeader("a header holds a line break")
    return value
