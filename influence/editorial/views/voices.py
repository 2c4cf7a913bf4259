"""One announcement, several leaders: first what is common and who speaks, then each one's own words beside their line.

Buttons, by `do`: choose (a template), prepare (a text for each leader who is ticked and has none yet), again:… (a leader's
number: the common text once more), save, and those of the files. Whatever goes wrong, everything typed is on the page."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from influence.core.links import slug, tagged
from influence.drafting.problems import DraftingError
from influence.editorial import words
from influence.editorial.actions.campaigns import CampaignGone, assign_campaign
from influence.editorial.composing import access
from influence.editorial.composing.announcing import Refused, Voice, announce, echoes
from influence.editorial.composing.forms import AnnouncementForm, VoiceForm
from influence.editorial.models import Line, Post
from influence.editorial.refusals import Misfit, OddHour
from influence.editorial.views.attachments import shelves
from influence.editorial.views.desk import Desk, doing, laid_out, offers, typed
from influence.editorial.views.drafts import text_of
from influence.editorial.views.sight import as_shown, sight
from influence.editorial.views.unsaved import keeping_of, saved, taken_up
from influence.people.doors import MemberRequest, editors
from influence.people.models import Leader


@dataclass
class Section:
    """One leader's part of the page."""

    leader: Leader
    form: VoiceForm
    line: Line | None
    seen: dict[str, Any] = field(default_factory=dict)
    echoes: list[tuple[Leader, int]] = field(default_factory=list)


@editors
def announcement_new(request: MemberRequest) -> HttpResponse:
    taken_up(request, kind="voices")
    do, language = doing(request), request.POST.get("language") or request.member.organisation.language
    given = offers(request, language=language)
    is_kept = do == "save"
    form = (
        AnnouncementForm(request.POST, **given)
        if is_kept
        else AnnouncementForm(initial=first(request), **given)
    )
    desk = laid_out(request, form, language=language)
    if do == "choose" and desk.template and desk.sheet:
        desk.sheet = type(desk.sheet)(desk.template, given=desk.sheet.given())
    lines = access.lines_beside(request.member.organisation)
    sections = [section(request, one, desk=desk, line=lines.get(one.pk)) for one in ticked(request, form)]
    if is_kept and fit(desk, sections) and (posts := kept(request, desk, sections)):
        said = ngettext(
            "%(num)s brouillon est enregistré.", "%(num)s brouillons sont enregistrés.", len(posts)
        )
        messages.success(request, said % {"num": len(posts)})
        return saved(request, redirect("announcement", posts[0].announcement))
    return page(request, desk, sections, lines=lines)


def first(request: MemberRequest) -> dict[str, Any]:
    beginning = {
        "language": request.member.organisation.language,
        "leaders": request.GET.getlist("dirigeant"),
    }
    return beginning | typed(request) | ({"leaders": request.POST.getlist("leaders")} if request.POST else {})


def ticked(request: MemberRequest, form: AnnouncementForm) -> list[Leader]:
    """In the order of the list; none before the texts are asked for."""
    if not (
        doing(request) in ("prepare", "save") or doing(request).startswith("again:") or has_sections(request)
    ):
        return []
    chosen = set(request.POST.getlist("leaders"))
    return [one for one in form.fields["leaders"].queryset if str(one.pk) in chosen]  # type: ignore[attr-defined]


def has_sections(request: MemberRequest) -> bool:
    return any(name.startswith("voix-") for name in request.POST)


def section(request: MemberRequest, leader: Leader, *, desk: Desk, line: Line | None) -> Section:
    is_there = f"voix-{leader.pk}-text" in request.POST and doing(request) != f"again:{leader.pk}"
    given = {"leader": leader, "organisation": request.member.organisation}
    if doing(request) == "save" and is_there:
        return Section(leader, VoiceForm(request.POST, **given), line)
    start = {"pillar": request.POST.get("pillar", "")} | typed_for(request, leader)
    if not is_there:
        start["text"] = common_text(desk, leader)
    if doing(request) == "links":
        campaign = slug(request.POST.get("utm_campaign", ""))
        start["text"] = tagged(start["text"], campaign=campaign, content=slug(leader.name))
    return Section(leader, VoiceForm(initial=start, **given), line)


def typed_for(request: MemberRequest, leader: Leader) -> dict[str, str]:
    named = {name: f"voix-{leader.pk}-{name}" for name in ("text", "day", "time", "pillar")}
    return {name: request.POST[field] for name, field in named.items() if field in request.POST}


def common_text(desk: Desk, leader: Leader) -> str:
    """The template as this leader says it, or the common text."""
    if desk.template is None or desk.sheet is None:
        return str(desk.form["text"].value() or "")
    try:
        return text_of(desk.template, given=desk.sheet.given(), leader=leader, slot=None)
    except DraftingError as error:
        desk.sheet.blame(error)
        return ""


def fit(desk: Desk, sections: list[Section]) -> bool:
    """Everything is asked, so that every problem is said at once."""
    said = [one.form.is_bound and one.form.is_valid() for one in sections]
    empty = [one for one in sections if one.form.is_bound and not (one.form["text"].value() or "").strip()]
    for one in empty:
        one.form.add_error("text", _("Ce texte est vide : écrivez-le, ou décochez cette personne."))
    return desk.is_fit() and all(said) and not empty


def kept(request: MemberRequest, desk: Desk, sections: list[Section]) -> list[Post]:
    clean, joined = desk.form.cleaned_data, desk.join.cleaned_data
    try:
        with transaction.atomic():
            posts = announce(
                [voice(one) for one in sections], organisation=request.member.organisation, number=uuid4(), by=request.user,
                at=timezone.now(), media=desk.tray.media(joined["joined"]), card=joined["card"],
                first_comment=joined["first_comment"], language=clean["language"], audience=clean["audience"],
                is_undated=clean["is_undated"],
            )  # fmt: skip
            for post in posts:
                assign_campaign(post, campaign_id=clean.get("campaign"), by=request.user, at=timezone.now())
            return posts
    except Misfit as misfit:
        desk.join.blame(misfit)
    except Refused as refused:
        blame(sections, refused)
    except CampaignGone as refusal:
        desk.form.add_error("campaign", str(refusal))
    return []


def voice(one: Section) -> Voice:
    clean = one.form.cleaned_data
    place = {"day": clean["day"], "hour": clean["time"], "fold": clean["fold"]}
    return Voice(one.leader, clean["pillar"], clean["text"], **place)


def blame(sections: list[Section], refused: Refused) -> None:
    for one in sections:
        refusal = refused.by_leader.get(one.leader.pk)
        if isinstance(refusal, OddHour):
            one.form.ask(refusal)
        elif refusal:
            one.form.add_error("time", str(refusal))


def page(
    request: MemberRequest, desk: Desk, sections: list[Section], *, lines: dict[int, Line]
) -> HttpResponse:
    texts = {one.leader.pk: str(one.form["text"].value() or "") for one in sections}
    leaders = {one.leader.pk: one.leader for one in sections}
    for echo in echoes(texts):
        for mine, other in ((echo.one, echo.other), (echo.other, echo.one)):
            next(one for one in sections if one.leader.pk == mine).echoes.append(
                (leaders[other], echo.percent)
            )
    for one in sections:
        shown = as_shown(request, desk.tray, desk.join, leader=one.leader)
        one.seen = sight(
            request, texts[one.leader.pk], leader=one.leader, shown=shown, language=str(desk.form["language"].value())
        )  # fmt: skip
    return render(request, "pages/editorial/voices.html", shelves(request, desk.tray) | {
        "desk": desk, "form": desk.form, "join": desk.join, "sections": sections,
        "keeping": keeping_of(request, kind="voices"), "post": None, "utm_campaign": request.POST.get("utm_campaign", ""),
        "lines": lines,
    })  # fmt: skip


@require_safe
@editors
def announcement(request: MemberRequest, number: UUID) -> HttpResponse:
    siblings = access.announcement_for(request.member, number)
    return render(request, "pages/editorial/announcement.html", {
        "siblings": siblings, "state": words.standing, "chip": words.chip,
    })  # fmt: skip
