from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from influence.people import access, actions
from influence.people.doors import MemberRequest, operators
from influence.people.forms import KnownLeaderForm, MemberForm, NewLeaderForm, RoleForm
from influence.people.models import Role
from influence.people.refusals import Refusal
from influence.people.views.organisation import as_words, kept, read_or_write


@read_or_write
@operators
def member_new(request: MemberRequest) -> HttpResponse:
    form = MemberForm(request.POST or None)
    said = _("Une invitation part à %(email)s.") % {"email": request.POST.get("email", "")}
    return kept(request, form, title=_("Ajouter un membre"), said=said, write=lambda: actions.invite(
        request.member.organisation, name=form.cleaned_data["name"], email=form.cleaned_data["email"],
        role=Role(form.cleaned_data["role"]), by=request.user, at=timezone.now(),
    ))  # fmt: skip


@read_or_write
@operators
def member(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.membership_for(request.member, pk)
    form = RoleForm(request.POST or None, initial={"role": found.role})
    if request.method == "POST":
        return kept(request, form, title=str(found.user), write=lambda: actions.change_role(
            found, role=Role(form.cleaned_data["role"]), by=request.user, at=timezone.now()
        ))  # fmt: skip
    return render(request, "pages/people/member.html", {"found": found, "form": form})


@require_POST
@operators
def member_invite(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.membership_for(request.member, pk)
    try:
        went = actions.invite_again(found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = (
            _("Une invitation part à %(email)s.")
            if went
            else _("Une invitation vient déjà de partir à %(email)s.")
        )
        messages.success(request, said % {"email": found.user.email})
    return redirect("organisation")


@require_POST
@operators
def member_remove(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.membership_for(request.member, pk)
    try:
        actions.remove(found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s ne fait plus partie de l'organisation.") % {"name": found.user})
    return redirect("home" if found.user_id == request.user.pk else "organisation")


@read_or_write
@operators
def leader_new(request: MemberRequest) -> HttpResponse:
    mine = request.member.organisation
    form = NewLeaderForm(
        request.POST or None, organisation=mine, initial=as_words(mine, ["zone", "language"])
    )
    return kept(request, form, title=_("Ajouter un dirigeant"), write=lambda: actions.add_leader(
        mine, email=form.cleaned_data.pop("email"), facts=form.cleaned_data, by=request.user, at=timezone.now()
    ))  # fmt: skip


@read_or_write
@operators
def leader(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.leader_for(request.member, pk)
    fields = list(KnownLeaderForm.base_fields)
    form = KnownLeaderForm(
        request.POST or None, organisation=request.member.organisation, initial=as_words(found, fields)
    )
    return kept(request, form, title=found.name, write=lambda: actions.amend_leader(
        found, changes=form.cleaned_data, by=request.user, at=timezone.now()
    ))  # fmt: skip
