"""Giving up a file of the library: here rather than there, because only posts know who shows it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from influence.editorial import showing, words
from influence.library import access, actions
from influence.library.refusals import InUse
from influence.people.doors import MemberRequest, editors


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def media_discard(request: MemberRequest, pk: int) -> HttpResponse:
    file = access.media_file(request.member, pk)
    if request.method == "POST":
        return discarded(request, pk)
    page = {"file": file, "shown": showing.posts_with(file), "states": words.STATES}
    return render(request, "pages/library/discard.html", page)


def discarded(request: MemberRequest, pk: int) -> HttpResponse:
    file = access.media_file(request.member, pk)
    try:
        actions.discard(file, used=showing.is_shown, by=request.user, at=timezone.now())
    except InUse as refusal:
        messages.error(request, str(refusal))
        return redirect("media_discard", pk)
    messages.success(request, _("Le fichier est supprimé."))
    return redirect("library")
