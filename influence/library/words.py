"""Files in the reader's words: what they are, and which limit they break."""

import math
from collections.abc import Callable, Mapping

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from influence.library.models import MediaFile
from influence.networks.linkedin.limits import BadMedia, Limit
from influence.networks.media import Kind

KINDS: dict[str, Promise | str] = {
    Kind.IMAGE: gettext_lazy("images"),
    Kind.DOCUMENT: gettext_lazy("documents PDF"),
    Kind.VIDEO: gettext_lazy("vidéos"),
    "mute": gettext_lazy("images sans texte de remplacement"),
}

# What is asked of a hospital's pictures before anybody sees them (domain.md §2.7, R-2.13).
CHECKLIST: tuple[Promise | str, ...] = (
    gettext_lazy("Les personnes reconnaissables ont donné leur accord écrit pour cet usage."),
    gettext_lazy("Aucun patient n'est reconnaissable, ni son visage, ni un tatouage, ni son histoire."),
    gettext_lazy("Aucun écran, dossier, bracelet, tableau ou étiquette n'est lisible à l'arrière-plan."),
    gettext_lazy("Les badges et les plaques de bureau ne donnent le nom de personne qui ne l'a pas accepté."),
    gettext_lazy(
        "Votre organisation a le droit de montrer l'image : photographe, agence, auteur du document."
    ),
)


def size(found: float, *, up: bool = False) -> str:
    """In the units in which LinkedIn's limits are round. `up`: never shown as less than it is."""
    number, unit = float(found), _("o")
    for larger in (_("Ko"), _("Mo"), _("Go")):
        if number < 1024:
            break
        number, unit = number / 1024, larger
    digits = 1 if number < 100 or up else 0
    number = math.ceil(number * 10) / 10 if up else round(number, digits)
    return f"{plain(number)}\N{NO-BREAK SPACE}{unit}"


def plain(number: float) -> str:
    """Without decimals where there are none."""
    whole = math.isclose(number, round(number))
    return str(
        number_format(round(number) if whole else round(number, 1), use_l10n=True, force_grouping=True)
    )


def time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _("%(seconds)s s") % {"seconds": plain(math.floor(seconds * 10) / 10)}
    return _("%(minutes)s min %(seconds)02d s") % {"minutes": minutes, "seconds": rest}


def facts(file: MediaFile) -> str:
    """ "PDF, 12 pages, 3,2 Mo"."""
    parts = [file.format.upper(), *measures(file.facts), size(file.size)]
    return ", ".join(parts)


def measures(known: Mapping[str, float]) -> list[str]:
    found = []
    if known.get("width") and known.get("height"):
        found.append(_("%(width)s × %(height)s pixels") % known)
    if known.get("frames", 1) > 1:
        found.append(_("%(count)s images") % {"count": known["frames"]})
    if known.get("pages"):
        found.append(
            ngettext("%(count)s page", "%(count)s pages", int(known["pages"])) % {"count": known["pages"]}
        )
    if known.get("seconds"):
        found.append(time(known["seconds"]))
    return found


def in_use() -> str:
    return _("Une publication montre ce fichier : il reste dans la médiathèque.")


def broken(failure: BadMedia) -> str:
    """The limit, what was found and what is allowed."""
    if failure.found is None or failure.allowed is None:
        return _(
            "Ce n'est pas une image JPEG, PNG ou GIF, un PDF ou une vidéo MP4, ou le fichier est incomplet."
        )
    return BREACHES[failure.limit](failure.found, failure.allowed)


def too_large(allowed: float) -> str:
    """Of a file that was not read to its end."""
    return _("Plus de %(allowed)s : LinkedIn n'accepte aucun fichier aussi grand.") % {
        "allowed": size(allowed)
    }


def _pages(found: float, allowed: float) -> str:
    return _("%(found)s pages : LinkedIn en accepte %(allowed)s.") % {
        "found": plain(found),
        "allowed": plain(allowed),
    }


def _frames(found: float, allowed: float) -> str:
    words = _("Cette image animée compte %(found)s images : LinkedIn en accepte %(allowed)s.")
    return words % {"found": plain(found), "allowed": plain(allowed)}


def _pixels(found: float, allowed: float) -> str:
    words = _("%(found)s millions de pixels : LinkedIn en accepte %(allowed)s.")
    return words % {
        "found": plain(math.ceil(found / 1e5) / 10),
        "allowed": plain(math.floor(allowed / 1e5) / 10),
    }


def _large(found: float, allowed: float) -> str:
    words = _("%(found)s : LinkedIn accepte au plus %(allowed)s.")
    return words % {"found": size(found, up=True), "allowed": size(allowed)}


def _small(found: float, allowed: float) -> str:
    words = _("%(found)s : LinkedIn demande au moins %(allowed)s.")
    return words % {"found": size(found), "allowed": size(allowed)}


def _long(found: float, allowed: float) -> str:
    words = _("%(found)s : LinkedIn accepte au plus %(allowed)s.")
    return words % {"found": time(math.ceil(found)), "allowed": time(allowed)}


def _short(found: float, allowed: float) -> str:
    words = _("%(found)s : LinkedIn demande au moins %(allowed)s.")
    return words % {"found": time(found), "allowed": time(allowed)}


BREACHES: dict[Limit, Callable[[float, float], str]] = {
    Limit.BYTES_MOST: _large,
    Limit.BYTES_LEAST: _small,
    Limit.PIXELS: _pixels,
    Limit.FRAMES: _frames,
    Limit.PAGES: _pages,
    Limit.SECONDS_MOST: _long,
    Limit.SECONDS_LEAST: _short,
}
