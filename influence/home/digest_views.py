"""How often one is written to, and the click in a digest that ends them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from influence.home.kinds import GROUPS, WHEN
from influence.home.stopping import keep_rhythm, member_named, stop, wants_none
from influence.people.doors import MemberRequest, members
from influence.people.models import Rhythm
from influence.web.dates import city

NONE = "none"


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=_("Ce qui peut attendre"),
        choices=[*Rhythm.choices, (NONE, _("aucun résumé : je regarde dans Influence"))],
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members
def rhythm(request: MemberRequest) -> HttpResponse:
    member = request.member
    kept = NONE if wants_none(member) else member.rhythm
    form = RhythmForm(request.POST or None, initial={"rhythm": kept})
    if form.is_valid():
        chosen = form.cleaned_data["rhythm"]
        keep_rhythm(member, rhythm=None if chosen == NONE else Rhythm(chosen), at=timezone.now())
        messages.success(request, _now("C'est enregistré."))
        return redirect("rhythm")
    page = {"form": form, "table": GROUPS, "when": WHEN, "city": city}
    return render(request, "pages/home/rhythm.html", page, status=422 if form.is_bound else 200)


# A mail service posts here by itself, without a cookie; whoever only follows the address sees a page with a button.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def digest_stop(request: HttpRequest, token: str) -> HttpResponse:
    member = member_named(token)
    if request.method == "POST":
        stop(member, at=timezone.now())
    page = {"organisation": member.organisation, "is_stopped": wants_none(member)}
    return render(request, "pages/home/digest_stop.html", page)
