"""What keeps a post from review: asked by the page before anybody presses the button, and by the verb again."""

from collections.abc import Iterator
from datetime import datetime

from influence.accounts.models import Account, AccountKind
from influence.accounts.networks import capabilities
from influence.core.lints import braces
from influence.core.text import LIMIT, length
from influence.editorial.attachments import files_shown, named_files
from influence.editorial.cards import CardKind, kind_of
from influence.editorial.collisions import unexplained
from influence.editorial.composing.forbidden import Forbidden, forbidden
from influence.editorial.models import Audience, Post, Version
from influence.editorial.spacing import Clash
from influence.editorial.words import Unready
from influence.library.models import MediaFile
from influence.networks.linkedin.commenting import LIMIT as COMMENT_LIMIT
from influence.networks.linkedin.little import lengths
from influence.networks.media import Kind
from influence.networks.ports import Capability
from influence.people.models import User


def unready(post: Post, *, at: datetime, reader: User | None = None) -> Iterator[Unready | Forbidden | Clash]:
    """`reader`: for whom it is asked, who may know of posts under embargo what their lists allow."""
    yield from unfit_post(post, at=at)
    if post.slot is not None and post.slot.at > at:
        yield from unexplained(post, now=at, reader=reader)


def unfit_post(post: Post, *, at: datetime) -> Iterator[Unready | Forbidden]:
    """What is wrong with the post itself, whatever stands beside it."""
    if post.version is None:
        yield Unready.EMPTY
    else:
        yield from unfinished(post.version, organisation_id=post.organisation_id)
        yield from forbidden(post.leader, post.version.text, post.version.first_comment)
    if post.slot is None:
        yield Unready.NO_SLOT
    elif post.slot.at <= at:
        yield Unready.SLOT_PASSED


def unfinished(version: Version, *, organisation_id: int) -> Iterator[Unready]:
    files = files_shown([version], organisation_id=organisation_id)
    yield from unfit(version.text, may_be_silent=may_be_silent(version, files=files))
    yield from of_files(version, files=files)
    yield from of_comment(version.first_comment)
    yield from of_voice(version.account, audience=version.audience)


def may_be_silent(version: Version, *, files: dict[str, MediaFile]) -> bool:
    """Pictures, a video, a poll or a shared post say something by themselves; a document or a link does not, to LinkedIn
    (linkedin-api.md §3.1)."""
    if version.media:
        return all(file.kind != Kind.DOCUMENT for file in files.values())
    return kind_of(version) in (CardKind.POLL, CardKind.RESHARE)


def unfit(text: str, *, may_be_silent: bool = False) -> Iterator[Unready]:
    if not text.strip() and not may_be_silent:
        yield Unready.EMPTY
    measured = lengths(text)
    if measured.read > LIMIT:
        yield Unready.TOO_LONG
    elif measured.sent > LIMIT:
        # Whether LinkedIn counts the escapes is not known: a text refused at its slot would be worse (linkedin-api.md §3.3).
        yield Unready.TOO_MANY_SIGNS
    if braces(text):
        yield Unready.MARKUP


def of_files(version: Version, *, files: dict[str, MediaFile]) -> Iterator[Unready]:
    if any(name not in files for name in named_files(version)):
        yield Unready.FILE_GONE
    shown = [(files[part["sha256"]], part) for part in version.media if part["sha256"] in files]
    lacks_alt = any(file.kind == Kind.IMAGE and not part["alt_text"].strip() for file, part in shown)
    if lacks_alt or (version.card.get("thumbnail") and not version.card.get("thumbnail_alt")):
        yield Unready.ALT_MISSING
    if any(file.kind == Kind.DOCUMENT and not part["title"].strip() for file, part in shown):
        yield Unready.TITLE_MISSING


def of_comment(text: str) -> Iterator[Unready]:
    if length(text) > COMMENT_LIMIT:
        yield Unready.COMMENT_TOO_LONG
    if braces(text):
        yield Unready.COMMENT_MARKUP


def of_voice(account: Account, *, audience: str) -> Iterator[Unready]:
    """A profile without a connection publishes by hand; a page is not ours to speak through without the right."""
    if account.kind != AccountKind.PAGE:
        return
    if Capability.PAGE_PUBLISH not in capabilities(account):
        yield Unready.PAGE_CLOSED
    if audience != Audience.PUBLIC:
        yield Unready.PAGE_AUDIENCE
