"""What changed between two versions besides their words, said in words: nothing that the hash covers changes unseen."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from influence.editorial.cards import CardKind
from influence.editorial.models import Version

ADDED: dict[CardKind, Promise | str] = {
    CardKind.POLL: gettext_lazy("Sondage ajouté."),
    CardKind.ARTICLE: gettext_lazy("Article ajouté."),
    CardKind.RESHARE: gettext_lazy("Republication ajoutée."),
}
REMOVED: dict[CardKind, Promise | str] = {
    CardKind.POLL: gettext_lazy("Sondage retiré."),
    CardKind.ARTICLE: gettext_lazy("Article retiré."),
    CardKind.RESHARE: gettext_lazy("Republication retirée."),
}
PARTS: dict[str, Promise | str] = {
    "question": gettext_lazy("Question du sondage modifiée."),
    "options": gettext_lazy("Réponses du sondage modifiées."),
    "duration": gettext_lazy("Durée du sondage modifiée."),
    "url": gettext_lazy("Adresse de l'article modifiée."),
    "title": gettext_lazy("Titre de l'article modifié."),
    "description": gettext_lazy("Description de l'article modifiée."),
    "thumbnail": gettext_lazy("Vignette de l'article remplacée."),
    "thumbnail_alt": gettext_lazy("Texte de remplacement de la vignette modifié."),
    "urn": gettext_lazy("Une autre publication est partagée."),
}


def differences(old: Version, new: Version) -> list[str]:
    return [
        *_of_media(old.media, new.media),
        *_of_cards(old.card, new.card),
        *_of_comments(old.first_comment, new.first_comment),
        *_of_voices(old, new),
    ]


def _of_media(old: Sequence[Mapping[str, str]], new: Sequence[Mapping[str, str]]) -> Iterator[str]:
    before, after = [part["sha256"] for part in old], [part["sha256"] for part in new]
    if before != after and sorted(before) == sorted(after):
        yield _("L'ordre des images a changé.")
    elif max(len(before), len(after)) > 1:
        yield from _of_images(before, after)
    elif before != after:
        yield _of_one(before, after)
    words = {part["sha256"]: part for part in old}
    for place, part in enumerate(new, start=1):
        yield from _of_words(words.get(part["sha256"], part), part, place=place)


def _of_one(before: Sequence[str], after: Sequence[str]) -> str:
    if before and after:
        return _("Pièce jointe remplacée.")
    return _("Pièce jointe ajoutée.") if after else _("Pièce jointe retirée.")


def _of_images(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Only images come in numbers. Places are those of the version in which the image stands."""
    matcher = SequenceMatcher(None, list(before), list(after), autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        for place in range(j1, j1 + both):
            yield _("Image %(place)s remplacée.") % {"place": place + 1}
        for place in range(i1 + both, i2):
            yield _("Image %(place)s de l'ancienne version retirée.") % {"place": place + 1}
        for place in range(j1 + both, j2):
            yield _("Image %(place)s ajoutée.") % {"place": place + 1}


def _of_words(old: Mapping[str, str], new: Mapping[str, str], *, place: int) -> Iterator[str]:
    if old.get("alt_text", "") != new.get("alt_text", ""):
        yield _("Texte de remplacement de l'image %(place)s modifié.") % {"place": place}
    if old.get("title", "") != new.get("title", ""):
        yield _("Titre de la pièce jointe modifié.")


def _of_cards(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if old.get("kind") != new.get("kind"):
        if old:
            yield str(REMOVED[CardKind(old["kind"])])
        if new:
            yield str(ADDED[CardKind(new["kind"])])
        return
    for name, words in PARTS.items():
        if (old.get(name) or "") != (new.get(name) or ""):
            yield str(words)


def _of_comments(old: str, new: str) -> Iterator[str]:
    if old and new and old != new:
        yield _("Premier commentaire modifié.")
    elif new and not old:
        yield _("Premier commentaire ajouté.")
    elif old and not new:
        yield _("Premier commentaire retiré.")


def _of_voices(old: Version, new: Version) -> Iterator[str]:
    if old.account_id != new.account_id:
        yield _("Le compte qui publie a changé.")
    if old.audience != new.audience:
        yield _("Le cercle de ceux qui peuvent lire a changé.")
