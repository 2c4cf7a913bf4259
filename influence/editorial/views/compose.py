"""Writing: a new post, an edit, and the preview beside them.

The buttons of the form are told apart by `do`: choose (a template: its fields appear), take (the rendered text, to be
touched up by hand), save, submit, and those of the files (views.attachments). Whatever goes wrong, everything typed is on the page that comes back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from influence.accounts.actions import account_for
from influence.editorial import access, actions, queries, words
from influence.editorial.actions.campaigns import assign_campaign
from influence.editorial.comparing import changes
from influence.editorial.differences import differences
from influence.editorial.forms import ComposeForm, EditForm
from influence.editorial.models import Post, Version
from influence.editorial.refusals import Misfit, OddHour, Outdated, Refusal
from influence.editorial.views.attachments import shelves
from influence.editorial.views.desk import SAVING, Desk, doing, laid_out, offers, typed
from influence.editorial.views.posts import hand_in
from influence.editorial.views.sight import as_shown, close_by, close_to, leader_named, sight
from influence.editorial.views.touching import may_typeset, turned
from influence.editorial.views.unsaved import keeping_of, saved, taken_up
from influence.people.doors import MemberRequest, editors
from influence.people.models import Leader


@editors
def post_new(request: MemberRequest) -> HttpResponse:
    taken_up(request, kind="new")
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


def beginning(request: MemberRequest) -> dict[str, Any]:
    """The address may name a leader, a day, an hour, a pillar: from an empty place of the calendar; and a campaign."""
    names = {
        "dirigeant": "leader",
        "jour": "day",
        "heure": "time",
        "pilier": "pillar",
        "campagne": "campaign",
    }
    found = {inside: request.GET[outside] for outside, inside in names.items() if outside in request.GET}
    return {"language": request.member.organisation.language} | found


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
    post = actions.write_post(**whose, **contents(desk, text=text), slot=desk.slot, by=request.user, at=at)
    assign_campaign(post, campaign_id=clean.get("campaign"), by=request.user, at=at)
    return post


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
    return saved(request, redirect("post", post.pk))


@editors
def post_edit(request: MemberRequest, pk: int) -> HttpResponse:
    post = access.editable(request.member, pk)
    taken_up(request, kind="post", post=post)
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
        "campaign": post.campaign_id,
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
            if "campaign" in desk.form.data:
                campaign = desk.form.cleaned_data.get("campaign")
                assign_campaign(desk.post, campaign_id=campaign, by=request.user, at=timezone.now())
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
    keeping = keeping_of(request, kind="new", post=desk.post)
    return render(request, "pages/editorial/compose.html", {"newer": None, "typography": None} | desk.context | shelves(request, desk.tray) | {
        "desk": desk, "form": desk.form, "join": desk.join, "post": desk.post, "keeping": keeping,
        "may_typeset": may_typeset(desk), "utm_campaign": request.POST.get("utm_campaign", ""),
        "seen_preview": first_sight(request, desk, leader=desk.leader or leader_named(request)),
    })  # fmt: skip


def first_sight(request: MemberRequest, desk: Desk, *, leader: Leader | None) -> Mapping[str, Any]:
    """The preview as the page opens: what is typed, or what is kept of a text from a template."""
    text = desk.form["text"].value() or ""
    if desk.template:
        text = desk.post.version.text if desk.post and desk.post.version else ""
    shown = as_shown(request, desk.tray, desk.join, leader=leader)
    return sight(
        request, str(text), leader=leader, shown=shown, close=close_to_place(request, desk, leader=leader, text=str(text)),
        language=str(desk.form["language"].value()),
    )  # fmt: skip


def close_to_place(request: MemberRequest, desk: Desk, *, leader: Leader | None, text: str) -> list[str]:
    """The place of a new post may come from the calendar's address, or be typed; one that is edited has its own."""
    if desk.post is not None:
        return close_to(request, desk.post, pillar=desk.form["pillar"].value(), text=text)
    offered = {str(one.pk): one for one in desk.form.fields["leader"].queryset}  # type: ignore[attr-defined]
    who = leader or offered.get(str(desk.form["leader"].value()))
    place = {"day": desk.form["day"].value(), "hour": desk.form["time"].value()}
    return close_by(request, who, **place, pillar=desk.form["pillar"].value(), text=text)
