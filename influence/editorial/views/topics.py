"""The operator's topics. Here rather than in the room of safeguards: a changed rule is held against posts at once, and
only this room knows posts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.editorial import actions
from influence.editorial.forms_flags import TopicForm
from influence.people.doors import MemberRequest, operators
from influence.safeguards import topics as rules
from influence.safeguards.models import Topic


@require_safe
@operators
def topics(request: MemberRequest) -> HttpResponse:
    found = rules.topics_of(request.member.organisation)
    page = {
        "topics": found,
        "lines": rules.lines,
        "orphans": [one for one in found if one.is_active and not one.people],
    }
    return render(request, "pages/safeguards/topics.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@operators
def topic(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    organisation = request.member.organisation
    found = rules.topic_for(request.member, pk) if pk else None
    form = TopicForm(request.POST or None, organisation=organisation, initial=initial(found))
    if form.is_valid() and kept(request, found, form):
        return redirect("topics")
    page = {"form": form, "topic": found}
    return render(request, "pages/safeguards/topic.html", page, status=422 if form.is_bound else 200)


def initial(topic: Topic | None) -> dict[str, object]:
    if topic is None:
        return {}
    return {
        "name": topic.name, "words": topic.words, "pillars": list(topic.pillars.all()),
        "approvers": list(topic.approvers.all()),
    }  # fmt: skip


def kept(request: MemberRequest, found: Topic | None, form: TopicForm) -> bool:
    organisation = request.member.organisation
    try:
        topic = actions.keep_topic(
            found, organisation=organisation, **form.kept(), by=request.user, at=timezone.now()
        )
    except rules.NameTaken:
        form.add_error("name", _("Un autre sujet porte déjà ce nom."))
        return False
    messages.success(request, _("Le sujet « %(topic)s » est enregistré.") % {"topic": topic.name})
    return True


@require_POST
@operators
def topics_usual(request: MemberRequest) -> HttpResponse:
    added = actions.add_usual_topics(request.member.organisation, by=request.user, at=timezone.now())
    said = ngettext(
        "%(count)s sujet est ajouté : adaptez ses mots et nommez qui donne le second accord.",
        "%(count)s sujets sont ajoutés : adaptez leurs mots et nommez qui donne le second accord.",
        len(added),
    ) % {"count": len(added)}
    messages.success(request, said if added else _("Les sujets habituels étaient déjà là."))
    return redirect("topics")


@require_POST
@operators
def topic_stop(request: MemberRequest, pk: int) -> HttpResponse:
    found = rules.topic_for(request.member, pk)
    if rules.set_active(found, is_active=False, by=request.user, at=timezone.now()):
        messages.success(request, _("Le sujet « %(topic)s » ne signale plus rien.") % {"topic": found.name})
    return redirect("topics")


@require_POST
@operators
def topic_resume(request: MemberRequest, pk: int) -> HttpResponse:
    found = rules.topic_for(request.member, pk)
    actions.resume_topic(found, by=request.user, at=timezone.now())
    messages.success(request, _("Le sujet « %(topic)s » signale de nouveau.") % {"topic": found.name})
    return redirect("topics")
