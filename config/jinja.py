"""The Jinja environment of pages, mails and reports. Django's own leaves traps open: each line here closes one.

Drafts are not rendered here: they have their own sandbox (influence.drafting.environment)."""

from typing import Any

from babel.support import Format
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, select_autoescape

from influence.web import dates, marks


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    # Text parts of mails end in .txt: an apostrophe must stay an apostrophe there.
    options["autoescape"] = select_autoescape(("html", "svg"), default_for_string=True)
    env = Environment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(
        static=static,
        url=lambda name, *args, **kwargs: reverse(name, args=args, kwargs=kwargs),
        messages=get_messages,
        language=translation.get_language,
        Format=Format,
    )
    env.filters.update(dates.FILTERS)
    env.filters.update(marks.FILTERS)
    return env
