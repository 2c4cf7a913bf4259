from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe

from influence.people.doors import MemberRequest, members
from influence.reporting import access, queries
from influence.reporting.editions import content_of, filename, fixed_words


@require_safe
@members
def reports(request: MemberRequest) -> HttpResponse:
    found = queries.months(access.editions_for(request.member))
    return render(request, "pages/reporting/reports.html", {"months": found})


@require_safe
@members
def report(request: MemberRequest, pk: int) -> HttpResponse:
    """The address that mails carry: it opens the reader's edition of the kind that the mail was about."""
    found = access.report_for(request.member, pk)
    language = translation.get_language() or "fr"
    nearest = queries.nearest(
        access.editions_for(request.member), found, language=language, kind=request.GET.get("edition", "")
    )
    if nearest is None:
        raise Http404
    return redirect("edition", nearest.pk)


@require_safe
@members
def edition(request: MemberRequest, pk: int) -> HttpResponse:
    """Its words are in the edition's language, the page around them in the reader's."""
    found = access.edition_for(request.member, pk)
    page = {
        "edition": found, "said": content_of(found.report, found), "pictures": queries.pictures(found),
        "words": fixed_words(found.language),
        "others": queries.siblings(access.editions_for(request.member), found),
    }  # fmt: skip
    return render(request, "pages/reporting/edition.html", page)


@require_safe
@members
def edition_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.printed_for(request.member, pk)
    response = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{filename(found)}"'
    return response


@require_safe
@members
def edition_picture(request: MemberRequest, pk: int, name: str) -> HttpResponse:
    picture = access.picture_for(request.member, pk, name=name)
    # A picture alone runs and loads nothing, whoever opens it by its address.
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return HttpResponse(picture.svg, content_type="image/svg+xml", headers=headers)
