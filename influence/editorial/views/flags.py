"""The second approver's pages: what waits for them, and one post. By session only: a mail's link proves nothing here."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from influence.editorial import access, actions, flags
from influence.editorial.beside import of_version
from influence.editorial.forms_flags import AnswerForm
from influence.editorial.models import FlagState, Post
from influence.editorial.preview import preview
from influence.editorial.refusals import AnsweredAlready, Outdated, Refusal
from influence.library import words as file_words
from influence.library.serving import respond
from influence.people.doors import MemberRequest, members

SAID = {
    FlagState.CLEARED: gettext_lazy("Votre accord est enregistré. Merci."),
    FlagState.OBJECTED: gettext_lazy("La publication retourne à l'équipe de communication, avec vos mots."),
}


@require_safe
@members
def second_approvals(request: MemberRequest) -> HttpResponse:
    posts = list(flags.waiting_for(request.member))
    page = {
        "items": [(post, flags.of_version(post.version)) for post in posts],
        "is_approver": flags.is_approver(request.member),
    }
    return render(request, "pages/editorial/second_approvals.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@members
def second_approval(request: MemberRequest, pk: int) -> HttpResponse:
    found = flags.flagged_for(request.member, pk)
    if found is None:
        messages.info(request, _("Cette publication n'attend plus de second accord."))
        return redirect("second_approvals")
    if request.method != "POST":
        return shown(request, found)
    form = AnswerForm(request.POST)
    return answered(request, found, form) if form.is_valid() else shown(request, found, form=form)


@require_safe
@members
def second_approval_media(request: MemberRequest, pk: int, sha256: str) -> HttpResponseBase:
    found = flags.flagged_for(request.member, pk)
    version = found.version if found else None
    return respond(access.file_of(version, sha256, organisation_id=request.member.organisation_id), request)


def shown(request: MemberRequest, post: Post, *, form: AnswerForm | None = None) -> HttpResponse:
    asked = flags.of_version(post.version)
    page = {
        "post": post, "version": post.version, "asked": asked, "form": form, "file_facts": file_words.facts,
        "mine": [one for one in asked if one.is_waiting and request.user in one.people],
        "preview": preview(post.version.text if post.version else ""),
        "beside": of_version(post.version, organisation_id=post.organisation_id) if post.version else None,
        "address": lambda one: reverse("second_approval_media", args=[post.pk, one.sha256]),
    }  # fmt: skip
    return render(request, "pages/editorial/second_approval.html", page, status=422 if form else 200)


def answered(request: MemberRequest, post: Post, form: AnswerForm) -> HttpResponse:
    try:
        answer(request, post, form)
    except AnsweredAlready as refusal:
        messages.info(request, str(refusal))
    except Outdated as refusal:
        messages.warning(request, str(refusal))
        return redirect("second_approval", post.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, SAID[form.cleaned_data["answer"]])
    return redirect("second_approvals")


def answer(request: MemberRequest, post: Post, form: AnswerForm) -> None:
    given = form.cleaned_data
    read = {"version": given["version"], "content_hash": given["content_hash"]}
    if given["answer"] == FlagState.CLEARED:
        actions.clear(post, **read, by=request.user, at=timezone.now())
    else:
        actions.object_to(post, **read, reason=given["reason"], by=request.user, at=timezone.now())
