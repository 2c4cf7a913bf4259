"""Files that go with a text: one image, two to twenty images, one document or one video (linkedin-api.md §3.2).

Written in `Version.media` in the order that readers see. Checked here alone; what is wrong is a Misfit, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from influence.editorial.cards import within
from influence.editorial.models import Version
from influence.editorial.refusals import Misfit
from influence.library.models import MediaFile
from influence.library.queries import files_of, held
from influence.networks.linkedin import contents
from influence.networks.media import Kind

Part = dict[str, str]

# The network gives no limit of a document's title; more than a line is never shown.
TITLE = 200

GONE = _("Un fichier choisi n'est plus dans la médiathèque : retirez-le, ou ajoutez-le de nouveau.")
MIXED = _("Une publication montre des images, ou un document, ou une vidéo : pas un mélange.")
ONE_DOCUMENT = _("Une publication montre un seul document.")
ONE_VIDEO = _("Une publication montre une seule vidéo.")
TOO_MANY = _("%(most)s images au plus : vous en avez choisi %(count)s.")
NO_PICTURE = _("La vignette d'un article est une image de la médiathèque.")
BOTH = _(
    "Une publication joint des fichiers, un sondage, un article ou une republication : un seul à la fois."
)


def checked(
    media: Sequence[Mapping[str, Any]], *, card: Mapping[str, Any], organisation_id: int
) -> list[Part]:
    """The media as they are kept. Raises Misfit: beside a card, not (or no longer) in the library of this organisation,
    of mixed kinds, or too many. `card` may name a thumbnail, which is looked for too. Inside a transaction: the files stay
    until it ends."""
    parts = [kept(part) for part in media]
    if parts and card:
        raise Misfit("media", BOTH)
    thumbnail = str(card.get("thumbnail") or "")
    names = [part["sha256"] for part in parts] + ([thumbnail] if thumbnail else [])
    found = held(organisation_id, names) if names else {}
    if thumbnail and (thumbnail not in found or found[thumbnail].kind != Kind.IMAGE):
        raise Misfit("thumbnail", NO_PICTURE)
    if any(part["sha256"] not in found for part in parts):
        raise Misfit("media", GONE)
    check_kinds([Kind(found[part["sha256"]].kind) for part in parts])
    return parts


def kept(part: Mapping[str, Any]) -> Part:
    return {
        "sha256": str(part["sha256"]),
        "alt_text": within(storable(part.get("alt_text", "")), contents.ALT_TEXT, field="media"),
        "title": within(storable(part.get("title", "")), TITLE, field="media"),
    }


def storable(words: object) -> str:
    """PostgreSQL's JSON takes no NUL; these words come past the forms, which refuse it."""
    return str(words).replace("\0", "")


def check_kinds(kinds: Sequence[Kind]) -> None:
    if len(set(kinds)) > 1:
        raise Misfit("media", MIXED)
    if len(kinds) > 1 and kinds[0] != Kind.IMAGE:
        raise Misfit("media", ONE_DOCUMENT if kinds[0] == Kind.DOCUMENT else ONE_VIDEO)
    if len(kinds) > contents.IMAGES:
        raise Misfit("media", TOO_MANY, most=contents.IMAGES, count=len(kinds))


def named_files(version: Version) -> list[str]:
    """The sha256 of every file that the version shows, thumbnails too."""
    thumbnail = version.card.get("thumbnail")
    return [part["sha256"] for part in version.media] + ([thumbnail] if thumbnail else [])


def files_shown(versions: Iterable[Version], *, organisation_id: int) -> dict[str, MediaFile]:
    """By sha256, those that are still in the library: one query for all the versions."""
    names = {name for version in versions for name in named_files(version)}
    return files_of(organisation_id, sorted(names)) if names else {}
