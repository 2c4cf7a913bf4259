"""Writing: a new post, an edit, and the preview beside them.

The buttons of the form are told apart by `do`: choose (a template: its fields appear), take (the rendered text, to be
touched up by hand), save, submit, and those of the files (views.attachments). Whatever goes wrong, everything typed is on the page that comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from influence.accounts.actions import account_for
from influence.drafting.problems import DraftingError
from influence.drafting.sources import PostTemplate
from influence.editorial import access, actions, queries, words
from influence.editorial.comparing import changes
from influence.editorial.differences import differences
from influence.editorial.forms import ComposeForm, EditForm, TextForm
from influence.editorial.forms_attachments import JoinForm
from influence.editorial.models import Post, Slot, Version
from influence.editorial.refusals import Misfit, OddHour, Outdated, Refusal
from influence.editorial.views.attachments import Tray, join_form, shelves, tray
from influence.editorial.views.drafts import FieldsForm, chosen, text_of, titles
from influence.editorial.views.posts import hand_in
from influence.editorial.views.sight import as_shown, close_by, leader_named, sight
from influence.people.doors import MemberRequest, editors
from influence.people.models import Leader

SAVING = ("save", "submit")


@dataclass
class Desk:
    """What lies on the composer's desk: the form, the fields of the chosen template, what goes with the text, and who
    is written for."""

    form: TextForm
    join: JoinForm
    tray: Tray
    template: PostTemplate | None = None
    sheet: FieldsForm | None = None
    post: Post | None = None
    leader: Leader | None = None
    slot: Slot | None = None
    context: dict[str, Any] = field(default_factory=dict)
    # Seen where a save came back to the page.
    is_turned_down: bool = False

    def text(self) -> str | None:
        """What would be kept; None when the template cannot be rendered, which its fields then say."""
        if self.sheet is None or self.template is None:
            return str(self.form.cleaned_data["text"])
        leader = self.leader or self.form.cleaned_data["leader"]
        try:
            return text_of(self.template, given=self.sheet.given(), leader=leader, slot=self.slot)
        except DraftingError as error:
            self.sheet.blame(error)
            return None

    def is_fit(self) -> bool:
        """Everything is asked, so that every problem is said at once."""
        self.is_turned_down = True
        self.tray.check(self.join.chosen)
        return all([self.form.is_valid(), self.join.is_valid(), not self.tray.problems])


@editors
def post_new(request: MemberRequest) -> HttpResponse:
    do, language = doing(request), request.POST.get("language") or request.member.organisation.language
    given = offers(request, language=language)
    if do in SAVING:
        form = ComposeForm(request.POST, **given)
        desk = laid_out(request, form, language=language)
        if desk.is_fit() and (post := begun(request, desk, form)):
            return kept(request, post)
        return page(request, desk)
    form = ComposeForm(initial=beginning(request) | typed(request), **given)
    return page(request, turned(request, laid_out(request, form, language=language)))


def offers(request: MemberRequest, *, language: str, using: str = "") -> dict[str, Any]:
    organisation = request.member.organisation
    return {
        "organisation": organisation,
        "templates": titles(language, organisation=organisation, using=using),
    }


def doing(request: MemberRequest) -> str:
    return request.POST.get("do", "save") if request.method == "POST" else ""


def typed(request: MemberRequest) -> dict[str, Any]:
    """What a box that was emptied says is not in the request."""
    if request.method != "POST":
        return {}
    return request.POST.dict() | {"is_undated": "is_undated" in request.POST}


def beginning(request: MemberRequest) -> dict[str, Any]:
    """The address may name a leader, a day, an hour, a pillar: from an empty place of the calendar."""
    names = {"dirigeant": "leader", "jour": "day", "heure": "time", "pilier": "pillar"}
    found = {inside: request.GET[outside] for outside, inside in names.items() if outside in request.GET}
    return {"language": request.member.organisation.language} | found


def laid_out(
    request: MemberRequest,
    form: TextForm,
    *,
    language: str,
    leader: Leader | None = None,
    version: Version | None = None,
) -> Desk:
    on = tray(request, version=version)
    join = join_form(request, on, bound=doing(request) in SAVING, leader=leader, version=version)
    desk = Desk(form=form, join=join, tray=on, leader=leader)
    slug = request.POST.get("template", version.template if version else "")
    using = version.template if version else ""
    desk.template = chosen(slug, language=language, organisation=request.member.organisation, using=using)
    if desk.template is not None:
        data = request.POST if request.method == "POST" else None
        fields = version.fields if version and version.template == slug else {}
        desk.sheet = FieldsForm(desk.template, data, given=fields)
    return desk


def turned(request: MemberRequest, desk: Desk) -> Desk:
    """Not yet kept: another template chosen, or the rendered text taken over into free text."""
    if desk.sheet is None or desk.template is None:
        return desk
    if doing(request) == "take" and (leader := desk.leader or leader_named(request)):
        try:
            text = text_of(desk.template, given=desk.sheet.given(), leader=leader, slot=desk.slot)
        except DraftingError as error:
            desk.sheet.blame(error)
            return desk
        desk.form.initial |= {"text": text, "template": ""}
        desk.template = desk.sheet = None
    elif doing(request) == "choose":
        desk.sheet = FieldsForm(desk.template, given=desk.sheet.given())
    return desk


@transaction.atomic
def written(request: MemberRequest, desk: Desk, form: ComposeForm) -> Post | None:
    """The place and the draft in it, or neither."""
    clean, at = form.cleaned_data, timezone.now()
    whose = {
        "organisation": request.member.organisation,
        "leader": clean["leader"],
        "pillar": clean["pillar"],
    }
    if clean["day"]:
        place = {name: clean[name] for name in ("day", "time", "fold")}
        desk.slot = actions.plan_slot(**whose, **place, zone=clean["leader"].zone, at=at, by=request.user)
    if (text := desk.text()) is None:
        transaction.set_rollback(True)
        return None
    return actions.write_post(**whose, **contents(desk, text=text), slot=desk.slot, by=request.user, at=at)


def contents(desk: Desk, *, text: str) -> dict[str, Any]:
    clean, joined = desk.form.cleaned_data, desk.join.cleaned_data
    return {
        "media": desk.tray.media(joined["joined"]), "card": joined["card"], "first_comment": joined["first_comment"],
        "account": joined["account"] or account_for(desk.leader or clean["leader"]),
        "text": text, "language": clean["language"], "audience": clean["audience"], "is_undated": clean["is_undated"],
        "template": desk.template.slug if desk.template else "", "fields": desk.sheet.given() if desk.sheet else {},
    }  # fmt: skip


def begun(request: MemberRequest, desk: Desk, form: ComposeForm) -> Post | None:
    try:
        return written(request, desk, form)
    except OddHour as question:
        form.ask(question)
    except Misfit as misfit:
        desk.join.blame(misfit)
    except Refusal as refusal:
        form.add_error("time", str(refusal))
    return None


def kept(request: MemberRequest, post: Post) -> HttpResponse:
    if doing(request) == "submit":
        hand_in(request, post)
    else:
        messages.success(request, _("Le brouillon est enregistré."))
    return redirect("post", post.pk)


@editors
def post_edit(request: MemberRequest, pk: int) -> HttpResponse:
    post = access.editable(request.member, pk)
    version = post.version
    if version is None or not access.verbs_for(request.member, post).edit:
        messages.error(
            request,
            _("Cette publication est « %(state)s » : son texte ne change plus.")
            % {"state": words.state(post.state)},
        )
        return redirect("post", pk)
    language = request.POST.get("language") or version.language
    given = offers(request, language=language, using=version.template)
    form = (
        EditForm(request.POST, **given)
        if doing(request) in SAVING
        else EditForm(initial=as_it_is(post, version) | typed(request), **given)
    )
    desk = laid_out(request, form, language=language, leader=post.leader, version=version)
    desk.post, desk.slot = post, post.slot
    if doing(request) in SAVING:
        if desk.is_fit() and changed(request, desk):
            return kept(request, access.editable(request.member, pk))
        return page(request, desk)
    return page(request, turned(request, desk))


def as_it_is(post: Post, version: Version) -> dict[str, Any]:
    names = ("text", "language", "audience", "template")
    return {name: getattr(version, name) for name in names} | {
        "pillar": post.pillar_id,
        "is_undated": post.is_undated,
        "seen": version.number,
    }


def changed(request: MemberRequest, desk: Desk) -> bool:
    if (text := desk.text()) is None or desk.post is None:
        return False
    try:
        with transaction.atomic():
            seen = desk.form.cleaned_data["seen"]
            actions.revise(
                desk.post, **contents(desk, text=text), seen=seen, by=request.user, at=timezone.now()
            )
            actions.classify(
                desk.post, pillar=desk.form.cleaned_data["pillar"], by=request.user, at=timezone.now()
            )
    except Outdated as refusal:
        overtaken(desk, refusal.version)
        return False
    except Misfit as misfit:
        desk.join.blame(misfit)
        return False
    except Refusal as refusal:
        desk.form.add_error(None, str(refusal))
        return False
    return True


def overtaken(desk: Desk, newer: Version) -> None:
    """Show what a colleague changed meanwhile. The words typed here stay, and the next save is made knowingly."""
    if desk.post is None:
        return
    base = queries.version_numbered(desk.post, desk.form.cleaned_data["seen"])
    desk.context["newer"] = queries.version_numbered(desk.post, newer.number)
    desk.context["changes"] = changes(base.text if base else "", newer.text)
    desk.context["others"] = differences(base, newer) if base else []
    desk.form.data = desk.form.data.copy()
    desk.form.data["seen"] = str(newer.number)


def page(request: MemberRequest, desk: Desk) -> HttpResponse:
    return render(request, "pages/editorial/compose.html", {"newer": None} | desk.context | shelves(request, desk.tray) | {
        "desk": desk, "form": desk.form, "join": desk.join, "post": desk.post,
        "seen_preview": first_sight(request, desk, leader=desk.leader or leader_named(request)),
    })  # fmt: skip


def first_sight(request: MemberRequest, desk: Desk, *, leader: Leader | None) -> Mapping[str, Any]:
    """The preview as the page opens: what is typed, or what is kept of a text from a template."""
    text = desk.form["text"].value() or ""
    if desk.template:
        text = desk.post.version.text if desk.post and desk.post.version else ""
    shown = as_shown(request, desk.tray, desk.join, leader=leader)
    return sight(
        request, str(text), leader=leader, shown=shown, close=close_to_place(desk, leader=leader),
        language=str(desk.form["language"].value()),
    )  # fmt: skip


def close_to_place(desk: Desk, *, leader: Leader | None) -> list[str]:
    """The place of a new post may come from the calendar's address, or be typed."""
    if desk.post is not None or "day" not in desk.form.fields:
        return []
    offered = {str(one.pk): one for one in desk.form.fields["leader"].queryset}  # type: ignore[attr-defined]
    who = leader or offered.get(str(desk.form["leader"].value()))
    return close_by(who, desk.form["day"].value(), desk.form["time"].value())
