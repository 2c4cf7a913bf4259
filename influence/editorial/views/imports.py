"""A calendar from a file: choose it, see what it would do, then do it. Two requests, and the file travels once: the
second step knows the first one's bytes by an id, never by what the browser says of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from influence.core import cadence
from influence.editorial.importing import Imported, Plan, keep_upload, plan, read
from influence.editorial.importing import import_calendar as bring_in
from influence.editorial.importing.access import upload_for
from influence.editorial.importing.example import example
from influence.editorial.importing.forms import UploadForm
from influence.editorial.models import CalendarFile
from influence.editorial.refusals import Refusal
from influence.people.doors import MemberRequest, editors

# More than a page should make somebody wait for; the command has no such limit.
MOST_NEW = 1_000
# Lines of one kind on the page. Everything is counted.
MOST_SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def import_calendar(request: MemberRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        upload = keep_upload(
            read(content), content=content, name=file.name or "", organisation=request.member.organisation,
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return redirect("import_check", upload.pk)
    return render(request, "pages/editorial/import.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def import_check(request: MemberRequest, pk: int) -> HttpResponse:
    upload = upload_for(request.member, pk)
    planned = planned_from(upload)
    if request.method == "POST" and len(planned.new) <= MOST_NEW:
        confirm(request, planned)
        return redirect("import_check", pk)
    return render(request, "pages/editorial/import_check.html", sight(upload, planned))


def planned_from(upload: CalendarFile) -> Plan:
    """Made again from the kept bytes at each step: what was true a minute ago may not be."""
    return plan(read(bytes(upload.content)), organisation=upload.organisation, now=timezone.now())


def confirm(request: MemberRequest, planned: Plan) -> None:
    try:
        done = bring_in(planned, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said(done))


def said(done: Imported) -> str:
    count = len(done.created)
    if not count:
        return _("Rien n'a changé : tout était déjà dans le calendrier.")
    words = ngettext(
        "%(count)s publication est créée, en brouillon.",
        "%(count)s publications sont créées, en brouillon.",
        count,
    )
    return words % {"count": count}


def sight(upload: CalendarFile, planned: Plan) -> dict[str, object]:
    first = min((row.slot.day for row in planned.rows), default=None)
    return {
        "upload": upload,
        "plan": planned,
        "too_many": len(planned.new) > MOST_NEW,
        "most_new": MOST_NEW,
        "most_shown": MOST_SHOWN,
        "month": f"{first:%Y-%m}" if first else "",
    }


@require_GET
@editors
def import_example(request: MemberRequest) -> HttpResponse:
    organisation = request.member.organisation
    today = cadence.local_date(timezone.now(), organisation.zone)
    content = example(organisation, today=today)
    name = 'attachment; filename="calendrier.csv"'
    return HttpResponse(
        content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )
