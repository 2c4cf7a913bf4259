"""What a leader does with a post besides deciding: reads it, puts it off, thinks again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from influence.approval import access, actions, queries
from influence.approval.doors import DeciderRequest, deciders
from influence.approval.forms import SeenForm
from influence.approval.views.rows import onward, rank_of
from influence.editorial.refusals import Refusal
from influence.web.dates import moment


@require_POST
@deciders
def seen(request: DeciderRequest, pk: int) -> HttpResponse:
    """The page of a known person says that this version is on their screen. No mail's link leads here, and a robot that
    follows one is nobody we know."""
    post = access.post_for(request.decider, pk)
    form = SeenForm(request.POST)
    if form.is_valid():
        version = access.version_for(post, form.cleaned_data["version"])
        actions.note_seen(version, by=request.decider.user, at=timezone.now())
    return HttpResponse(status=204)


@deciders
def put_off(request: DeciderRequest, pk: int) -> HttpResponse:
    post, now = access.post_for(request.decider, pk), timezone.now()
    if request.method != "POST":
        return redirect("decide", pk)
    try:
        until = actions.snooze(post, later=request.POST.get("later", ""), by=request.decider.user, at=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("decide", pk)
    when = moment(until, post.leader.zone)
    messages.success(request, _("Vous la retrouverez %(when)s. D'ici là, aucune relance.") % {"when": when})
    return onward(request.decider, rank=rank_of(request), but=pk, now=now)


@deciders
def take_up(request: DeciderRequest, pk: int) -> HttpResponse:
    post = access.post_for(request.decider, pk)
    if request.method == "POST":
        actions.take_up(post, by=request.decider.user, at=timezone.now())
    return redirect("decide", pk)


@deciders
def undo_answer(request: DeciderRequest, pk: int) -> HttpResponse:
    """A request for change, or a refusal, as long as nobody acted on it; a yes has a door of its own (take_back)."""
    post = access.post_for(request.decider, pk)
    decision = queries.decision_on(post.version) if post.version else None
    if request.method != "POST" or decision is None:
        return redirect("decide", pk)
    try:
        actions.think_again(decision, by=request.decider.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Votre réponse est annulée : la publication attend de nouveau votre décision.")
        )
    return redirect("decide", pk)
