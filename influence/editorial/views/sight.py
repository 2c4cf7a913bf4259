"""The preview beside the composer: what is being typed, as the network will show it. Keeps nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from influence.core.cadence import instant
from influence.core.text import normalise
from influence.drafting.problems import DraftingError
from influence.drafting.sources import PostTemplate
from influence.drafting.words import sentences
from influence.editorial import beside, words
from influence.editorial.attachments import files_shown
from influence.editorial.beside import Beside, Exhibit
from influence.editorial.collisions import Said, left_unexplained, near_to
from influence.editorial.composing.advice import advice_on
from influence.editorial.forms_attachments import JoinForm, card_from
from influence.editorial.models import Audience, Pillar, Post, Version
from influence.editorial.preview import preview
from influence.editorial.readiness import of_comment, unfit
from influence.editorial.refusals import Misfit
from influence.editorial.stops import of_place
from influence.editorial.views.attachments import Tray, join_form, tray
from influence.editorial.views.drafts import FieldsForm, chosen, text_of
from influence.editorial.views.unsaved import post_at
from influence.editorial.voices import profile
from influence.editorial.words import Unready
from influence.library import words as file_words
from influence.people.access import leader_for
from influence.people.doors import MemberRequest, editors
from influence.people.models import Language, Leader


@require_POST
@editors
def post_preview(request: MemberRequest) -> HttpResponse:
    """Of an announcement, one voice: the one whose leader the address names."""
    voice = request.GET.get("voix", "")
    prefix = f"voix-{voice}-" if voice else ""
    leader = leader_numbered(request, voice) if voice else leader_named(request)
    text, lacking = worded(request, leader) if not voice else (request.POST.get(f"{prefix}text", ""), [])
    on = tray(request)
    shown = as_shown(request, on, join_form(request, on, bound=False, leader=leader), leader=leader)
    typed = {name: request.POST.get(f"{prefix}{name}", "") for name in ("day", "time", "pillar")}
    # Which post is being edited, the page says by the place where its words are kept.
    if post := post_at(request, request.POST.get("kept_place", "")):
        close = close_to(request, post, pillar=typed["pillar"], text=text)
    else:
        close = close_by(
            request, leader, day=typed["day"], hour=typed["time"], pillar=typed["pillar"], text=text
        )
    return render(
        request,
        "pages/editorial/sight.html",
        sight(request, text, leader=leader, lacking=lacking, shown=shown, close=close),
    )


def worded(request: MemberRequest, leader: Leader | None) -> tuple[str, list[str]]:
    """The text as far as it is written, and what it lacks."""
    slug = request.POST.get("template", "")
    template = chosen(
        slug, language=request.POST.get("language"), organisation=request.member.organisation, using=slug
    )
    if template is None:
        return request.POST.get("text", ""), []
    if leader is None:
        return "", [_("Choisissez d'abord au nom de qui la publication est écrite.")]
    return tried(template, given=FieldsForm(template, request.POST).given(), leader=leader)


def close_by(
    request: MemberRequest, leader: Leader | None, *, day: object, hour: object, pillar: object, text: str
) -> list[str]:
    """What the place and the words typed so far would collide with; of a place that is none yet, the words alone."""
    if leader is None:
        return []
    said, now = Said(leader, theme_of(leader, pillar), None, text), timezone.now()
    try:
        at = instant(date.fromisoformat(str(day)), time.fromisoformat(str(hour)), leader.zone)
        lying = of_place(leader.organisation, at, leader_id=leader.pk, pillar_id=None, now=now)
        return [*map(str, near_to(replace(said, at=at), now=now, reader=request.user)), *lying]
    except (ValueError, OverflowError):
        # Half typed, or a year at the edge of the calendar: the form says what is wrong with it.
        return [str(one) for one in near_to(said, now=now, reader=request.user)]


def close_to(request: MemberRequest, post: Post, *, pillar: object, text: str) -> list[str]:
    """The same of a post that has its place: as it would be with what is typed, but for what somebody let stand."""
    now, at = timezone.now(), post.slot.at if post.slot else None
    at = at if at and at > now else None
    said = replace(Said.of(post), pillar=theme_of(post.leader, pillar), at=at, text=normalise(text))
    found = left_unexplained(said, near_to(said, now=now, reader=request.user))
    lying = of_place(post.organisation, at, leader_id=post.leader_id, pillar_id=None, now=now) if at else []
    return [*map(str, found), *lying]


def theme_of(leader: Leader, pillar: object) -> Pillar | None:
    return leader.organisation.pillars.filter(pk=str(pillar)).first() if is_number(pillar) else None


def is_number(typed: object) -> bool:
    return str(typed).isascii() and str(typed).isdigit() and len(str(typed)) < 10


def tried(template: PostTemplate, *, given: dict[str, str], leader: Leader) -> tuple[str, list[str]]:
    try:
        return text_of(template, given=given, leader=leader, slot=None), []
    except DraftingError as error:
        return "", sentences(error)


@dataclass(frozen=True)
class Shown:
    """What goes with the text as far as it is typed. `missing`: what a card still lacks to be drawn."""

    beside: Beside = field(default_factory=Beside)
    missing: str = ""


def as_shown(request: MemberRequest, on: Tray, join: JoinForm, *, leader: Leader | None) -> Shown:
    typed = {name: str(join[name].value() or "") for name in join.fields}
    card, missing = card_typed(join.completed(typed))
    version = Version(
        media=on.media(typed["joined"]), card=card, first_comment=typed["first_comment"],
        audience=request.POST.get("audience", Audience.PUBLIC),
    )  # fmt: skip
    account = join.pages.get(typed["account"]) or (profile(leader) if leader else None)
    files = files_shown([version], organisation_id=request.member.organisation_id)
    return Shown(beside.beside(version, files=files, account=account), missing=missing)


def card_typed(typed: dict[str, str]) -> tuple[dict[str, Any], str]:
    try:
        return card_from(typed), ""
    except Misfit as misfit:
        return {}, str(misfit)


def sight(
    request: MemberRequest,
    text: str,
    *,
    leader: Leader | None,
    lacking: list[str] | None = None,
    shown: Shown,
    close: Sequence[str] = (),
    language: str = Language.FRENCH,
) -> dict[str, Any]:
    # Braces are told with their place, as advice.
    told = [one for one in unfit(text) if one is not Unready.MARKUP] if text.strip() else []
    problems = [words.unready(one) for one in told]
    problems += [words.unready(one) for one in of_comment(shown.beside.first_comment)]
    found = advice_on(
        text, organisation=request.member.organisation, leader=leader, first_comment=shown.beside.first_comment,
        language=request.POST.get("language", language), alts=[one.alt_text for one in shown.beside.images],
    )  # fmt: skip
    return {
        "preview": preview(text), "advice": found, "leader": leader, "lacking": lacking or [], "problems": problems, "shown": shown,
        "close": close, "address": in_library, "file_facts": file_words.facts,
    }  # fmt: skip


def in_library(one: Exhibit) -> str:
    """Where an editor sees the bytes."""
    return reverse("media_bytes", args=[one.file.pk]) if one.file else ""


def leader_named(request: MemberRequest) -> Leader | None:
    return leader_numbered(request, request.POST.get("leader", ""))


def leader_numbered(request: MemberRequest, pk: str) -> Leader | None:
    return leader_for(request.member, int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 10 else None
