from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from influence.people.queries import current_membership

SESSION_KEY = "organisation"

Handler = Callable[[HttpRequest], HttpResponse]


def membership(get_response: Handler) -> Handler:
    """`request.member`: the membership in whose name the signed-in person acts, or None."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(SESSION_KEY)
        member = (
            current_membership(request.user, organisation_id=chosen)
            if request.user.is_authenticated
            else None
        )
        request.member = member  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def signed_out(get_response: Handler) -> Handler:
    """Whoever signs out leaves nothing of theirs in the browser's storage: not the words that they were typing either."""

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    return middleware
