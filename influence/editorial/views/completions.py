from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from influence.editorial.composing.offers import hashtags_like, mentions
from influence.editorial.views.sight import leader_numbered
from influence.people.doors import MemberRequest, editors

MOST_TYPED = 60


@require_safe
@editors
def completions(request: MemberRequest) -> HttpResponse:
    """`mot`: what was typed, with its sign; `dirigeant`: in whose name. Of the member's own organisation, and nothing of an
    embargo."""
    typed = request.GET.get("mot", "")[:MOST_TYPED]
    organisation = request.member.organisation
    found = []
    if typed.startswith("@"):
        speaker = leader_numbered(request, request.GET.get("dirigeant", ""))
        found = mentions(organisation, typed[1:], speaker=speaker)
    elif typed.startswith("#"):
        found = hashtags_like(organisation, typed[1:], now=timezone.now())
    return JsonResponse(
        {"offers": [{"text": one.text, "label": one.label, "detail": one.detail} for one in found]}
    )
