"""What people say about a post, on its page and on the leader's. Every form works without a script: what cannot be kept comes
back on a page of its own, with all that was typed."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from influence.editorial import talking
from influence.editorial.models import Post
from influence.people.doors import MemberRequest, members
from influence.remarks import actions
from influence.remarks.forms import RemarkForm, ThreadForm
from influence.remarks.models import Thread
from influence.remarks.refusals import NotInTheText, Refusal


@members
def thread_new(request: MemberRequest, pk: int) -> HttpResponse:
    post = talking.talkable(request.member, pk, now=timezone.now())
    form = ThreadForm(request.POST or None, leader=post.leader.name, may_be_internal=request.member.is_editor)
    return kept(request, form, post, title=_("Nouvelle remarque"), write=lambda: begin(request, post, form))


def begin(request: MemberRequest, post: Post, form: ThreadForm) -> Thread:
    given, internal, now = form.cleaned_data, bool(form.cleaned_data.get("is_internal")), timezone.now()
    if post.version is None:
        raise ValueError(f"post {post.pk} has no version")
    return actions.open_thread(
        organisation_id=post.organisation_id, post_id=post.pk, version_id=post.version.pk, said=talking.said(post),
        text=given["text"], quote=given["quote"], is_internal=internal,
        audience=talking.audience(post, is_internal=internal, now=now), told=talking.writers(post), by=request.user, at=now,
    )  # fmt: skip


@members
def thread_reply(request: MemberRequest, pk: int) -> HttpResponse:
    thread, post = talking.thread_for(request.member, pk, now=timezone.now())
    form, now = RemarkForm(request.POST or None), timezone.now()
    return kept(request, form, post, title=_("Répondre"), write=lambda: actions.reply(
        thread, text=form.cleaned_data["text"], by=request.user, at=now,
        audience=talking.audience(post, is_internal=thread.is_internal, now=now),
    ))  # fmt: skip


@members
def remark_amend(request: MemberRequest, pk: int) -> HttpResponse:
    remark, post = talking.remark_for(request.member, pk, now=timezone.now())
    form = RemarkForm(request.POST or None, initial={"text": remark.text})
    return kept(request, form, post, title=_("Corriger ma remarque"), write=lambda: actions.amend(
        remark, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
    ))  # fmt: skip


@require_POST
@members
def remark_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    remark, post = talking.remark_for(request.member, pk, now=timezone.now())
    try:
        actions.withdraw(remark, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La remarque est retirée."))
    return back(request, post)


@require_POST
@members
def thread_resolve(request: MemberRequest, pk: int) -> HttpResponse:
    thread, post = talking.thread_for(request.member, pk, now=timezone.now())
    actions.resolve(thread, by=request.user, at=timezone.now())
    messages.success(request, _("Le fil est résolu. Vous pouvez le rouvrir."))
    return back(request, post)


@require_POST
@members
def thread_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    thread, post = talking.thread_for(request.member, pk, now=timezone.now())
    actions.reopen(thread, by=request.user, at=timezone.now())
    messages.success(request, _("Le fil est rouvert."))
    return back(request, post)


def kept(
    request: MemberRequest, form: Form, post: Post, *, title: str, write: Callable[[], object]
) -> HttpResponse:
    if form.is_valid():
        try:
            write()
        except NotInTheText as refusal:
            form.add_error("quote", str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C'est noté."))
            return back(request, post)
    page = {"form": form, "post": post, "title": title, "from_queue": comes_from_queue(request)}
    return render(request, "pages/remarks/form.html", page, status=422 if form.is_bound else 200)


def comes_from_queue(request: MemberRequest) -> bool:
    return request.POST.get("from") == "queue"


def back(request: MemberRequest, post: Post) -> HttpResponse:
    """To where it was said: the post's page, or its page in the leader's queue."""
    return redirect("decide" if comes_from_queue(request) else "post", post.pk)
