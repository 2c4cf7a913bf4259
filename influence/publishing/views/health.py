from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from influence.people.doors import MemberRequest, operators
from influence.publishing import words, words_of_health
from influence.publishing.access_health import house_for
from influence.publishing.health import Check, Level, facts, level, signs


@require_safe
@operators
def health(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    found = facts(now=now)
    # What waits for people's word in other organisations is theirs; our own stands below.
    shown = [sign for sign in signs(found) if sign.check != Check.UNCLEAR]
    page = {
        "signs": sorted(shown, key=lambda sign: list(Level).index(sign.level), reverse=True), "level": level(shown),
        "house": house_for(request.member, now=now), "hosts": found.life.hosts, "now": now, "words": words,
        "health": words_of_health, "zone": request.member.organisation.zone,
    }  # fmt: skip
    return render(request, "pages/publishing/health.html", page)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever holds METRICS_TOKEN; where it is not set there is no such address."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not compare_digest(
        request.headers.get("Authorization", "").encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
    ):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    # Loaded at the first scrape: most houses are never asked.
    from influence.publishing.metrics import CONTENT_TYPE, exposition

    return HttpResponse(exposition(now=timezone.now()), content_type=CONTENT_TYPE)
