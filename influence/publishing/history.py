"""All that happened to one publication, in the order in which it happened, and who was told: the one page that an operator
opens when somebody asks. Words for people; beside them, without names and texts, what a support desk asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from influence.editorial.models import Decision, DecisionKind
from influence.editorial.standing_in import decider
from influence.journal.models import Entry
from influence.journal.queries import story as journal_story
from influence.outbox.models import Message, MessageState
from influence.publishing import words
from influence.publishing import words_of_parts as parts
from influence.publishing.models import (
    Answered,
    Attempt,
    Change,
    FirstComment,
    Publication,
    Upload,
    UploadState,
)
from influence.publishing.telling import told


@dataclass(frozen=True)
class Happening:
    """`vendor`: what the network said with it."""

    at: datetime
    what: str
    who: str = ""
    more: str = ""
    quoted: str = ""
    vendor: Answered | None = None
    until: datetime | None = None


def history(publication: Publication) -> list[Happening]:
    found = [
        *approvals(publication), *attempts(publication), *journal(publication), *uploads(publication),
        *comments(publication), *changes(publication), *mails(publication),
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at)


def approvals(publication: Publication) -> Iterator[Happening]:
    yes = Decision.objects.filter(version=publication.version_id, kind=DecisionKind.APPROVE)
    for one in yes.select_related("decided_by", "mandate__leader"):
        what = _("Texte approuvé (version %(number)s)") % {"number": publication.version.number}
        yield Happening(one.decided_at, what, who=decider(one))


def attempts(publication: Publication) -> Iterator[Happening]:
    for one in publication.attempts.order_by("number"):
        what = _("Tentative %(number)s : %(outcome)s") % {
            "number": one.number, "outcome": words.outcome(one.outcome)
        }  # fmt: skip
        more = str(words.problem(one.problem).happened)
        yield Happening(one.started_at, what, more=more, quoted=one.urn, vendor=one, until=one.finished_at)


def journal(publication: Publication) -> Iterator[Happening]:
    entries = journal_story(
        organisation_id=publication.organisation_id, subject_type="publication", subject_id=publication.pk
    )
    for entry in entries:
        who = entry.actor.name if entry.actor else ""
        yield Happening(entry.at, upper_first(words.verb(entry.verb)), who=who, more=said(entry),
                        quoted=str(entry.details.get("urn", "")))  # fmt: skip


def upper_first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def said(entry: Entry) -> str:
    """What the journal kept beside the verb, in words: a reason that a person gave, or what stood in the way."""
    if reason := str(entry.details.get("reason", "")):
        return _("« %(reason)s »") % {"reason": reason}
    why = str(entry.details.get("problem") or entry.details.get("why") or "")
    return str(words.problem(why).happened)


def uploads(publication: Publication) -> Iterator[Happening]:
    for one in publication.uploads.all():
        name = {"file": one.sha256[:8]}
        if one.uploaded_at:
            yield Happening(one.uploaded_at, _("Fichier %(file)s… envoyé à LinkedIn") % name, quoted=one.urn)
        if one.state == UploadState.AVAILABLE and one.available_at:
            yield Happening(one.available_at, _("Fichier %(file)s… prêt chez LinkedIn") % name)
        if one.problem:
            more = str(words.problem(one.problem).happened)
            yield Happening(one.changed_at, trouble_of(one), more=more, vendor=one)


def trouble_of(upload: Upload) -> str:
    return _("Fichier %(file)s… : %(state)s") % {
        "file": upload.sha256[:8], "state": parts.upload(upload.state)
    }  # fmt: skip


def comments(publication: Publication) -> Iterator[Happening]:
    """Its verbs are in the journal; the call, and what came of it, is here."""
    for one in FirstComment.objects.filter(publication=publication, attempted_at__isnull=False):
        what = _("Premier commentaire envoyé : %(state)s") % {"state": parts.comment(one.state)}
        at = one.attempted_at or one.changed_at
        yield Happening(at, what, more=str(parts.of_comment(one).happened), quoted=one.urn, vendor=one)


def changes(publication: Publication) -> Iterator[Happening]:
    """Of those that met a trouble; what was asked and done is in the journal."""
    for one in Change.objects.filter(publication=publication).exclude(problem=""):
        what = _("%(kind)s : %(state)s") % {"kind": parts.kind(one.kind), "state": parts.change(one.state)}
        yield Happening(one.changed_at, what, more=str(parts.of_change(one).happened), vendor=one)


def mails(publication: Publication) -> Iterator[Happening]:
    page = reverse("publication", args=[publication.pk])
    among_others = Q(
        kind="publications_held", organisation_id=publication.organisation_id, text__contains=page
    )
    sent = Message.objects.filter(Q(dedup_key__startswith=told(publication.post_id)) | among_others)
    for one in sent.order_by("created_at", "pk"):
        yield Happening(one.created_at, _("Courrier : %(subject)s") % {"subject": one.subject},
                        who=one.to_name or one.to_email, more=delivered(one), until=one.sent_at)  # fmt: skip


def delivered(message: Message) -> str:
    if message.sent_at:
        return _("remis")
    return _("non remis") if message.state == MessageState.FAILED else _("en attente d'envoi")


def for_support(publication: Publication) -> str:
    """To paste into a letter to a support desk: numbers, states, codes and instants of UTC; no name, no text, no token."""
    lines = [
        f"publication {publication.pk} · organisation {publication.organisation_id} · post {publication.post_id}",
        f"state {publication.state} {publication.problem}".strip(),
        f"due {utc(publication.due_at)}",
        f"content {publication.content_hash}",
        *(f"{name} {found}" for name, found in facts(publication)),
        *(of_attempt(one) for one in publication.attempts.order_by("number")),
    ]
    return "\n".join(lines)


def facts(publication: Publication) -> Iterator[tuple[str, str]]:
    if publication.urn:
        yield "urn", publication.urn
    for name in ("published_at", "verified_at", "next_attempt_at", "next_look_at"):
        if at := getattr(publication, name):
            yield name, utc(at)


def of_attempt(attempt: Attempt) -> str:
    ended = utc(attempt.finished_at) if attempt.finished_at else "-"
    known = (
        attempt.problem, f"HTTP {attempt.http_status}" if attempt.http_status else "", attempt.vendor_code,
        attempt.request_id and f"request {attempt.request_id}", attempt.urn,
    )  # fmt: skip
    return " ".join(
        filter(
            None, (f"attempt {attempt.number} {utc(attempt.started_at)} → {ended} {attempt.outcome}", *known)
        )
    )


def utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
