from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from influence.people.doors import MemberRequest, editors
from influence.safeguards.policies import policy_of
from influence.safeguards.policy_actions import keep_policy
from influence.safeguards.policy_form import RESUBMITS, RESUBMITS_WHY, PolicyForm, shown


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def policy(request: MemberRequest) -> HttpResponse:
    """The comms team reads the rules that it works under; an operator changes them."""
    organisation, may_change = request.member.organisation, request.member.is_operator
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    kept = policy_of(organisation)
    form = PolicyForm(request.POST if request.method == "POST" else None, policy=kept)
    if form.is_valid():
        keep_policy(organisation, changes=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Les règles sont enregistrées."))
        return redirect("policy")
    page = {
        "form": form,
        "may_change": may_change,
        "rules": shown(kept),
        "policy": kept,
        "resubmits": (RESUBMITS, RESUBMITS_WHY),
    }
    return render(request, "pages/safeguards/policy.html", page, status=422 if form.is_bound else 200)
