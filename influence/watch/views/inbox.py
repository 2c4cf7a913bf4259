"""The inbox of ideas."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.editorial.refusals import Refusal as NotWritten
from influence.people.access import leader_for
from influence.people.doors import MemberRequest, editors
from influence.watch import access, ideas, queries
from influence.watch.forms import DraftForm, IdeaForm, LeaderForm, NoteForm
from influence.watch.models import Idea, Source
from influence.watch.offers import offers, themes
from influence.watch.refusals import Refusal

PAGE = 30


@require_safe
@editors
def watch(request: MemberRequest) -> HttpResponse:
    """`etat` and `source` lie in the address; `defaire` names the idea that was dismissed just now."""
    shelf, sources = queries.shelf(request.GET.get("etat", "")), list(access.sources_for(request.member))
    source = next((one for one in sources if str(one.pk) == request.GET.get("source")), None)
    found = access.ideas_for(request.member)
    page = Paginator(queries.on_shelf(found, name=shelf, source=source), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "pages/watch/watch.html", {
        "page": page, "shelf": shelf, "shelves": queries.SHELVES, "counts": queries.counts(found, source=source),
        "source": source, "sources": sources, "undo": dismissed(request, found), "here": here(shelf, source),
        "failing": [one for one in sources if one.is_active and one.failures > 2],
    })  # fmt: skip


def dismissed(request: MemberRequest, found: Any) -> Idea | None:
    pk = request.GET.get("defaire", "")
    known = pk.isascii() and pk.isdigit() and len(pk) < 10
    return found.filter(pk=int(pk), state="dismissed").first() if known else None


def here(shelf: str, source: Source | None) -> str:
    address = QueryDict(mutable=True)
    address.update({"etat": shelf} | ({"source": str(source.pk)} if source else {}))
    return address.urlencode()


def back(request: MemberRequest, **beside: object) -> HttpResponse:
    """To the shelf that the form stood on."""
    came = QueryDict(request.POST.get("ici", ""))
    address = QueryDict(mutable=True)
    address.update({name: came[name] for name in ("etat", "source", "page") if name in came})
    address.update({name: str(value) for name, value in beside.items()})
    return redirect(f"{reverse('watch')}?{address.urlencode()}")


def tried(request: MemberRequest, act: Callable[[], object], done: str = "") -> bool:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def idea_new(request: MemberRequest) -> HttpResponse:
    form = IdeaForm(request.POST or None)
    if form.is_valid():
        act = partial(
            ideas.add_idea, organisation=request.member.organisation, by=request.user, at=timezone.now(), **form.cleaned_data
        )  # fmt: skip
        try:
            act()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("L'idée est gardée."))
            return redirect(f"{reverse('watch')}?etat=gardees")
    return render(request, "pages/watch/idea_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@editors
def idea_keep(request: MemberRequest, pk: int) -> HttpResponse:
    idea, form = access.idea_for(request.member, pk), NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for one in form.errors["note"]))
        return back(request)
    act = partial(ideas.keep, idea, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
    tried(request, act, _("L'idée est gardée."))
    return back(request)


@require_POST
@editors
def idea_dismiss(request: MemberRequest, pk: int) -> HttpResponse:
    idea = access.idea_for(request.member, pk)
    if tried(request, partial(ideas.dismiss, idea, by=request.user, at=timezone.now())):
        return back(request, defaire=pk)
    return back(request)


@require_POST
@editors
def idea_take_back(request: MemberRequest, pk: int) -> HttpResponse:
    idea = access.idea_for(request.member, pk)
    tried(
        request, partial(ideas.take_back, idea, by=request.user, at=timezone.now()), _("L'idée est revenue.")
    )
    return back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def idea_draft(request: MemberRequest, pk: int) -> HttpResponse:
    """Whose voice lies in the address; the rest follows from it."""
    idea = access.idea_for(request.member, pk)
    speakers = request.member.organisation.leaders.filter(is_active=True)
    choice = LeaderForm(request.GET if "dirigeant" in request.GET else None, leaders=speakers)
    leader = leader_for(request.member, choice.cleaned_data["dirigeant"].pk) if choice.is_valid() else None
    page = {"idea": idea, "choice": choice, "leader": leader, "form": None}
    if leader is None:
        return render(request, "pages/watch/draft.html", page)
    now = timezone.now()
    form = DraftForm(request.POST or None, themes=themes(leader), offers=offers(leader, now=now))
    if form.is_valid():
        try:
            post = ideas.make_draft(
                idea, leader=leader, pillar=form.theme.pillar, place=form.offer, by=request.user, at=now
            )
        except (Refusal, NotWritten) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Le brouillon est prêt : il commence par le titre, le lien est joint.")
            )
            return redirect("post_edit", post.pk)
    page["form"] = form
    return render(request, "pages/watch/draft.html", page, status=422 if form.is_bound else 200)
