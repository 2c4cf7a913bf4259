from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.people import actions, queries
from influence.people.access import own_membership
from influence.people.doors import MemberRequest, members
from influence.people.forms import ChoiceForm, ProfileForm
from influence.people.middleware import SESSION_KEY
from influence.people.models import Role, User
from influence.web.middleware import LANGUAGE_COOKIE

HOMES = {Role.LEADER: "my_page", Role.EDITOR: "activity", Role.OPERATOR: "activity", Role.READER: "reports"}


@require_safe
@members
def home(request: MemberRequest) -> HttpResponse:
    return redirect(HOMES[Role(request.member.role)])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial=kept(request.user))  # type: ignore[arg-type]
    if not form.is_valid():
        page = {"form": form, "memberships": queries.memberships(request.user)}  # type: ignore[arg-type]
        return render(request, "pages/people/profile.html", page, status=422 if form.is_bound else 200)
    actions.amend_profile(request.user, **form.cleaned_data)  # type: ignore[arg-type]
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("C'est enregistré."))
    response = redirect("profile")
    # The language just kept counts, not the one that this browser once chose.
    response.delete_cookie(LANGUAGE_COOKIE)
    return response


def kept(user: User) -> dict[str, object]:
    return {name: getattr(user, name) for name in ProfileForm.Meta.fields}


@require_POST
@login_required
def choose_organisation(request: HttpRequest) -> HttpResponse:
    form = ChoiceForm(request.POST)
    chosen = own_membership(request.user, form.cleaned_data["organisation"] if form.is_valid() else 0)  # type: ignore[arg-type]
    request.session[SESSION_KEY] = chosen.organisation_id
    return redirect("home")
