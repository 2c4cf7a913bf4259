from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from influence.editorial import access
from influence.editorial.composing.copying import duplicate
from influence.editorial.composing.forms import CopyForm
from influence.editorial.models import Post
from influence.editorial.preview import preview
from influence.editorial.refusals import Refusal
from influence.people.doors import MemberRequest, editors


@editors
def post_copy(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.editable(request.member, pk)
    form = CopyForm(request.POST or None, post=found)
    if form.is_valid() and (copy := copied(request, found, form)):
        messages.success(request, _("Voici la copie, en brouillon : changez-en ce qu'il faut."))
        return redirect("post_edit", copy.pk)
    text = found.version.text if found.version else ""
    return render(
        request, "pages/editorial/copy.html", {"post": found, "form": form, "preview": preview(text)}
    )


def copied(request: MemberRequest, found: Post, form: CopyForm) -> Post | None:
    try:
        return duplicate(found, leader=form.cleaned_data["leader"], by=request.user, at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
