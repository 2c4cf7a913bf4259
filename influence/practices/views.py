from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from influence.core.text import plain
from influence.editorial.refusals import Refusal as EditorialRefusal
from influence.people.doors import MemberRequest, open_to
from influence.people.models import Role
from influence.practices import access, actions, queries
from influence.practices.forms import AcceptForm, DeclineForm, ProposeForm, StarForm
from influence.practices.models import Proposal
from influence.practices.refusals import Refusal

speakers_and_editors = open_to(Role.EDITOR, Role.OPERATOR, Role.LEADER)


@require_safe
@speakers_and_editors
def practices(request: MemberRequest) -> HttpResponse:
    member = request.member
    followed, mine = queries.followed(access.proposals_for(member)), list(access.voices(member))
    page = {
        "starred": queries.starred(access.stars_for(member)),
        "waiting": [one for one in followed if one.became == queries.Became.WAITING],
        "followed": [one for one in followed if one.became != queries.Became.WAITING],
        "words": queries.WORDS, "chips": queries.CHIPS, "plain": plain,
        "may_undo": lambda star: member.is_editor or star.starred_by_id == member.user_id,
        "may_answer": lambda proposal: access.may_answer(member, proposal, mine=mine),
    }  # fmt: skip
    return render(request, "pages/practices/practices.html", page)


@speakers_and_editors
def practice_star(request: MemberRequest, pk: int) -> HttpResponse:
    post = access.starrable(request.member, pk)
    form = StarForm(request.POST or None)
    page = {
        "form": form,
        "star": None,
        "post": post,
        "title": _("Retenir comme bonne pratique"),
        "send": _("Retenir"),
        "plain": plain,
    }
    return kept(request, form, page, said=_("C'est une bonne pratique. Proposez-la maintenant à d'autres."), write=lambda: (
        actions.star(post, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    ))  # fmt: skip


@require_POST
@speakers_and_editors
def practice_unstar(request: MemberRequest, pk: int) -> HttpResponse:
    star = access.own_star(request.member, pk)
    return done(request, said=_("Elle n'est plus parmi les bonnes pratiques."), write=lambda: (
        actions.unstar(star, by=request.user, at=timezone.now())
    ))  # fmt: skip


@speakers_and_editors
def practice_propose(request: MemberRequest, pk: int) -> HttpResponse:
    star = access.star_for(request.member, pk)
    organisation = request.member.organisation
    others = [one for one in queries.leaders(organisation) if one.pk != star.post.leader_id]
    form = ProposeForm(request.POST or None, leaders=others, departments=queries.departments(organisation))
    page = {"form": form, "post": star.post, "star": star, "title": _("Proposer cette bonne pratique"), "send": _("Proposer"),
            "plain": plain}  # fmt: skip
    return kept(request, form, page, said=_("C'est proposé. Vous verrez ici ce qu'elle devient."), write=lambda: actions.propose(
        star, to=form.chosen(), note=form.cleaned_data["note"], by=request.user, at=timezone.now()
    ))  # fmt: skip


@require_safe
@speakers_and_editors
def practice_proposal(request: MemberRequest, pk: int) -> HttpResponse:
    """The original, why it was proposed, and the two answers."""
    proposal, mine = access.proposal_for(request.member, pk), access.voices(request.member)
    accepting, declining = forms_of(request, proposal)
    page = {
        "proposal": proposal, "accepting": accepting, "declining": declining, "words": queries.WORDS, "chips": queries.CHIPS,
        "became": queries.became(proposal), "plain": plain,
        "may_answer": access.may_answer(request.member, proposal, mine=mine),
        "may_withdraw": access.may_withdraw(request.member, proposal),
    }  # fmt: skip
    return render(request, "pages/practices/proposal.html", page)


@require_POST
@speakers_and_editors
def practice_answer(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = access.proposal_for(request.member, pk)
    if not access.may_answer(request.member, proposal, mine=access.voices(request.member)):
        return redirect("practice_proposal", pk)
    accepting, declining = forms_of(request, proposal)
    is_yes = request.POST.get("answer") == "accept"
    form: Form = accepting if is_yes else declining
    if not form.is_valid():
        for problem in form.errors.values():
            messages.error(request, " ".join(map(str, problem)))
        return redirect("practice_proposal", pk)
    return accepted(request, proposal, accepting) if is_yes else declined(request, proposal, declining)


def accepted(request: MemberRequest, proposal: Proposal, form: AcceptForm) -> HttpResponse:
    try:
        copy = actions.accept(proposal, leader=form.chosen(), by=request.user, at=timezone.now())
    except (Refusal, EditorialRefusal) as refusal:
        messages.error(request, str(refusal))
        return redirect("practice_proposal", proposal.pk)
    messages.success(
        request,
        _("Un brouillon est prêt pour %(leader)s, avec la raison à côté.") % {"leader": copy.leader.name},
    )
    return redirect("post", copy.pk)


def declined(request: MemberRequest, proposal: Proposal, form: DeclineForm) -> HttpResponse:
    return done(request, said=_("C'est décliné, avec vos mots."), write=lambda: actions.decline(
        proposal, words=form.cleaned_data["words"], by=request.user, at=timezone.now()
    ))  # fmt: skip


@require_POST
@speakers_and_editors
def practice_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = access.proposal_for(request.member, pk)
    if not access.may_withdraw(request.member, proposal):
        return redirect("practice_proposal", pk)
    return done(request, said=_("La proposition est retirée."), write=lambda: (
        actions.withdraw(proposal, by=request.user, at=timezone.now())
    ))  # fmt: skip


def forms_of(request: MemberRequest, proposal: Proposal) -> tuple[AcceptForm, DeclineForm]:
    leaders = (
        actions.leaders_of(proposal)
        if request.member.is_editor
        else access.answering(access.voices(request.member), proposal)
    )
    return AcceptForm(request.POST or None, leaders=leaders), DeclineForm(request.POST or None)


def done(request: MemberRequest, *, said: str, write: Callable[[], object]) -> HttpResponse:
    try:
        write()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("practices")


def kept(
    request: MemberRequest, form: Form, page: dict[str, object], *, said: str, write: Callable[[], object]
) -> HttpResponse:
    if form.is_valid():
        try:
            write()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("practices")
    return render(request, "pages/practices/form.html", page, status=422 if form.is_bound else 200)
