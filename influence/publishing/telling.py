"""Who hears what when a publication does not simply go out. One mail a person and a slot for the same thing; sentences
are made in the language of each reader."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils import translation

from influence.core.text import plain
from influence.editorial.embargoes import as_read_by
from influence.editorial.models import Post
from influence.networks.errors import Reason
from influence.outbox.actions import queue
from influence.outbox.models import Message
from influence.people.models import Organisation, Role, User
from influence.people.queries import people_of
from influence.publishing import words
from influence.publishing import words_of_parts as parts
from influence.publishing.lateness import last_moment
from influence.publishing.models import Change, FirstComment, Publication
from influence.publishing.problems import OF_SAFEGUARDS
from influence.publishing.profiles import posts_of

log = structlog.get_logger(__name__)


def failed(publication: Publication, *, at: datetime) -> None:
    tell("failed", publication.post, to=editors(publication.post), due_at=publication.due_at, at=at,
         context=about(publication))  # fmt: skip


def unclear(publication: Publication, *, at: datetime) -> None:
    tell("unclear", publication.post, to=[*editors(publication.post), publication.post.leader.user],
         due_at=publication.due_at, at=at, nth=publication.attempts.count(),
         context=about(publication))  # fmt: skip


def found(publication: Publication, *, at: datetime) -> None:
    """Whoever was asked whether it is there need not look any more."""
    asked = Message.objects.filter(dedup_key__startswith=f"{told(publication.post_id)}unclear:")
    if asked.exists():
        tell("found", publication.post, to=[*editors(publication.post), publication.post.leader.user],
             due_at=publication.due_at, at=at, context=about(publication) | {"link": publication.permalink})  # fmt: skip


def vanished(publication: Publication, *, at: datetime) -> None:
    tell("vanished", publication.post, to=[*editors(publication.post), publication.post.leader.user],
         due_at=publication.due_at, at=at, context=about(publication) | {"link": publication.permalink})  # fmt: skip


def surfaced(publication: Publication, *, link: str, at: datetime) -> None:
    context = about(publication) | {"words": words.problem("late_success"), "link": link}
    tell("unclear", publication.post, to=[*editors(publication.post), publication.post.leader.user],
         due_at=publication.due_at, at=at, context=context, nth=publication.attempts.count() + 1000)  # fmt: skip


def held(publication: Publication, *, at: datetime, tell_leader: bool) -> None:
    by_hand = publication.problem == Reason.BY_HAND
    context = about(publication) | {"last_moment": last_moment(publication, by_hand=by_hand)}
    leader = publication.post.leader.user
    if by_hand:
        tell("by_hand", publication.post, to=[leader], due_at=publication.due_at, at=at, context=context)
        return
    people = [*editors(publication.post), *([leader] if tell_leader else [])]
    nth = f"{publication.problem}-{at.timestamp():.0f}" if publication.problem in OF_SAFEGUARDS else 0
    tell("held", publication.post, to=people, due_at=publication.due_at, at=at, context=context, nth=nth)


def missed(post: Post, *, problem: str, due_at: datetime, at: datetime) -> None:
    tell(
        "missed",
        post,
        to=[*editors(post), post.leader.user],
        due_at=due_at,
        at=at,
        context={"words": words.problem(problem)},
    )


def comment(comment: FirstComment, *, at: datetime) -> None:
    """The leader gets the words to paste, or the question whether they are there; the comms team hears of it."""
    publication = comment.publication
    text = publication.version.first_comment
    context = about(publication) | {
        "words": parts.of_comment(comment), "comment": comment, "text": text, "plain": plain(text),
    }  # fmt: skip
    tell("comment", publication.post, to=[*editors(publication.post), publication.post.leader.user],
         due_at=publication.due_at, at=at, context=context, nth=nth(comment.state, comment.tries))  # fmt: skip


def nth(state: str, tries: int) -> str:
    return f"{state}-{tries}"


def correction(change: Change, *, at: datetime) -> None:
    """A leader is asked for a yes to a corrected text."""
    publication, text = change.publication, change.version.text if change.version else ""
    context = about(publication) | {"change": change, "text": text, "plain": plain(text)}
    tell("correction", publication.post, to=[publication.post.leader.user], due_at=publication.due_at, at=at,
         context=context, nth=change.pk)  # fmt: skip


def change(change: Change, *, at: datetime) -> None:
    """Somebody has to do it on the network."""
    publication, text = (
        change.publication,
        change.version.text if change.version else publication_text(change),
    )
    context = about(publication) | {
        "words": parts.of_change(change), "change": change, "text": text, "plain": plain(text),
    }  # fmt: skip
    tell("change", publication.post, to=[*editors(publication.post), publication.post.leader.user],
         due_at=publication.due_at, at=at, context=context, nth=change.pk)  # fmt: skip


def broken_off(publication: Publication, *, problem: str, nth: int | str, at: datetime) -> None:
    """A correction or a first comment that is not what was approved, or of a leader who left. The mail shows what is online, and nothing else."""
    leader = publication.post.leader
    people = [*editors(publication.post), *([leader.user] if leader.is_active else [])]
    tell("broken_off", publication.post, to=people, due_at=publication.due_at, at=at, nth=nth,
         context=about(publication) | {"words": words.problem(problem)})  # fmt: skip


def removal(change: Change, *, at: datetime) -> None:
    publication = change.publication
    tell("removal", publication.post, to=[publication.post.leader.user], due_at=publication.due_at, at=at,
         context=about(publication) | {"change": change}, nth=change.pk)  # fmt: skip


def publication_text(change: Change) -> str:
    return change.publication.version.text


def about(publication: Publication) -> dict[str, Any]:
    return {
        "publication": publication, "words": words.problem(publication.problem), "link": "",
        "posts_of": posts_of(publication.account),
    }  # fmt: skip


def editors(post: Post) -> list[User]:
    """The comms team; where nobody fills that role, the operators."""
    return people_of(post.organisation, Role.EDITOR) or people_of(post.organisation, Role.OPERATOR)


def tell(
    kind: str,
    post: Post,
    *,
    to: list[User],
    due_at: datetime,
    at: datetime,
    context: dict[str, Any],
    nth: int | str = 0,
) -> None:
    zone = post.slot.zone if post.slot else post.leader.zone
    facts = {"post": post, "leader": post.leader, "due_at": due_at, "zone": zone}
    for person in {person.pk: person for person in to}.values():
        text = as_read_by(post.version, person, of=post).text if post.version else ""
        key = f"{told(post.pk)}{kind}:{due_at.timestamp():.0f}:{nth}:{person.pk}"
        write(kind, post, to=person, key=key, at=at,
              context=facts | {"text": text, "plain": plain(text)} | context)  # fmt: skip


def write(kind: str, post: Post, *, to: User, key: str, context: dict[str, Any], at: datetime) -> None:
    """A mail that cannot be written must not undo the outcome that it is about: that one is a fact. The page shows it
    all the same, and the log says who was not told."""
    try:
        with transaction.atomic():
            queue(kind=f"publication_{kind}", dedup_key=key, to=to, language=to.language, context=context, at=at,
                  organisation=post.organisation)  # fmt: skip
    except Exception:
        log.exception("publication.mail_not_written", post=post.pk, kind=kind, user=to.pk)


def told(post_id: int) -> str:
    """What the keys of all mails about one post's publication begin with."""
    return f"publication:{post_id}:"


def reason(publication: Publication) -> str:
    return sentence(publication.problem, organisation=publication.organisation)


def sentence(problem: str, *, organisation: Organisation) -> str:
    """For the post's own page, which keeps one sentence: in the organisation's language."""
    with translation.override(organisation.language):
        return str(words.problem(problem).happened)
