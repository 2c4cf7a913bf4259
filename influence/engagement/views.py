import structlog
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.engagement import access, consent, notices
from influence.engagement.enrolment import EnrolmentClosed, enrol, leave, leave_as
from influence.engagement.forms import EnrolmentForm
from influence.networks.errors import NetworkFailure
from influence.networks.linkedin import webhooks
from influence.people.models import Organisation

# The personal link travels to its page in the browser's own cookie: on our side only its digest is ever written.
KEY = "enrolment_key"
KEY_SECONDS = 600
COOKIE_PATH = "/participer/"

log = structlog.get_logger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def enrolment(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = access.organisation_by_slug(slug)
    form = EnrolmentForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and organisation.enrolment_is_open and form.is_valid():
        department = form.cleaned_data["department"]
        return redirect(
            consent.ask(
                request.session,
                organisation_id=organisation.pk,
                department_id=department.pk,
                now=timezone.now(),
            )
        )
    return render(request, "pages/engagement/enrolment.html", {"organisation": organisation, "form": form})


@require_POST
def enrolment_leave_by_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = access.organisation_by_slug(slug)
    return redirect(
        consent.ask(request.session, organisation_id=organisation.pk, department_id=None, now=timezone.now())
    )


@require_safe
def enrolment_callback(request: HttpRequest) -> HttpResponse:
    """LinkedIn brings the person back here, with a code or with a refusal."""
    wish = consent.answered(request.session, state=request.GET.get("state", ""), now=timezone.now())
    if wish is None:
        return render(request, "pages/engagement/consent_lost.html", status=400)
    organisation = access.organisation_of(wish)
    if "code" not in request.GET:
        messages.info(request, _("Vous avez refusé sur LinkedIn : rien n'a été enregistré."))
        return redirect("enrolment", slug=organisation.slug)
    try:
        member_urn = consent.member_urn(request.GET["code"], app=wish.app)
    except NetworkFailure as failure:
        log.warning("enrolment.not_asked", **failure.facts())
        messages.error(
            request,
            _("LinkedIn n'a pas répondu comme prévu : rien n'a été enregistré. Réessayez dans un moment."),
        )
        return redirect("enrolment", slug=organisation.slug)
    if wish.department_id is None:
        return left_by_sign_in(request, organisation, wish=wish, member_urn=member_urn)
    return joined(request, organisation, wish=wish, member_urn=member_urn)


def left_by_sign_in(
    request: HttpRequest, organisation: Organisation, *, wish: consent.Wish, member_urn: str
) -> HttpResponse:
    """Nobody by this app's id: they may have enrolled through our other app, where they have another."""
    now = timezone.now()
    if leave_as(organisation=organisation, member_urn=member_urn, at=now):
        return left(request, somebody=True)
    if other := consent.next_app(wish.app):
        return redirect(
            consent.ask(
                request.session, organisation_id=organisation.pk, department_id=None, app=other, now=now
            )
        )
    return left(request, somebody=False)


def joined(
    request: HttpRequest, organisation: Organisation, *, wish: consent.Wish, member_urn: str
) -> HttpResponse:
    department = access.department_of(wish)
    if department is None:
        messages.error(
            request, _("Ce service vient d'être supprimé : rien n'a été enregistré. Choisissez-en un autre.")
        )
        return redirect("enrolment", slug=organisation.slug)
    try:
        key = enrol(
            organisation=organisation, department=department, member_urn=member_urn, at=timezone.now()
        )
    except EnrolmentClosed:
        return redirect("enrolment", slug=organisation.slug)
    response = redirect("enrolment_done", slug=organisation.slug)
    response.set_cookie(
        KEY, key, max_age=KEY_SECONDS, path=COOKIE_PATH, httponly=True, samesite="Lax", secure=settings.HTTPS
    )
    return response


@require_safe
def enrolment_done(request: HttpRequest, slug: str) -> HttpResponse:
    """The personal link is shown here, and kept nowhere else than in this browser, for ten minutes."""
    organisation = access.organisation_by_slug(slug)
    key = request.COOKIES.get(KEY)
    if key is None:
        return redirect("enrolment", slug=slug)
    return render(request, "pages/engagement/enrolled.html", {"organisation": organisation, "key": key})


@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_leave(request: HttpRequest, key: str) -> HttpResponse:
    if request.method == "POST":
        response = left(request, somebody=leave(key=key, at=timezone.now()))
        response.delete_cookie(KEY, path=COOKIE_PATH)
        return response
    return render(request, "pages/engagement/leave.html", {"key": key})


def left(request: HttpRequest, *, somebody: bool) -> HttpResponse:
    return render(request, "pages/engagement/left.html", {"somebody": somebody})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def linkedin_notices(request: HttpRequest) -> HttpResponse:
    """LinkedIn's own door, for nobody signed in: it proves who it is by a signature, and is answered within three seconds
    whatever the load. Nothing is done here but to check and to keep (linkedin-api.md §8)."""
    secret = access.webhook_secret()
    return (
        notified(request, secret=secret) if request.method == "POST" else challenged(request, secret=secret)
    )


def challenged(request: HttpRequest, *, secret: str) -> HttpResponse:
    try:
        return JsonResponse(webhooks.challenge_response(request.GET.get("challengeCode", ""), secret=secret))
    except ValueError:
        return HttpResponse(status=400)


def notified(request: HttpRequest, *, secret: str) -> HttpResponse:
    size = request.headers.get("Content-Length") or "0"
    if not size.isdecimal() or int(size[:20]) > webhooks.BODY_BYTES:
        return HttpResponse(status=413)
    if not webhooks.is_signed(
        request.body, signature=request.headers.get("X-LI-Signature", ""), secret=secret
    ):
        log.warning("notices.not_signed")
        return HttpResponse(status=403)
    try:
        notices.take(webhooks.notices(request.body), now=timezone.now())
    except ValueError:
        log.warning("notices.unreadable", size=len(request.body))
        return HttpResponse(status=400)
    except notices.NotNow:
        log.warning("notices.not_kept")
        return HttpResponse(status=503, headers={"Retry-After": "300"})
    return HttpResponse(status=200)
