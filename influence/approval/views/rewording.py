"""A leader changes a few words and approves, on one page and with one gesture."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from influence.approval import access, actions
from influence.approval.actions.devices import used
from influence.approval.doors import DeciderRequest, deciders
from influence.approval.forms import RewordForm
from influence.approval.views.pages import SHOWN
from influence.approval.views.rows import onward, rank_of
from influence.core.lifecycle import PostState
from influence.core.text import normalise
from influence.editorial.comparing import changes
from influence.editorial.models import Decision, Post
from influence.editorial.preview import preview
from influence.editorial.refusals import NotReady, Refusal


@deciders
def reword(request: DeciderRequest, pk: int) -> HttpResponse:
    """Only the leader's own words go in without anybody else's eyes: whoever holds a mandate asks for a change."""
    post = access.post_for(request.decider, pk)
    if not is_open(post) or post.leader.user_id != request.decider.user.pk:
        return redirect("decide", pk)
    if request.method != "POST":
        return shown(request, post, text=post.version.text if post.version else "")
    form = RewordForm(request.POST)
    if not form.is_valid():
        return shown(request, post, text=request.POST.get("text", ""), problems=problems_of(form))
    if "approve" not in request.POST:
        return shown(request, post, text=form.cleaned_data["text"])
    return settle(request, post, form)


def settle(request: DeciderRequest, post: Post, form: RewordForm) -> HttpResponse:
    text = form.cleaned_data["text"]
    try:
        decision = approved(request, post, form)
    except NotReady as refusal:
        return shown(request, post, text=text, problems=refusal.sentences)
    except Refusal as refusal:
        return refused(request, access.post_for(request.decider, post.pk), str(refusal), text=text)
    return onward(request.decider, rank=rank_of(request) + 1, after=decision, now=timezone.now())


def refused(request: DeciderRequest, post: Post, why: str, *, text: str) -> HttpResponse:
    """What they typed stays on the screen, beside what it is about now; unless nothing waits any more."""
    if not is_open(post):
        messages.error(request, why)
        return redirect("queue")
    return shown(request, post, text=text, problems=[why])


def is_open(post: Post) -> bool:
    return post.state == PostState.IN_REVIEW and post.slot is not None and post.slot.at > timezone.now()


def approved(request: DeciderRequest, post: Post, form: RewordForm) -> Decision:
    decider, given, now = request.decider, form.cleaned_data, timezone.now()
    version = access.version_for(post, given["version"])
    decision = actions.decide_with_edit(
        version, text=given["text"], by=decider.user, content_hash=given["content_hash"], at=now,
        channel=access.channel_of(decider, version), shown_at=given["shown_at"],
    )  # fmt: skip
    if decider.device:
        used(decider.device, at=now)
    return decision


def problems_of(form: RewordForm) -> list[str]:
    return [str(problem) for found in form.errors.values() for problem in found]


def shown(
    request: DeciderRequest, post: Post, *, text: str, problems: list[str] | None = None
) -> HttpResponse:
    old = post.version.text if post.version else ""
    page = SHOWN | {
        "post": post, "text": text, "sight": preview(text), "problems": problems or [], "rank": rank_of(request),
        "changes": changes(old, normalise(text)) if normalise(text) != old else [], "decider": request.decider,
    }  # fmt: skip
    return render(request, "pages/approval/reword.html", page, status=422 if problems else 200)
