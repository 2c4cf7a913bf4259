"""What a post shows beside its text, read whole for a page or a mail: whoever decides sees all that the hash covers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from influence.accounts.models import Account, AccountKind
from influence.accounts.networks import capabilities
from influence.editorial import cards
from influence.editorial.attachments import files_shown
from influence.editorial.models import Audience, Post, Version
from influence.library.models import MediaFile
from influence.networks.linkedin.urns import permalink
from influence.networks.media import Kind
from influence.networks.ports import Capability, Poll


@dataclass(frozen=True)
class Exhibit:
    """A file as the post shows it. `file` is None once it has left the library."""

    sha256: str
    alt_text: str
    title: str
    file: MediaFile | None

    @property
    def kind(self) -> str:
        return self.file.kind if self.file else ""


@dataclass(frozen=True)
class Article:
    url: str
    title: str
    description: str
    thumbnail: Exhibit | None

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")


@dataclass(frozen=True)
class Beside:
    """`account` is None while nobody is chosen to speak. `comments_by_hand`: the account may not comment by itself."""

    files: tuple[Exhibit, ...] = ()
    poll: Poll | None = None
    article: Article | None = None
    reshare: str = ""
    first_comment: str = ""
    comments_by_hand: bool = False
    account: Account | None = None
    audience: str = Audience.PUBLIC

    @property
    def images(self) -> tuple[Exhibit, ...]:
        return tuple(one for one in self.files if one.kind == Kind.IMAGE)

    @property
    def others(self) -> tuple[Exhibit, ...]:
        """Documents and videos, and what is gone."""
        return tuple(one for one in self.files if one.kind != Kind.IMAGE)

    @property
    def every_file(self) -> tuple[Exhibit, ...]:
        thumbnail = self.article.thumbnail if self.article else None
        return (*self.files, thumbnail) if thumbnail else self.files

    @property
    def is_there(self) -> bool:
        return any((self.files, self.poll, self.article, self.reshare, self.first_comment))

    @property
    def duration(self) -> str:
        return str(cards.DURATIONS[self.poll.duration]) if self.poll else ""

    @property
    def reshare_link(self) -> str:
        return permalink(self.reshare, site=cards.site()) if self.reshare else ""

    @property
    def page(self) -> str:
        """The name of the page that speaks, or "" for the leader's own profile."""
        return page_name(self.account)


def page_name(account: Account | None) -> str:
    return account.author_name if account and account.kind == AccountKind.PAGE else ""


def beside(version: Version, *, files: Mapping[str, MediaFile], account: Account | None) -> Beside:
    right = Capability.PAGE_COMMENT if page_name(account) else Capability.COMMENT
    may_comment = account is not None and right in capabilities(account)
    return Beside(
        files=tuple(exhibit(part, files=files) for part in version.media),
        poll=cards.poll_of(version), article=article(version, files=files), reshare=cards.reshare_of(version),
        first_comment=version.first_comment, comments_by_hand=bool(version.first_comment) and not may_comment,
        account=account, audience=version.audience,
    )  # fmt: skip


def exhibit(part: Mapping[str, str], *, files: Mapping[str, MediaFile]) -> Exhibit:
    name = part["sha256"]
    return Exhibit(name, alt_text=part.get("alt_text", ""), title=part.get("title", ""), file=files.get(name))


def article(version: Version, *, files: Mapping[str, MediaFile]) -> Article | None:
    if (card := cards.article_of(version)) is None:
        return None
    thumbnail = {"sha256": card["thumbnail"], "alt_text": card["thumbnail_alt"]}
    shown = exhibit(thumbnail, files=files) if card["thumbnail"] else None
    return Article(card["url"], title=card["title"], description=card["description"], thumbnail=shown)


def of_version(version: Version, *, organisation_id: int) -> Beside:
    files = files_shown([version], organisation_id=organisation_id)
    return beside(version, files=files, account=version.account)


def of_posts(posts: Iterable[Post]) -> dict[int, Beside]:
    """By post: of the versions that count now. One query for each organisation."""
    found: dict[int, list[Post]] = {}
    for post in posts:
        found.setdefault(post.organisation_id, []).append(post)
    return {pk: one for whose, theirs in found.items() for pk, one in _of(theirs, organisation_id=whose)}


def _of(posts: list[Post], *, organisation_id: int) -> list[tuple[int, Beside]]:
    versions = {post.pk: post.version for post in posts if post.version}
    files = files_shown(versions.values(), organisation_id=organisation_id)
    return [(pk, beside(version, files=files, account=version.account)) for pk, version in versions.items()]
