from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from influence.core.cadence import local_date
from influence.people import access, actions
from influence.people.doors import MemberRequest, operators
from influence.people.forms_statement import StatementForm
from influence.people.models import Organisation
from influence.people.statements import conformity, is_too_old, statement_of


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Of the organisation in whose name the reader is here; the product's own words for everybody else."""
    member = getattr(request, "member", None)
    return shown(request, member.organisation if member else None)


@require_safe
def accessibility_of(request: HttpRequest, slug: str) -> HttpResponse:
    """For whoever is not signed in: an employee who enrols, somebody who cannot sign in."""
    return shown(request, access.organisation_named(slug))


def shown(request: HttpRequest, organisation: Organisation | None) -> HttpResponse:
    statement = statement_of(organisation) if organisation else None
    today = local_date(timezone.now(), organisation.zone if organisation else "Europe/Paris")
    page = {
        "organisation": organisation, "statement": statement,
        "conformity": conformity(statement, today=today),
        "is_too_old": statement is not None and is_too_old(statement, today=today),
    }  # fmt: skip
    return render(request, "pages/people/accessibility.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@operators
def accessibility_edit(request: MemberRequest) -> HttpResponse:
    mine = request.member.organisation
    statement = statement_of(mine)
    known = {name: getattr(statement, name) for name in StatementForm.Meta.fields} if statement else {}
    form = StatementForm(request.POST or None, initial=known, today=local_date(timezone.now(), mine.zone))
    if form.is_valid():
        actions.keep_statement(mine, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("C'est enregistré."))
        return redirect("accessibility")
    page = {"form": form, "title": _("Modifier la déclaration d'accessibilité"), "back": "accessibility"}
    return render(request, "pages/people/form.html", page, status=422 if form.is_bound else 200)
