from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import translation
from django.utils.functional import SimpleLazyObject


def page(request: HttpRequest) -> dict[str, Any]:
    """What the layout needs. The token is made once a page: Django's own lazy `csrf_input` is recomputed at each use."""
    return {
        "csrf": SimpleLazyObject(lambda: get_token(request)),
        "user": getattr(request, "user", None),
        "member": getattr(request, "member", None),
        "languages": settings.LANGUAGES,
        "current_language": translation.get_language(),
    }
