"""A version in the words of the port: what the network is asked to show."""

from influence.editorial import cards
from influence.editorial.attachments import named_files
from influence.editorial.models import Version
from influence.networks.ports import Article, Content, Media
from influence.publishing.models import Publication, UploadState


def content_of(publication: Publication) -> Content:
    """All of the approved version. Its files have their names at the network (fitness.MEDIA_READY): KeyError without."""
    version = publication.version
    urns = uploaded(publication) if named_files(version) else {}
    return Content(
        author_urn=publication.account.author_urn,
        text=version.text,
        visibility=version.audience,
        media=tuple(
            Media(urn=urns[part["sha256"]], alt_text=part.get("alt_text", ""), title=part.get("title", ""))
            for part in version.media
        ),
        poll=cards.poll_of(version),
        article=article(version, urns),
        reshare_of=cards.reshare_of(version),
    )


def uploaded(publication: Publication) -> dict[str, str]:
    """The network's names of the files, by sha256: of those that were sent for this author."""
    ready = publication.uploads.filter(state=UploadState.AVAILABLE, owner_urn=publication.account.author_urn)
    return dict(ready.values_list("sha256", "urn"))


def article(version: Version, urns: dict[str, str]) -> Article | None:
    card = cards.article_of(version)
    if card is None:
        return None
    return Article(
        url=card["url"],
        title=card["title"],
        description=card["description"],
        thumbnail_urn=urns[card["thumbnail"]] if card["thumbnail"] else "",
        thumbnail_alt_text=card["thumbnail_alt"],
    )
