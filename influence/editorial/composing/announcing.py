"""One announcement said in several voices: as many drafts, each with its own words, place and pillar, and one number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db import transaction

from influence.editorial.actions import plan_slot, write_post
from influence.editorial.likeness import likeness, words
from influence.editorial.models import Pillar, Post
from influence.editorial.refusals import Misfit, Refusal
from influence.journal.actions import record
from influence.people.models import Leader, Organisation, User


@dataclass(frozen=True)
class Voice:
    """What one leader says of it. Without a day it waits for its place."""

    leader: Leader
    pillar: Pillar
    text: str
    day: date | None = None
    hour: time | None = None
    fold: int | None = None
    template: str = ""
    fields: Mapping[str, Any] | None = None


class Refused(Exception):
    """Nothing is kept. `by_leader`: why, for each voice that cannot be; Misfit is the same for all."""

    def __init__(self, by_leader: Mapping[int, Refusal]) -> None:
        self.by_leader = dict(by_leader)
        super().__init__(*self.by_leader.values())


@transaction.atomic
def announce(
    voices: Sequence[Voice],
    *,
    organisation: Organisation,
    number: UUID,
    by: User,
    at: datetime,
    **common: Any,
) -> list[Post]:
    """`common`: what `write_post` takes besides, the same for all. Raises Refused with every problem, Misfit."""
    posts, problems = [], {}
    for voice in voices:
        try:
            posts.append(said(voice, organisation=organisation, by=by, at=at, common=common))
        except Misfit:
            raise
        except Refusal as refusal:
            problems[voice.leader.pk] = refusal
    if problems:
        raise Refused(problems)
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(announcement=number)
    for post in posts:
        post.announcement = number
    record(
        "announcement.written", posts[0], organisation_id=organisation.pk, at=at, by=by.pk,
        announcement=str(number), posts=[post.pk for post in posts],
    )  # fmt: skip
    return posts


@transaction.atomic
def said(
    voice: Voice, *, organisation: Organisation, by: User, at: datetime, common: Mapping[str, Any]
) -> Post:
    whose = {"organisation": organisation, "leader": voice.leader, "pillar": voice.pillar}
    slot = None
    if voice.day and voice.hour:
        place = {"day": voice.day, "time": voice.hour, "fold": voice.fold, "zone": voice.leader.zone}
        slot = plan_slot(**whose, **place, at=at, by=by)
    how = {"template": voice.template, "fields": voice.fields}
    return write_post(**whose, **how, **common, slot=slot, text=voice.text, by=by, at=at)


@dataclass(frozen=True)
class Echo:
    """Two voices that say nearly the same, and how nearly (editorial.likeness), in percent."""

    one: int
    other: int
    percent: int


def echoes(texts: Mapping[int, str]) -> list[Echo]:
    """By leader."""
    return list(_echoes({key: words(text) for key, text in texts.items()}))


def _echoes(said: Mapping[int, list[str]]) -> Iterator[Echo]:
    for one, other in combinations(said, 2):
        if percent := likeness(said[one], said[other]):
            yield Echo(one, other, percent)
