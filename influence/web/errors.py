from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "pages/web/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "pages/web/forbidden.html", status=403)


def not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Called by Django's CSRF check: nearly always a page that was open through a sign-out, or a browser without
    cookies."""
    return render(request, "pages/web/not_ours.html", status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """Called by allauth's rate limits."""
    return render(request, "pages/web/too_many.html", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/web/broken.html", status=500)
