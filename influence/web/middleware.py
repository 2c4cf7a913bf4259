from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = "language"

# Everything a page needs is served by us: no inline script or style, no frame, no other host.
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self' {form_action}; frame-ancestors 'none'"
)


def security_headers(get_response: Handler) -> Handler:
    # Chromium applies form-action to the redirect that follows a form: connecting an account leads to LinkedIn.
    policy = POLICY.format(form_action=settings.LINKEDIN["auth_url"])

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def chosen_language(request: HttpRequest) -> str:
    """The language of the page: the one just chosen, else the person's own, else the browser's, else the default."""
    known = dict(settings.LANGUAGES)
    cookie = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if cookie in known:
        return cookie
    if request.user.is_authenticated:
        return str(request.user.language)
    return translation.get_language_from_request(request)


def language(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            response = get_response(request)
            response.headers.setdefault(
                "Content-Language", translation.get_language() or settings.LANGUAGE_CODE
            )
        return response

    return middleware
