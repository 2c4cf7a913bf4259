from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from influence.people import access, actions, queries
from influence.people.doors import MemberRequest, operators
from influence.people.forms import DepartmentForm, NameForm, OrganisationForm
from influence.people.refusals import Refusal

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@operators
def organisation(request: MemberRequest) -> HttpResponse:
    mine = request.member.organisation
    page = {
        "organisation": mine, "members": queries.members(mine), "leaders": queries.all_leaders(mine),
        "codirs": queries.codirs(mine), "departments": queries.departments(mine), "enrolled": queries.enrolled(mine),
        "languages_by_code": dict(mine._meta.get_field("language").flatchoices),
    }  # fmt: skip
    return render(request, "pages/people/organisation.html", page)


@read_or_write
@operators
def organisation_edit(request: MemberRequest) -> HttpResponse:
    mine = request.member.organisation
    # A copy for the form, which writes on what it is given: the action compares with what was there.
    form = OrganisationForm(request.POST or None, initial=as_words(mine, OrganisationForm.Meta.fields))
    if form.is_valid():
        actions.amend(mine, changes=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("C'est enregistré."))
        return redirect("organisation")
    return page(request, form, title=_("Modifier l'organisation"))


@read_or_write
@operators
def codir(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    found = access.codir_for(request.member, pk) if pk else None
    form = NameForm(request.POST or None, initial=as_words(found, ["name"]))
    title = _("Modifier le CoDir") if found else _("Nouveau CoDir")
    return kept(request, form, title=title, write=lambda: actions.keep_codir(
        found, **form.cleaned_data, organisation=request.member.organisation, by=request.user, at=timezone.now()
    ))  # fmt: skip


@read_or_write
@operators
def department(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    found = access.department_for(request.member, pk) if pk else None
    form = DepartmentForm(request.POST or None, initial=as_words(found, ["name", "headcount"]))
    title = _("Modifier le service") if found else _("Nouveau service")
    return kept(request, form, title=title, write=lambda: actions.keep_department(
        found, **form.cleaned_data, organisation=request.member.organisation, by=request.user, at=timezone.now()
    ))  # fmt: skip


def as_words(found: object | None, names: list[str]) -> dict[str, object]:
    return {name: getattr(found, name) for name in names} if found else {}


def kept(
    request: MemberRequest, form: Form, *, title: str, write: Callable[[], object], said: str = ""
) -> HttpResponse:
    """The way of every form of these pages: ask, write, say it; a refusal stays on the form with all that was typed."""
    if form.is_valid():
        try:
            write()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said or _("C'est enregistré."))
            return redirect("organisation")
    return page(request, form, title=title)


def page(request: MemberRequest, form: Form, *, title: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "pages/people/form.html", {"form": form, "title": title}, status=status)
