"""From a page that somebody opened out of the calendar, back to where they were in it."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest) -> str:
    """The address in the calendar that the form carries; "" where it carries none of ours."""
    return ours(request.POST.get("retour", ""))


def came_from(request: HttpRequest) -> str:
    """Where the link was followed, as the browser says; "" from anywhere else."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.get_host():
        return ""
    return ours(parts.path + (f"?{parts.query}" if parts.query else ""))


def ours(address: str) -> str:
    is_here = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_here and address.startswith(reverse("calendar")) else ""
