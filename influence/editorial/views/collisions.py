from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from influence.editorial import access
from influence.editorial.actions.waivers import withdraw_waiver
from influence.people.doors import MemberRequest, editors


@require_POST
@editors
def waiver_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    waiver = access.waiver_for(request.member, pk)
    withdraw_waiver(waiver, by=request.user, at=timezone.now())
    messages.success(
        request,
        _("La dérogation est retirée : à la prochaine soumission, la question sera posée de nouveau."),
    )
    return redirect("post", waiver.post_id)
