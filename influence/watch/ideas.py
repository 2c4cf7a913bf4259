"""Ideas: noted, kept, dismissed, made into a draft, forgotten."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from influence.editorial.actions import plan_slot, write_post
from influence.editorial.models import Pillar, Post, Slot
from influence.journal.actions import record
from influence.networks.linkedin import contents
from influence.people.models import Leader, Organisation, User
from influence.watch.models import Idea, IdeaState
from influence.watch.offers import Offer
from influence.watch.reading.plain import cut, one_line
from influence.watch.refusals import IdeaThere, MovedOn

TITLE = 300
NEVER_KEPT = timedelta(days=90)


def digest(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()


@transaction.atomic
def add_idea(*, organisation: Organisation, title: str, link: str, note: str, by: User, at: datetime) -> Idea:
    """A person's own, kept from the start. Raises IdeaThere."""
    try:
        with transaction.atomic():
            idea = Idea.objects.create(
                organisation=organisation, title=one_line(title, most=TITLE), link=link, note=note, digest=digest(link or title.casefold()),
                state=IdeaState.KEPT, kept_by=by, found_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise IdeaThere from None
    record("idea.added", idea, organisation_id=organisation.pk, at=at, by=by.pk)
    return idea


def keep(idea: Idea, *, note: str, by: User, at: datetime) -> None:
    """With a word on why; one that is kept gets another word. Raises MovedOn."""
    moved(
        idea, "idea.kept", IdeaState.NEW, IdeaState.KEPT, by=by, at=at,
        state=IdeaState.KEPT, kept_by=by, note=note,
    )  # fmt: skip


def dismiss(idea: Idea, *, by: User, at: datetime) -> None:
    moved(idea, "idea.dismissed", IdeaState.NEW, IdeaState.KEPT, by=by, at=at, state=IdeaState.DISMISSED)


def take_back(idea: Idea, *, by: User, at: datetime) -> None:
    """From among the dismissed, to where it was."""
    before = IdeaState.KEPT if idea.kept_by_id else IdeaState.NEW
    moved(idea, "idea.taken_back", IdeaState.DISMISSED, by=by, at=at, state=before)


@transaction.atomic
def moved(idea: Idea, verb: str, *sources: IdeaState, by: User, at: datetime, **columns: Any) -> None:
    if not Idea.objects.filter(pk=idea.pk, state__in=sources).update(**columns):
        raise MovedOn
    record(verb, idea, organisation_id=idea.organisation_id, at=at, by=by.pk)


@transaction.atomic
def make_draft(
    idea: Idea, *, leader: Leader, pillar: Pillar, place: Offer | None, by: User, at: datetime
) -> Post:
    """Its title as the first words, its link as the card, in that place or none yet. Raises MovedOn, and what plan_slot and
    write_post raise."""
    open_to = (IdeaState.NEW, IdeaState.KEPT)
    # Held until the end: whoever comes second finds it used.
    if not Idea.objects.select_for_update().filter(pk=idea.pk, state__in=open_to).exists():
        raise MovedOn
    organisation = leader.organisation
    slot: Slot | None = None
    if place:
        slot = plan_slot(
            organisation=organisation, leader=leader, pillar=pillar, day=place.day, time=place.time, zone=place.zone,
            fold=place.fold, at=at, by=by,
        )  # fmt: skip
    text, card = beginning(idea)
    post = write_post(
        organisation=organisation, leader=leader, pillar=pillar, slot=slot, text=text, card=card, by=by, at=at,
        language=leader.language,
    )  # fmt: skip
    Idea.objects.filter(pk=idea.pk).update(state=IdeaState.USED, used_as=post)
    record("idea.used", idea, organisation_id=organisation.pk, at=at, by=by.pk, post=post.pk)
    return post


def beginning(idea: Idea) -> tuple[str, dict[str, str] | None]:
    """A card needs a safe address (editorial.cards); any other stands in the text."""
    if not idea.link.startswith("https://"):
        return "\n\n".join(part for part in (idea.title, idea.link) if part), None
    card = {
        "kind": "article",
        "url": idea.link,
        "title": cut(idea.title, most=contents.ARTICLE_TITLE // 2),
        "description": cut(idea.summary, most=300),
    }
    return idea.title, card


def forget(*, now: datetime) -> int:
    """Ideas that nobody kept (docs/privacy.md); one that was kept and then dismissed goes later. An entry without a date that
    its feed still shows comes back as a new one."""
    never = Q(state__in=(IdeaState.NEW, IdeaState.DISMISSED), kept_by=None, found_at__lte=now - NEVER_KEPT)
    dropped = Q(state=IdeaState.DISMISSED, found_at__lte=now - 2 * NEVER_KEPT)
    count, _by_model = Idea.objects.filter(never | dropped).delete()
    return count
