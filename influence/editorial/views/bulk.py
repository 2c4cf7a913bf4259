"""Many posts at once, from the list: first what would become of each, then the same in earnest."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from influence.editorial import access, queries
from influence.editorial.calendar import bulk, undoing, way_back
from influence.editorial.calendar.filters import number
from influence.editorial.forms_bulk import BulkForm
from influence.editorial.models import Post
from influence.people.doors import MemberRequest, editors

# As many as a month of a large committee has; each is an action of its own.
MOST = 200


@require_POST
@editors
def calendar_bulk(request: MemberRequest) -> HttpResponse:
    address = way_back.back(request) or reverse("calendar_list")
    form = BulkForm(request.POST, campaigns=queries.campaigns(request.member.organisation))
    posts = ticked(request)
    if problem := what_lacks(posts, form):
        messages.error(request, problem)
        return redirect(address)
    by = bulk.By(request.user, timezone.now())
    if request.POST.get("do") == "run":
        outcomes = bulk.run(posts, form.order, by=by, seen=seen_in(request.POST))
        steps = bulk.steps_of(outcomes, form.order)
        return render_done(request, outcomes, steps=steps, now=by.at, address=address)
    context = {"form": form, "order": form.order, "retour": address, "seen": bulk.seen_of(posts),
               "outcomes": bulk.rehearse(posts, form.order, by=by, seen={})}  # fmt: skip
    return render(request, "pages/editorial/bulk.html", context)


def ticked(request: MemberRequest) -> list[Post]:
    numbers = [found for text in request.POST.getlist("p") if (found := number(text))]
    return access.chosen(request.member, numbers[: MOST + 1])


def what_lacks(posts: list[Post], form: BulkForm) -> str:
    if not posts:
        return _("Cochez d'abord au moins une publication.")
    if len(posts) > MOST:
        return _("C'est trop à la fois : cochez au plus %(most)s publications.") % {"most": MOST}
    return (
        ""
        if form.is_valid()
        else " ".join(str(problem) for problems in form.errors.values() for problem in problems)
    )


def seen_in(given: QueryDict) -> dict[int, str]:
    """« 12:1764568800 »: where each post was on the page that told what would become of it."""
    pairs = (text.partition(":") for text in given.getlist("seen"))
    return {pk: seen for name, _colon, seen in pairs if (pk := number(name))}


def render_done(
    request: MemberRequest,
    outcomes: list[bulk.Outcome],
    *,
    steps: list[undoing.Step],
    now: datetime,
    address: str,
) -> HttpResponse:
    """The page of what happened; sent again, each is asked once more, and says what it is by then."""
    done = [one for one in outcomes if one.is_done]
    said = ngettext("%(num)s publication traitée.", "%(num)s publications traitées.", len(done)) % {
        "num": len(done)
    }
    if steps:
        undoing.remember(request.session, said, steps, at=now)
    else:
        undoing.forget(request.session)
    context = {"outcomes": outcomes, "said": said, "retour": address,
               "undo": undoing.offered(request.session, now=now), "here": address}  # fmt: skip
    return render(request, "pages/editorial/bulk_done.html", context)
