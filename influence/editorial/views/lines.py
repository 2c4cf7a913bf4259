from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from influence.editorial import access, actions, queries
from influence.editorial.forms_lines import LineForm, PillarForm
from influence.editorial.line_story import steps
from influence.people.access import leader_for
from influence.people.doors import MemberRequest, editors, open_to
from influence.people.models import Codir, Leader, Role


@open_to(Role.OPERATOR, Role.EDITOR, Role.LEADER)
def lines(request: MemberRequest) -> HttpResponse:
    """All of them for those who write; for a leader theirs and the collegial one, to read."""
    organisation = request.member.organisation
    context = {
        "lines": queries.lines(organisation), "leaders": access.leaders_with_lines(request.member),
        "pillars": queries.pillars(organisation), "codirs": access.codirs_with_lines(request.member),
    }  # fmt: skip
    return render(request, "pages/editorial/lines.html", context)


@editors
def line_of_leader(request: MemberRequest, pk: int) -> HttpResponse:
    return line(request, leader_for(request.member, pk))


@editors
def line_of_codir(request: MemberRequest, pk: int) -> HttpResponse:
    return line(request, access.codir_for(request.member, pk))


def line(request: MemberRequest, owner: Leader | Codir) -> HttpResponse:
    found, pillars = access.line_of(owner), queries.pillars(request.member.organisation)
    form = LineForm(
        request.POST or None, leader=owner if isinstance(owner, Leader) else None, pillars=pillars,
        weights=queries.weights(found), line=found,
    )  # fmt: skip
    if form.is_valid():
        actions.keep_line(owner, **form.words, weights=form.weights, by=request.user, at=timezone.now())
        messages.success(request, _("La ligne est enregistrée."))
        say_total(request, sum(form.weights.values()))
        return redirect("lines")
    return render(
        request,
        "pages/editorial/line.html",
        {
            "owner": owner,
            "is_collegial": isinstance(owner, Codir),
            "form": form,
            "steps": steps(found, pillars=pillars),
        },
    )


def say_total(request: MemberRequest, total: int) -> None:
    if total not in (0, 100):
        said = _("Les poids font %(total)s %% en tout, et non 100 %% : c'est permis, si c'est voulu.")
        messages.warning(request, said % {"total": total})


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
