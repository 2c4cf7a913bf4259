"""The preview beside the composer: what is being typed, as the network will show it. Keeps nothing."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from influence.drafting.catalogue import PostTemplate
from influence.drafting.problems import DraftingError
from influence.drafting.words import sentences
from influence.editorial import words
from influence.editorial.preview import preview
from influence.editorial.readiness import unfit
from influence.editorial.views.drafts import FieldsForm, chosen, text_of
from influence.people.access import leader_for
from influence.people.doors import MemberRequest, editors
from influence.people.models import Leader


@require_POST
@editors
def post_preview(request: MemberRequest) -> HttpResponse:
    leader = leader_named(request)
    template = chosen(request.POST.get("template"), language=request.POST.get("language"))
    text, lacking = request.POST.get("text", ""), []
    if template and leader:
        text, lacking = tried(template, given=FieldsForm(template, request.POST).given(), leader=leader)
    elif template:
        text, lacking = "", [_("Choisissez d'abord au nom de qui la publication est écrite.")]
    return render(request, "pages/editorial/sight.html", sight(text, leader=leader, lacking=lacking))


def tried(template: PostTemplate, *, given: dict[str, str], leader: Leader) -> tuple[str, list[str]]:
    try:
        return text_of(template, given=given, leader=leader, slot=None), []
    except DraftingError as error:
        return "", sentences(error)


def sight(text: str, *, leader: Leader | None, lacking: list[str] | None = None) -> dict[str, Any]:
    problems = [words.unready(one) for one in unfit(text)] if text.strip() else []
    return {"preview": preview(text), "leader": leader, "lacking": lacking or [], "problems": problems}


def leader_named(request: MemberRequest) -> Leader | None:
    pk = request.POST.get("leader", "")
    return leader_for(request.member, int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 10 else None
