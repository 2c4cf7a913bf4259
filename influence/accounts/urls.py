from django.http import HttpRequest, HttpResponse
from django.urls import path


def soon(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


urlpatterns = [
    path("comptes/", soon, name="accounts"),
    path("comptes/retour/", soon, name="account_callback"),
]
