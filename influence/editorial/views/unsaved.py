"""Keeping what is being typed: for the script of the composer (static/js/unsaved.js), and taking it up again."""

import secrets
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from influence.editorial import access
from influence.editorial.composing import keeping, offering
from influence.editorial.composing.keeping import PLACE, Elsewhere, Over, TooMuch
from influence.editorial.models import Post
from influence.people.doors import MemberRequest, editors
from influence.web.dates import hour

# Read by the script: the place whose words are saved now, and need not be kept on the device any more.
SAVED_COOKIE = "saved_words"


@dataclass(frozen=True)
class Keeping:
    """Where this page's words are kept, and what else there is to take up again."""

    place: str
    number: int
    offers: list[offering.Offered]
    # Its words are not those of the address: they came back, or were taken up again.
    is_typed: bool


@require_POST
@editors
def unsaved_keep(request: MemberRequest) -> HttpResponse:
    place, number, base = (request.POST.get(name, "") for name in ("kept_place", "kept_number", "seen"))
    at = timezone.now()
    try:
        row = keeping.keep(
            user=request.user, organisation=request.member.organisation, place=place, fields=dict(request.POST.lists()),
            base=whole(base), number=whole(number), at=at,
        )  # fmt: skip
    except ValueError:
        return JsonResponse({}, status=400)
    except (Elsewhere, Over, TooMuch) as refusal:
        status = {Elsewhere: 409, Over: 410, TooMuch: 413}[type(refusal)]
        return JsonResponse({"said": str(refusal)}, status=status)
    zone = request.member.organisation.zone
    return JsonResponse(
        {"number": row.number, "said": _("Brouillon gardé à %(hour)s") % {"hour": hour(row.saved_at, zone)}}
    )


def whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


@require_safe
@editors
def unsaved_offers(request: MemberRequest) -> HttpResponse:
    """Once more, after the script has sent what it had kept on the device."""
    place = request.GET.get("place", "")
    post = post_at(request, place)
    found = offering.offered(request.member, place=place, post=post)
    return render(
        request,
        "pages/editorial/offers.html",
        {"offers": found, "post": post, "kind": offering.kind_of(place)},
    )


def post_at(request: MemberRequest, place: str) -> Post | None:
    number = place.removeprefix("post:").partition("/")[0]
    return (
        access.editable(request.member, int(number))
        if place.startswith("post:") and whole_number(number)
        else None
    )


def whole_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


@require_POST
@editors
def unsaved_drop(request: MemberRequest, pk: int) -> HttpResponse:
    row = offering.unsaved_for(request.member, pk)
    keeping.drop(user=request.user, organisation=request.member.organisation, place=row.place)
    if (post := post_at(request, row.place)) is not None:
        return redirect("post_edit", post.pk)
    return redirect("announcement_new" if row.place.startswith("voices:") else "post_new")


def taken_up(request: MemberRequest, *, kind: str, post: Post | None = None) -> None:
    """`?reprise=7`: the page opens as the form was when it was kept, as if it had come back without being saved."""
    pk = request.GET.get("reprise", "")
    if request.method == "POST" or not whole_number(pk):
        return
    row = offering.unsaved_for(request.member, int(pk))
    if not belongs(row.place, kind=kind, post=post):
        raise Http404
    given = QueryDict(mutable=True)
    for name, values in row.fields.items():
        given.setlist(name, values)
    given["do"], given["kept_place"], given["kept_number"] = "resume", row.place, str(row.number)
    if request.FILES:
        # Only asked for because reading the files reads the fields again: it has to happen before they change.
        return
    request.method, request.POST = "POST", given  # type: ignore[misc]


def keeping_of(request: MemberRequest, *, kind: str, post: Post | None = None) -> Keeping:
    """A page that comes back goes on where it was; a new one has a place of its own."""
    place, number = request.POST.get("kept_place", ""), whole(request.POST.get("kept_number", ""))
    is_typed = request.method == "POST"
    if not is_typed or not belongs(place, kind=kind, post=post):
        place, number = fresh(request, kind=kind, post=post), 0
    return Keeping(place, number, offering.offered(request.member, place=place, post=post), is_typed)


def belongs(place: str, *, kind: str, post: Post | None) -> bool:
    """To the page of this post, or of this kind of what is not there yet."""
    if not PLACE.fullmatch(place):
        return False
    return place.partition("/")[0] == f"post:{post.pk}" if post else offering.kind_of(place) == kind


def fresh(request: MemberRequest, *, kind: str, post: Post | None) -> str:
    if post is None:
        return f"{kind}:{secrets.token_hex(5)}"
    place = f"post:{post.pk}"
    return place if offering.is_free(request.member, place) else f"{place}/{secrets.token_hex(5)}"


def saved(request: MemberRequest, answer: HttpResponse) -> HttpResponse:
    """The words are in a version now: nobody keeps them beside it."""
    place = request.POST.get("kept_place", "")
    if PLACE.fullmatch(place):
        keeping.drop(user=request.user, organisation=request.member.organisation, place=place)
        answer.set_cookie(
            SAVED_COOKIE, quote(place, safe=""), max_age=int(keeping.KEPT_FOR.total_seconds()), samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return answer
