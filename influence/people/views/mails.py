"""The operators' page of mails: the outbox itself knows organisations by their ids only."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from influence.outbox import actions, queries
from influence.outbox.access import message_for
from influence.outbox.words import MARKS, STATES
from influence.people.doors import MemberRequest, operators


@require_safe
@operators
def messages_list(request: MemberRequest) -> HttpResponse:
    state = request.GET.get("etat", "")
    organisation = request.member.organisation
    page = {
        "mails": queries.messages_of(organisation.pk, state=state),
        "failed": queries.failed_count(organisation.pk),
        "state": state, "states": STATES, "marks": MARKS, "zone": organisation.zone, "shown": queries.SHOWN,
    }  # fmt: skip
    return render(request, "pages/people/mails.html", page)


@require_POST
@operators
def message_retry(request: MemberRequest, pk: int) -> HttpResponse:
    message = message_for(request.member.organisation_id, pk)
    try:
        actions.try_again(message, by=request.user.pk, at=timezone.now())
    except actions.NotFailed:
        messages.error(
            request,
            _("Ce courrier ne peut plus être renvoyé : il n'est plus en échec, ou son contenu a été effacé."),
        )
    else:
        messages.success(request, _("Le courrier repart : il sera envoyé dans quelques secondes."))
    return redirect("messages_list")
