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
