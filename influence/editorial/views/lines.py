from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from influence.editorial import access, actions, queries
from influence.editorial.forms import LineForm, PillarForm
from influence.people.access import leader_for
from influence.people.doors import MemberRequest, editors
from influence.people.models import Codir, Leader
from influence.people.queries import leaders as leaders_of


@editors
def lines(request: MemberRequest) -> HttpResponse:
    organisation = request.member.organisation
    leaders = leaders_of(organisation)
    context = {
        "lines": queries.lines(organisation), "leaders": leaders, "pillars": queries.pillars(organisation),
        "codirs": queries.codirs(organisation),
    }  # fmt: skip
    return render(request, "pages/editorial/lines.html", context)


@editors
def line_of_leader(request: MemberRequest, pk: int) -> HttpResponse:
    return line(request, leader_for(request.member, pk))


@editors
def line_of_codir(request: MemberRequest, pk: int) -> HttpResponse:
    return line(request, access.codir_for(request.member, pk))


def line(request: MemberRequest, owner: Leader | Codir) -> HttpResponse:
    found = access.line_of(owner)
    words = {name: getattr(found, name) for name in ("purpose", "voice", "avoid")} if found else {}
    form = LineForm(
        request.POST or None,
        pillars=queries.pillars(request.member.organisation),
        weights=queries.weights(found),
        initial=words,
    )
    if form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("purpose", "voice", "avoid")}
        actions.keep_line(owner, **kept, weights=form.weights, by=request.user, at=timezone.now())
        messages.success(request, _("La ligne est enregistrée."))
        return redirect("lines")
    return render(
        request,
        "pages/editorial/line.html",
        {"owner": owner, "is_collegial": isinstance(owner, Codir), "form": form},
    )


@editors
def pillar(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    found = access.pillar_for(request.member, pk) if pk else None
    others = [one for one in queries.pillars(request.member.organisation) if one != found]
    words = {name: getattr(found, name) for name in ("name", "letter", "colour")} if found else {}
    form = PillarForm(request.POST or None, others=others, initial=words)
    if form.is_valid():
        actions.keep_pillar(
            found,
            **form.cleaned_data,
            organisation=request.member.organisation,
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Le pilier est enregistré."))
        return redirect("lines")
    return render(request, "pages/editorial/pillar.html", {"form": form, "pillar": found})
