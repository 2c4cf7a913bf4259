"""What a leader answers from a mail: is the post there? On a browser that once proved a code too, as they decide there:
nobody who stands in a corridor signs in to say yes or no."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from influence.approval.actions.devices import used
from influence.approval.doors import DeciderRequest, deciders
from influence.core.lifecycle import PublicationState
from influence.publishing import actions, queries, words
from influence.publishing.access import publication_of_leader
from influence.publishing.forms import Verdict
from influence.publishing.models import Publication
from influence.publishing.profiles import posts_of
from influence.publishing.refusals import BadLink, LinkTaken, Refusal

# By the name of the button; that it is there takes its link, and goes another way.
PLAIN: Mapping[str, Callable[..., Any]] = {
    "absent": partial(actions.settle, is_live=False),
    "there": actions.still_there,
    "gone": actions.gone,
}


@deciders
def publication_answer(request: DeciderRequest, pk: int) -> HttpResponse:
    """Reading it changes nothing, whoever or whatever reads (R-4.5)."""
    found = publication_of_leader(request.decider, pk)
    if request.method != "POST":
        return page(request, found, form=Verdict(initial={"link": queries.suggested_link(found)}))
    said = request.POST.get("answer", "")
    if said in PLAIN:
        return told(request, pk, partial(PLAIN[said], found, by=request.decider.user, at=timezone.now()))
    return is_live(request, found, Verdict(request.POST))


def is_live(request: DeciderRequest, found: Publication, form: Verdict) -> HttpResponse:
    if not form.is_valid():
        return page(request, found, form=form, status=422)
    act = partial(actions.settle, found, is_live=True, link=form.cleaned_data["link"],
                  has_moved=form.cleaned_data["has_moved"], by=request.decider.user, at=timezone.now())  # fmt: skip
    try:
        return told(request, found.pk, act)
    except (BadLink, LinkTaken) as refusal:
        form.add_error("link", str(refusal))
        return page(request, found, form=form, may_confirm=getattr(refusal, "may_confirm", False), status=422)


def told(request: DeciderRequest, pk: int, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except (BadLink, LinkTaken):
        # Said beside the link.
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if request.decider.device:
            used(request.decider.device, at=timezone.now())
        messages.success(request, _("C'est noté, merci."))
    return redirect("publication_answer", pk)


def page(
    request: DeciderRequest,
    found: Publication,
    *,
    form: Verdict,
    may_confirm: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "publication": found, "post": found.post, "words": words, "problem": words.about(found), "form": form,
        "zone": found.post.slot.zone if found.post.slot else found.post.leader.zone, "posts_of": posts_of(found.account),
        "may_confirm": may_confirm, "is_own_profile": found.account.kind == "member",
        "asks": found.state == PublicationState.UNCLEAR, "has_vanished": queries.is_vanished(found),
        "suggested": queries.suggested_link(found),
    }  # fmt: skip
    return render(request, "pages/publishing/answer.html", shown, status=status)
