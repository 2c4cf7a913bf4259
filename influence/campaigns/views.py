from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from influence.campaigns import access, actions
from influence.campaigns.duplicating import Again, again, duplicate_campaign
from influence.campaigns.forms import CampaignForm, CloseForm, CopyForm, MilestoneForm
from influence.campaigns.models import Campaign
from influence.campaigns.queries import Listed, standing
from influence.campaigns.words import CHIPS, GROUPS, STANDINGS
from influence.core import cadence
from influence.editorial import words
from influence.editorial.calendar.filters import number
from influence.editorial.refusals import Refusal
from influence.people.doors import MemberRequest, editors, open_to
from influence.people.models import Role

readers = open_to(Role.OPERATOR, Role.EDITOR, Role.LEADER)


def today_of(request: MemberRequest) -> date:
    return cadence.local_date(timezone.now(), request.member.organisation.zone)


@require_safe
@readers
def campaigns(request: MemberRequest) -> HttpResponse:
    found = access.listed_for(request.member)
    return render(
        request,
        "pages/campaigns/campaigns.html",
        {"groups": grouped(found, today=today_of(request)), "found": found},
    )


def grouped(found: list[Listed], *, today: date) -> list[tuple[str, list[Listed]]]:
    """The coming ones by their day, the others the latest first."""
    held = [
        (str(label), [one for one in found if standing(one.campaign, today=today) in of])
        for label, of in GROUPS
    ]
    return [(label, of if label != str(GROUPS[1][0]) else of[::-1]) for label, of in held if of]


@require_safe
@readers
def campaign(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.campaign_for(request.member, pk)
    return page(request, found, form=MilestoneForm(initial={"day": found.starts_on}))


def page(request: MemberRequest, found: Campaign, *, form: MilestoneForm, status: int = 200) -> HttpResponse:
    today = today_of(request)
    stands = standing(found, today=today)
    context = {
        "campaign": found, "plan": access.plan_for(request.member, found), "form": form, "today": today,
        "offered": access.offered_to(request.member, found), "standing": STANDINGS[stands], "chip": CHIPS[stands],
        "state": words.standing, "state_chip": words.chip, "close_form": CloseForm(initial={"lessons": found.lessons}),
        "may_change": request.member.is_editor and not found.closed_at,
    }  # fmt: skip
    return render(request, "pages/campaigns/campaign.html", context, status=status)


@editors
def campaign_form(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    found = access.editable(request.member, pk) if pk else None
    organisation = request.member.organisation
    form = CampaignForm(request.POST or None, organisation=organisation, campaign=found)
    if form.is_valid():
        try:
            kept = actions.keep_campaign(
                found, **form.given, organisation=organisation, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("La campagne est enregistrée."))
            return redirect("campaign", kept.pk)
    return render(
        request,
        "pages/campaigns/form.html",
        {"form": form, "campaign": found},
        status=422 if form.errors else 200,
    )


def done(
    request: MemberRequest, found: Campaign, act: Callable[[], object], *, said: str = ""
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return redirect("campaign", found.pk)


@require_POST
@editors
def milestone_add(request: MemberRequest, pk: int) -> HttpResponse:
    found, form = access.editable(request.member, pk), MilestoneForm(request.POST)
    if form.is_valid():
        try:
            given = form.cleaned_data
            actions.add_milestone(
                found, day=given["day"], name=given["step"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("step", str(refusal))
        else:
            messages.success(request, _("L'étape est dans le plan."))
            return redirect("campaign", pk)
    return page(request, found, form=form, status=422)


@require_POST
@editors
def milestone_tick(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.milestone_for(request.member, pk)
    is_done = request.POST.get("done") == "1"
    said = _("L'étape est faite.") if is_done else _("L'étape est de nouveau à faire.")
    return done(
        request,
        found.campaign,
        lambda: actions.tick(found, is_done=is_done, by=request.user, at=timezone.now()),
        said=said,
    )


@require_POST
@editors
def milestone_drop(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.milestone_for(request.member, pk)
    said = _("L'étape est retirée du plan.")
    return done(
        request,
        found.campaign,
        lambda: actions.drop_milestone(found, by=request.user, at=timezone.now()),
        said=said,
    )


@require_POST
@editors
def campaign_gather(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.editable(request.member, pk)
    posts = access.chosen(request.member, [pk for one in request.POST.getlist("p") if (pk := number(one))])
    said = ngettext(
        "%(num)s publication ajoutée à la campagne.",
        "%(num)s publications ajoutées à la campagne.",
        len(posts),
    )
    return done(
        request, found, lambda: actions.gather(found, posts, by=request.user, at=timezone.now()),
        said=said % {"num": len(posts)} if posts else "",
    )  # fmt: skip


@require_POST
@editors
def campaign_release(request: MemberRequest, pk: int, post_pk: int) -> HttpResponse:
    found = access.editable(request.member, pk)
    post = access.post_in(request.member, found, post_pk)
    said = _("La publication n'est plus dans la campagne ; elle reste dans le calendrier.")
    return done(
        request, found, lambda: actions.release(found, post, by=request.user, at=timezone.now()), said=said
    )


@require_POST
@editors
def campaign_close(request: MemberRequest, pk: int) -> HttpResponse:
    found, form = access.editable(request.member, pk), CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Écrivez d'abord, en quelques mots, ce que l'on a appris."))
        return redirect("campaign", pk)
    said, lessons = _("La campagne est close."), form.cleaned_data["lessons"]
    return done(
        request,
        found,
        lambda: actions.close_campaign(found, lessons=lessons, by=request.user, at=timezone.now()),
        said=said,
    )


@require_POST
@editors
def campaign_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.editable(request.member, pk)
    said = _("La campagne est rouverte.")
    return done(
        request, found, lambda: actions.reopen_campaign(found, by=request.user, at=timezone.now()), said=said
    )


@editors
def campaign_copy(request: MemberRequest, pk: int) -> HttpResponse:
    """First what would come of it is shown, and only then it can be done."""
    found, now = access.editable(request.member, pk), timezone.now()
    form = CopyForm(request.POST or None, campaign=found)
    foresight = again(found, starts_on=form.cleaned_data["starts_on"], now=now) if form.is_valid() else None
    if foresight and request.POST.get("do") == "copy" and (copy := copied(request, form, found)):
        return redirect("campaign", copy.pk)
    return render(
        request,
        "pages/campaigns/copy.html",
        shown(form, found, foresight),
        status=422 if form.errors else 200,
    )


def copied(request: MemberRequest, form: CopyForm, found: Campaign) -> Campaign | None:
    try:
        copy = duplicate_campaign(found, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return None
    messages.success(
        request, _("La campagne est reprise. Rien n'est soumis : relisez, complétez, puis soumettez.")
    )
    return copy


def shown(form: CopyForm, found: Campaign, foresight: Again | None) -> dict[str, Any]:
    with_posts = bool(foresight and form.cleaned_data.get("with_posts"))
    return {"form": form, "campaign": found, "foresight": foresight, "with_posts": with_posts}
