"""What goes with a text, in words alone: for mails, which show no picture. The page behind their link shows the rest."""

from collections.abc import Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from influence.core.text import plain
from influence.editorial.beside import Article, Beside, Exhibit
from influence.library.words import facts
from influence.networks.media import Kind

# A mail beyond some 100 kB is cut off by its reader's service; the page has every word.
MOST = 300


def told(beside: Beside) -> list[tuple[str, str]]:
    """Pairs of a name and its value, in the language now active."""
    return list(_told(beside))


def _told(beside: Beside) -> Iterator[tuple[str, str]]:
    if beside.page:
        yield _("Page LinkedIn"), beside.page
    for place, picture in enumerate(beside.images, start=1):
        yield _("Image %(place)s") % {"place": place}, described(picture)
    for other in beside.others:
        yield _("Vidéo") if other.kind == Kind.VIDEO else _("Document"), titled(other)
    if beside.poll:
        yield _("Sondage"), beside.poll.question
        for place, option in enumerate(beside.poll.options, start=1):
            yield _("Réponse %(place)s") % {"place": place}, option
        yield _("Durée du vote"), beside.duration
    if beside.article:
        yield from _of_article(beside.article)
    if beside.reshare:
        yield _("Partage la publication"), beside.reshare_link
    if beside.first_comment:
        yield _("Premier commentaire"), plain(beside.first_comment)


def _of_article(article: Article) -> Iterator[tuple[str, str]]:
    yield _("Article"), article.title
    yield _("Adresse"), article.url
    if article.description:
        yield _("Description"), Truncator(article.description).chars(MOST)
    if article.thumbnail:
        yield _("Vignette"), described(article.thumbnail)


def described(picture: Exhibit) -> str:
    return Truncator(picture.alt_text).chars(MOST) or _("sans texte de remplacement")


def titled(other: Exhibit) -> str:
    if other.file is None:
        return _("ce fichier n'est plus dans la médiathèque")
    return _("%(title)s (%(facts)s)") % {
        "title": other.title or other.file.name,
        "facts": facts(other.file),
    }
