"""A card: what goes with a text where no files do. A poll, a link with its title, or somebody's post that is shared.

Written as plain JSON in `Version.card`; checked here alone, within the network's limits (linkedin-api.md §0.3, §3.2).
Every function that takes what people typed raises Misfit, which names the field and says the limit."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from influence.core.text import normalise, utf16_length
from influence.editorial.models import Version
from influence.editorial.refusals import Misfit
from influence.networks.assisted import Assisted, NotAPostLink
from influence.networks.linkedin import contents
from influence.networks.ports import Duration, Poll

Card = dict[str, Any]

URL_LIMIT = 2000
_ADDRESS = re.compile(r"https://[^\s/?#@]+\.[^\s/?#@]+(?:[/?#]\S*)?")


class CardKind(StrEnum):
    POLL = "poll"
    ARTICLE = "article"
    RESHARE = "reshare"


DURATIONS: dict[Duration, Promise | str] = {
    Duration.ONE_DAY: _("un jour"),
    Duration.THREE_DAYS: _("trois jours"),
    Duration.SEVEN_DAYS: _("une semaine"),
    Duration.FOURTEEN_DAYS: _("deux semaines"),
}


def poll(*, question: str, options: Sequence[str], duration: str) -> Card:
    """Options that were left empty do not count."""
    given = [(n, option.strip()) for n, option in enumerate(options, start=1) if option.strip()]
    if not question.strip():
        raise Misfit("question", _("Un sondage pose une question."))
    if len(given) not in contents.OPTIONS:
        raise Misfit("option_2", _("Un sondage propose de deux à quatre réponses."))
    if len({option.casefold() for _n, option in given}) < len(given):
        raise Misfit("option_2", _("Deux réponses sont les mêmes."))
    if duration not in set(Duration):
        raise Misfit("duration", _("Choisissez combien de temps le sondage dure."))
    return {
        "kind": CardKind.POLL.value,
        "question": within(question, contents.QUESTION, field="question"),
        "options": [within(option, contents.OPTION, field=f"option_{n}") for n, option in given],
        "duration": str(duration),
    }


def article(
    *, url: str, title: str, description: str = "", thumbnail: str = "", thumbnail_alt: str = ""
) -> Card:
    """`thumbnail` is the sha256 of an image of the library, or "". Its text without it is dropped."""
    url = url.strip()
    if not _ADDRESS.fullmatch(url) or len(url) > URL_LIMIT:
        raise Misfit("url", _("Écrivez l'adresse entière de l'article, qui commence par https://."))
    if not title.strip():
        raise Misfit("title", _("LinkedIn ne lit pas la page : donnez le titre que la carte affichera."))
    return {
        "kind": CardKind.ARTICLE.value,
        "url": url,
        "title": within(title, contents.ARTICLE_TITLE, field="title"),
        "description": within(description, contents.ARTICLE_DESCRIPTION, field="description"),
        "thumbnail": thumbnail,
        "thumbnail_alt": within(thumbnail_alt, contents.ALT_TEXT, field="thumbnail_alt") if thumbnail else "",
    }


def reshare(*, link: str) -> Card:
    """From a URN, or from a post's link as people copy it."""
    try:
        found = Assisted(site=site()).read_link(link)
    except NotAPostLink as problem:
        raise Misfit("link", SHORT if problem.short else NO_POST) from None
    return {"kind": CardKind.RESHARE.value, "urn": found.urn}


SHORT = _("Ce lien court cache où il mène : ouvrez-le, puis copiez l'adresse de la page.")
NO_POST = _("Ce lien ne mène pas à une publication LinkedIn. Copiez-le depuis le menu de la publication.")


def checked(card: Mapping[str, Any] | None) -> Card:
    """Any card, whoever hands it in, as it is kept. An empty one is none."""
    given = dict(card or {})
    match given.pop("kind", None):
        case CardKind.POLL:
            return poll(**_only(given, "question", "options", "duration"))
        case CardKind.ARTICLE:
            return article(**_only(given, "url", "title", "description", "thumbnail", "thumbnail_alt"))
        case CardKind.RESHARE:
            return reshare(link=str(given.get("urn", "")))
        case None if not given:
            return {}
    raise ValueError(f"no such card: {card}")


def _only(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


def within(text: str, most: int, *, field: str) -> str:
    text = normalise(text).strip()
    if (length := utf16_length(text)) > most:
        raise Misfit(field, TOO_LONG, most=most, length=length)
    return text


TOO_LONG = _("%(length)s caractères, pour %(most)s au plus.")


def site() -> str:
    """LinkedIn's own pages, or the sandbox's where settings say so."""
    return str(settings.LINKEDIN["auth_url"])


def kind_of(version: Version) -> CardKind | None:
    return CardKind(version.card["kind"]) if version.card else None


def poll_of(version: Version) -> Poll | None:
    if kind_of(version) != CardKind.POLL:
        return None
    card = version.card
    return Poll(card["question"], options=tuple(card["options"]), duration=Duration(card["duration"]))


def article_of(version: Version) -> Card | None:
    """`url`, `title`, `description`, `thumbnail` (sha256 or ""), `thumbnail_alt`."""
    if kind_of(version) != CardKind.ARTICLE:
        return None
    return {"description": "", "thumbnail": "", "thumbnail_alt": ""} | version.card


def reshare_of(version: Version) -> str:
    """The URN of the post that this one shares, or ""."""
    return str(version.card["urn"]) if kind_of(version) == CardKind.RESHARE else ""
