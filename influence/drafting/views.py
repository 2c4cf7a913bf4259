"""The templates' pages. The buttons of the editor are told apart by `do`: look (the preview), field (declare one), save."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from influence.core.comparing import changes
from influence.core.text import LIMIT, utf16_length
from influence.drafting import access, actions
from influence.drafting.catalogue import catalogue, source_of
from influence.drafting.excerpts import Excerpt, excerpt
from influence.drafting.forms import KINDS, NewFieldForm, NewTemplateForm, SourceForm, with_field
from influence.drafting.models import Template, TemplateVersion
from influence.drafting.problems import DraftingError
from influence.drafting.proving import Proof, is_runaway, prove
from influence.drafting.refusals import Outdated, Refusal
from influence.drafting.words import sentence
from influence.people.doors import MemberRequest, editors
from influence.people.models import Language
from influence.web.pacing import spend

# Previews of one person in a minute; one that had to be stopped costs as much as ten.
PREVIEWS = 40
RUNAWAY = 10


@require_safe
@editors
def templates(request: MemberRequest) -> HttpResponse:
    own = list(access.templates_for(request.member))
    return render(request, "pages/drafting/templates.html", {
        "own": [one for one in own if not one.is_retired], "retired": [one for one in own if one.is_retired],
        "files": [(label, catalogue(str(code))) for code, label in Language.choices],
    })  # fmt: skip


@dataclass
class Seen:
    """What is known of a text: its preview, or what is wrong with it and where."""

    proof: Proof | None = None
    problems: list[tuple[str, Excerpt | None]] = field(default_factory=list)
    is_paused: bool = False
    limit: int = LIMIT

    def length(self, text: str) -> int:
        return utf16_length(text)


def seen(request: MemberRequest, source: str, *, slug: str, language: str) -> Seen:
    """Tried with its examples, as often as one person may."""
    if not may_try(request):
        return Seen(is_paused=True)
    try:
        tried = actions.tidy(source)
        return Seen(prove(tried, slug=slug, language=language, organisation=request.member.organisation.name))
    except DraftingError as error:
        return Seen(problems=told(request, error, source=source))


def may_try(request: MemberRequest, *, cost: int = 1) -> bool:
    return spend("template", person=request.user.pk, now=timezone.now(), cost=cost, budget=PREVIEWS)


def told(request: MemberRequest, error: DraftingError, *, source: str) -> list[tuple[str, Excerpt | None]]:
    if is_runaway(error):
        may_try(request, cost=RUNAWAY)
    source = actions.tidy(source)
    return [(sentence(problem), excerpt(source, problem)) for problem in error.problems]


@dataclass
class Bench:
    """One template being worked on."""

    form: SourceForm
    new_field: NewFieldForm
    template: Template | None = None
    language: str = Language.FRENCH
    seen: Seen = field(default_factory=Seen)
    newer: TemplateVersion | None = None
    is_kept_back: bool = False

    @property
    def slug(self) -> str:
        return self.template.slug if self.template else "modele"


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def template_new(request: MemberRequest) -> HttpResponse:
    language = request.POST.get("language") or request.GET.get("langue", request.member.organisation.language)
    language = language if language in Language.values else Language.FRENCH
    begun = {"language": language, "source": beginning(request, language)}
    form = NewTemplateForm(request.POST) if request.method == "POST" else NewTemplateForm(initial=begun)
    bench = Bench(form=form, new_field=NewFieldForm(), language=language)
    if doing(request) != "save" or not form.is_valid() or not may_try(request):
        return page(request, looked_at(request, bench))
    try:
        kept = actions.write_template(
            organisation=request.member.organisation, language=language, source=form.cleaned_data["source"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except (Refusal, DraftingError) as refusal:
        return page(request, kept_back(request, bench, refusal))
    messages.success(request, _("Le modèle est enregistré : il est proposé à qui écrit une publication."))
    return redirect("template", kept.pk)


def beginning(request: MemberRequest, language: str) -> str:
    """A file to adapt, under a title of one's own, or the skeleton of a template."""
    if slug := request.GET.get("de", ""):
        found = access.file_for(slug, language)
        ours = _("%(title)s (à notre façon)") % {"title": found.title}
        return source_of(slug, language).replace(f'"{found.title}"', f'"{ours}"', 1)
    return SKELETON.format(
        title=_("Point d'étape"), purpose=_("Dire où en est un travail que beaucoup suivent."),
        when=_("À chaque étape visible."), label=_("L'étape franchie, en une phrase"),
        example=_("Le gros œuvre du bâtiment B est terminé"),
    )  # fmt: skip


SKELETON = """+++
title = "{title}"
purpose = "{purpose}"
when = "{when}"

[[fields]]
name = "etape"
label = "{label}"
required = true
max_length = 140
example = "{example}"
+++
{{{{ etape|stop }}}}

{{{{ organisation.name|hashtag }}}}
"""


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def template(request: MemberRequest, pk: int) -> HttpResponse:
    found = access.template_for(request.member, pk)
    version = found.version
    if version is None:
        raise ValueError(f"template {pk} has no version")
    begun = {"source": version.source, "seen": version.number}
    form = SourceForm(request.POST) if request.method == "POST" else SourceForm(initial=begun)
    bench = Bench(form=form, new_field=NewFieldForm(), template=found, language=found.language)
    if doing(request) != "save" or not form.is_valid() or not may_try(request):
        return page(request, looked_at(request, bench))
    try:
        clean = form.cleaned_data
        kept = actions.rewrite(
            found, source=clean["source"], seen=clean["seen"] or 0, by=request.user, at=timezone.now()
        )
    except (Refusal, DraftingError) as refusal:
        return page(request, kept_back(request, bench, refusal))
    said = (
        _("C'est enregistré : version %(number)s.")
        if kept.number != version.number
        else _("Rien n'a changé.")
    )
    messages.success(request, said % {"number": kept.number})
    return redirect("template", pk)


def doing(request: MemberRequest) -> str:
    return request.POST.get("do", "save") if request.method == "POST" else ""


def looked_at(request: MemberRequest, bench: Bench) -> Bench:
    if doing(request) == "field":
        bench.new_field = NewFieldForm(request.POST)
        if bench.new_field.is_valid():
            bench.form.data = bench.form.data.copy()
            bench.form.data["source"] = with_field(
                bench.form.data.get("source", ""), bench.new_field.declared()
            )
            bench.new_field = NewFieldForm()
    source = str(bench.form["source"].value() or "")
    bench.seen = seen(request, source, slug=bench.slug, language=bench.language)
    return bench


def kept_back(request: MemberRequest, bench: Bench, refusal: Refusal | DraftingError) -> Bench:
    bench.is_kept_back = True
    if isinstance(refusal, DraftingError):
        bench.seen = Seen(problems=told(request, refusal, source=bench.form.cleaned_data["source"]))
        return bench
    bench.form.add_error(None, str(refusal))
    if isinstance(refusal, Outdated):
        bench.newer = refusal.version
        bench.form.data = bench.form.data.copy()
        bench.form.data["seen"] = str(refusal.version.number)
    return bench


def page(request: MemberRequest, bench: Bench) -> HttpResponse:
    shown: dict[str, Any] = {"bench": bench, "form": bench.form, "new_field": bench.new_field, "seen": bench.seen,
                             "kinds": KINDS}  # fmt: skip
    if bench.template:
        shown["versions"] = access.versions_of(bench.template)
    if bench.newer and bench.form.is_bound:
        shown["changes"] = changes(bench.newer.source, actions.tidy(bench.form.data.get("source", "")))
    return render(request, "pages/drafting/template.html", shown, status=422 if bench.is_kept_back else 200)


@require_POST
@editors
def template_preview(request: MemberRequest) -> HttpResponse:
    """Beside what is being typed. Keeps nothing."""
    language = request.POST.get("language", "")
    language = language if language in Language.values else Language.FRENCH
    found = seen(request, request.POST.get("source", ""), slug="modele", language=language)
    return render(request, "pages/drafting/sight.html", {"seen": found, "kinds": KINDS})


@require_safe
@editors
def template_file(request: MemberRequest, language: str, slug: str) -> HttpResponse:
    found = access.file_for(slug, language)
    return render(request, "pages/drafting/file.html", {
        "file": found, "source": source_of(slug, language), "kinds": KINDS,
        "seen": seen(request, source_of(slug, language), slug=slug, language=language),
    })  # fmt: skip


@require_safe
@editors
def template_version(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """One version, and what has changed since."""
    found = access.template_for(request.member, pk)
    old = access.version_for(found, number)
    return render(request, "pages/drafting/version.html", {
        "template": found, "old": old, "changes": changes(old.source, found.version.source if found.version else ""),
    })  # fmt: skip


@require_POST
@editors
def template_restore(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    found = access.template_for(request.member, pk)
    old = access.version_for(found, number)
    now = found.version.number if found.version else 0
    try:
        kept = actions.restore(found, number=old.number, seen=now, by=request.user, at=timezone.now())
    except (Refusal, DraftingError) as refusal:
        problems = (
            [sentence(one) for one in refusal.problems]
            if isinstance(refusal, DraftingError)
            else [str(refusal)]
        )
        messages.error(request, " ".join([_("Cette version ne peut pas revenir."), *problems]))
    else:
        words = {"old": old.number, "number": kept.number}
        messages.success(
            request, _("La version %(old)s est rétablie : c'est maintenant la version %(number)s.") % words
        )
    return redirect("template", pk)


@require_POST
@editors
def template_retire(request: MemberRequest, pk: int) -> HttpResponse:
    return turned(
        request,
        pk,
        actions.retire,
        _("Le modèle est retiré : il n'est plus proposé, et rien de ce qu'il a servi à écrire ne change."),
    )


@require_POST
@editors
def template_bring_back(request: MemberRequest, pk: int) -> HttpResponse:
    return turned(request, pk, actions.bring_back, _("Le modèle est de nouveau proposé."))


def turned(request: MemberRequest, pk: int, act: Any, done: str) -> HttpResponse:
    try:
        act(access.template_for(request.member, pk), by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("template", pk)
