"""The verbs. A text is proved (proving) before anything is kept, and outside any transaction: the child takes its time."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from influence.drafting.catalogue import catalogue
from influence.drafting.models import Template, TemplateVersion
from influence.drafting.proving import prove
from influence.drafting.refusals import MovedOn, NameTaken, Outdated
from influence.drafting.sources import PostTemplate
from influence.journal.actions import record
from influence.people.models import Organisation, User

SLUG_LIMIT = 40


def write_template(
    *, organisation: Organisation, language: str, source: str, by: User, at: datetime
) -> Template:
    """A template with its first version. Raises DraftingError and NameTaken."""
    source = tidy(source)
    one = prove(source, slug="modele", language=language, organisation=organisation.name).template
    offered_once(one, organisation=organisation)
    with transaction.atomic():
        template = begun(one, organisation=organisation, by=by, at=at)
        keep(template, source=source, number=1, by=by, at=at)
        record("template.written", template, organisation_id=organisation.pk, at=at, by=by.pk, version=1)
    return template


def begun(one: PostTemplate, *, organisation: Organisation, by: User, at: datetime) -> Template:
    """Under a free slug: two people who begin at once get two."""
    for slug in slugs(one.title):
        if Template.objects.filter(organisation=organisation, language=one.language, slug=slug).exists():
            continue
        if any(slug == shipped.slug for shipped in catalogue(one.language)):
            continue
        try:
            with transaction.atomic():
                return Template.objects.create(
                    organisation=organisation, language=one.language, slug=slug, name=one.title,
                    created_by=by, created_at=at, changed_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            if "template_name_once" in str(error):
                raise NameTaken from None
    raise NameTaken


def slugs(title: str) -> list[str]:
    base = slugify(title)[:SLUG_LIMIT].strip("-") or "modele"
    return [base, *(f"{base}-{n}" for n in range(2, 100))]


def rewrite(template: Template, *, source: str, seen: int, by: User, at: datetime) -> TemplateVersion:
    """A new version; posts written with the old one keep their words. `seen`: the number that the editor started from. An
    unchanged text makes no version. Raises DraftingError, NameTaken and Outdated."""
    return _rewritten(template, source=tidy(source), seen=seen, by=by, at=at)


def restore(template: Template, *, number: int, seen: int, by: User, at: datetime) -> TemplateVersion:
    """An old version's text as a new version, if it still reads."""
    old = template.versions.get(number=number)
    return _rewritten(template, source=old.source, seen=seen, by=by, at=at, restored=number)


def _rewritten(
    template: Template, *, source: str, seen: int, by: User, at: datetime, restored: int | None = None
) -> TemplateVersion:
    organisation = template.organisation
    proof = prove(source, slug=template.slug, language=template.language, organisation=organisation.name)
    if not template.is_retired:
        offered_once(proof.template, organisation=organisation, but=template)
    try:
        with transaction.atomic():
            Template.objects.select_for_update(no_key=True).get(pk=template.pk)
            last = template.versions.order_by("-number")[0]
            # Also where it was sent twice: the second finds what the first one kept.
            if last.source == source:
                return last
            if last.number != seen:
                raise Outdated(last)
            Template.objects.filter(pk=template.pk).update(name=proof.template.title)
            version = keep(template, source=source, number=seen + 1, by=by, at=at, restored=restored)
            record(
                "template.rewritten", template, organisation_id=organisation.pk, at=at, by=by.pk,
                version=version.number, restored=restored,
            )  # fmt: skip
    except IntegrityError as error:
        if "template_name_once" in str(error):
            raise NameTaken from None
        raise
    return version


def keep(
    template: Template, *, source: str, number: int, by: User, at: datetime, restored: int | None = None
) -> TemplateVersion:
    version = TemplateVersion.objects.create(
        template=template, number=number, source=source, written_by=by, written_at=at, restored=restored
    )
    Template.objects.filter(pk=template.pk).update(version=version, changed_at=at)
    template.version = version
    return version


@transaction.atomic
def retire(template: Template, *, by: User, at: datetime) -> None:
    """No longer offered; drafts that were written with it go on with it. Raises MovedOn."""
    if not Template.objects.filter(pk=template.pk, is_retired=False).update(is_retired=True, changed_at=at):
        raise MovedOn
    record("template.retired", template, organisation_id=template.organisation_id, at=at, by=by.pk)


def bring_back(template: Template, *, by: User, at: datetime) -> None:
    """Raises MovedOn, and NameTaken where another took its title meanwhile."""
    try:
        with transaction.atomic():
            back = Template.objects.filter(pk=template.pk, is_retired=True)
            if not back.update(is_retired=False, changed_at=at):
                raise MovedOn
            record(
                "template.brought_back", template, organisation_id=template.organisation_id, at=at, by=by.pk
            )
    except IntegrityError:
        raise NameTaken from None


def offered_once(one: PostTemplate, *, organisation: Organisation, but: Template | None = None) -> None:
    """Whoever chooses a template, or names it in a file, goes by its title."""
    others = Template.objects.filter(
        organisation=organisation, language=one.language, name__iexact=one.title, is_retired=False
    )
    shipped = {known.title.casefold() for known in catalogue(one.language)}
    if one.title.casefold() in shipped or others.exclude(pk=but.pk if but else None).exists():
        raise NameTaken


def tidy(source: str) -> str:
    """As a browser sends it, with the line ends of a file, and without what no file holds."""
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip("\n") + "\n"
