import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from influence.web.middleware import LANGUAGE_COOKIE


def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked (for the load balancer)."""
    return JsonResponse({"web": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database and the broker answer too. Says which does not, never why: details are in the logs."""
    found = {"database": database_answers(), "broker": broker_answers()}
    parts = {name: "ok" if answers else "down" for name, answers in found.items()}
    return JsonResponse({"web": "ok"} | parts, status=200 if all(found.values()) else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is the same
        return False
    return True


def broker_answers() -> bool:
    try:
        return bool(
            redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).ping()
        )
    except redis.RedisError:
        return False


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language for a year and go back to the page that the reader was on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=365 * 86_400,
            samesite="Lax",
            httponly=True,
            secure=settings.HTTPS,
        )
    return response
