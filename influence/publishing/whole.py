"""The whole of one publication, as its page shows it: files, first comment, corrections, and what to do by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from influence.core.lifecycle import PublicationState
from influence.core.text import normalise, plain
from influence.editorial import cards
from influence.editorial.attachments import files_shown, named_files
from influence.editorial.comparing import Change as Difference
from influence.editorial.comparing import changes
from influence.library.models import MediaFile
from influence.networks.assisted import Instructions
from influence.networks.ports import Capability, Content, Poll
from influence.people.models import Membership
from influence.publishing.changing import OPEN
from influence.publishing.correcting import DROPPABLE, leads
from influence.publishing.following import may
from influence.publishing.models import (
    TO_SETTLE,
    Change,
    ChangeKind,
    FirstComment,
    Publication,
    Upload,
)
from influence.publishing.problems import Problem
from influence.publishing.profiles import site


@dataclass(frozen=True)
class Shown:
    """One file of the version; `file` is None where the library no longer has it, `upload` before it is due."""

    sha256: str
    alt_text: str
    title: str
    file: MediaFile | None
    upload: Upload | None


@dataclass(frozen=True)
class Whole:
    publication: Publication
    member: Membership

    @cached_property
    def files(self) -> list[Shown]:
        version = self.publication.version
        known = files_shown([version], organisation_id=self.publication.organisation_id)
        uploads = {upload.sha256: upload for upload in self.publication.uploads.all()}
        parts = {part["sha256"]: part for part in version.media}
        return [
            Shown(
                sha256=name,
                alt_text=parts.get(name, {}).get("alt_text", "") or version.card.get("thumbnail_alt", ""),
                title=parts.get(name, {}).get("title", ""),
                file=known.get(name),
                upload=uploads.get(name),
            )
            for name in dict.fromkeys(named_files(version))
        ]

    @cached_property
    def comment(self) -> FirstComment | None:
        return FirstComment.objects.filter(publication=self.publication).first()

    @property
    def comment_text(self) -> str:
        """As readers see it: a mention is typed again by hand."""
        return plain(normalise(self.publication.version.first_comment))

    @property
    def may_settle_comment(self) -> bool:
        if not self.is_online or self.comment is None or self.comment.problem == Problem.ALTERED:
            return False
        return self.comment.state in TO_SETTLE

    @cached_property
    def changes(self) -> list[Change]:
        return list(
            self.publication.changes.select_related("asked_by", "version__written_by").order_by("-pk")
        )

    @property
    def correction(self) -> Change | None:
        """The one that is open."""
        return self._open(ChangeKind.CORRECT)

    @property
    def difference(self) -> list[Difference]:
        """Word by word, from what is live to what is asked for."""
        asked = self.correction
        return changes(self.publication.version.text, asked.version.text) if asked and asked.version else []

    @property
    def corrected_text(self) -> str:
        """To paste on the network: a mention is typed again by hand."""
        asked = self.correction
        return plain(asked.version.text) if asked and asked.version else ""

    @property
    def removal(self) -> Change | None:
        return self._open(ChangeKind.REMOVE)

    def _open(self, kind: ChangeKind) -> Change | None:
        return next((one for one in self.changes if one.kind == kind and one.state in OPEN), None)

    @property
    def is_online(self) -> bool:
        return self.publication.state == PublicationState.PUBLISHED

    @property
    def is_leader(self) -> bool:
        return leads(self.publication, self.member.user)

    @property
    def may_correct(self) -> bool:
        return self.is_online and not self.poll and not self.correction and not self.removal

    @property
    def may_remove(self) -> bool:
        return self.is_online and not self.removal

    def may_drop(self, change: Change) -> bool:
        return change.state in DROPPABLE

    @property
    def may_edit_there(self) -> bool:
        return may(self.publication.account, Capability.EDIT)

    @cached_property
    def poll(self) -> Poll | None:
        return cards.poll_of(self.publication.version)

    @cached_property
    def article(self) -> cards.Card | None:
        return cards.article_of(self.publication.version)

    @property
    def reshared(self) -> str:
        """The address of the post that this one shares, or ""."""
        urn = cards.reshare_of(self.publication.version)
        return site().permalink(urn) if urn else ""

    @cached_property
    def instructions(self) -> Instructions:
        """The text to copy, and the page on which to publish it."""
        version = self.publication.version
        return site().instructions(Content(author_urn="", text=version.text, visibility=version.audience))


def file_of(publication: Publication, sha256: str) -> MediaFile | None:
    """A file that this publication shows, and no other."""
    names: Iterable[str] = named_files(publication.version)
    if sha256 not in names:
        return None
    return files_shown([publication.version], organisation_id=publication.organisation_id).get(sha256)
