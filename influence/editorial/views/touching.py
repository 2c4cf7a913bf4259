"""Gestures on a text that is being written, which keep nothing: another template, the rendered text in one's own hands,
French typography, links that say where their readers came from."""

import re
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from influence.core.lifecycle import PostState
from influence.core.links import slug, tagged
from influence.core.typography import NARROW, NO_BREAK, typo_fr
from influence.drafting.problems import DraftingError
from influence.editorial.comparing import Change, changes
from influence.editorial.views.desk import Desk, doing
from influence.editorial.views.drafts import FieldsForm, text_of
from influence.editorial.views.sight import leader_named
from influence.people.doors import MemberRequest
from influence.people.models import Language, Leader

UNBROKEN = re.compile(f"[{NARROW}{NO_BREAK}]")
# A text to which somebody said yes stays as it was read: whoever changes it does so word by word, and asks again.
AGREED = frozenset({PostState.APPROVED, PostState.SCHEDULED})


def turned(request: MemberRequest, desk: Desk) -> Desk:
    """Not yet kept."""
    match doing(request):
        case "take":
            return taken(request, desk)
        case "choose" if desk.template and desk.sheet:
            desk.sheet = FieldsForm(desk.template, given=desk.sheet.given())
        case "typography":
            desk.context["typography"] = seen_changes(*typeset(desk)) if may_typeset(desk) else []
        case "typography-apply" if may_typeset(desk):
            desk.form.initial["text"] = typeset(desk)[1]
        case "links":
            mark_links(request, desk, leader=desk.leader or leader_named(request))
    return desk


def taken(request: MemberRequest, desk: Desk) -> Desk:
    """The rendered text becomes free text."""
    leader = desk.leader or leader_named(request)
    if desk.template is None or desk.sheet is None or leader is None:
        return desk
    try:
        text = text_of(desk.template, given=desk.sheet.given(), leader=leader, slot=desk.slot)
    except DraftingError as error:
        desk.sheet.blame(error)
        return desk
    desk.form.initial |= {"text": text, "template": ""}
    desk.template = desk.sheet = None
    return desk


def may_typeset(desk: Desk) -> bool:
    """A free text in French that nobody has agreed to."""
    is_agreed = desk.post is not None and desk.post.state in AGREED
    return desk.template is None and not is_agreed and desk.form["language"].value() == Language.FRENCH


def written(form: forms.Form, name: str) -> str:
    """As the page will show it. Not by its bound field: that remembers what it was asked first."""
    return str(form.get_initial_for_field(form.fields[name], name) or "")


def typeset(desk: Desk) -> tuple[str, str]:
    """Before and after; the same where there is nothing to change."""
    text = written(desk.form, "text").replace("\r\n", "\n")
    return text, typo_fr(text)


def seen_changes(before: str, after: str) -> list[Change]:
    """A space that does not break looks like any other: it is drawn, and the one that it replaces is not struck out."""
    found = [one for one in changes(before, after) if one.kind != "removed" or one.text.strip()]
    return [replace(one, text=UNBROKEN.sub("⍽", one.text)) if one.kind == "added" else one for one in found]


def mark_links(request: MemberRequest, desk: Desk, *, leader: Leader | None) -> None:
    """In the text or the template's fields, the article's address and the first comment."""
    campaign, content = slug(request.POST.get("utm_campaign", "")), slug(leader.name) if leader else ""
    changed = False
    for form, names in ((desk.form, ("text",)), (desk.join, ("url", "first_comment"))):
        for name in names:
            marked = tagged(written(form, name), campaign=campaign, content=content)
            changed = changed or marked != written(form, name)
            form.initial[name] = marked
    if desk.template and desk.sheet:
        given = desk.sheet.given()
        fields = {name: tagged(value, campaign=campaign, content=content) for name, value in given.items()}
        changed, desk.sheet = changed or fields != given, FieldsForm(desk.template, given=fields)
    if changed:
        messages.success(request, _("Les liens disent maintenant d'où viennent leurs lecteurs."))
    else:
        messages.info(request, _("Il n'y a pas de lien à marquer, ou ils le sont déjà."))
