"""What an organisation writes for itself: kept in versions, proved before, and nobody else's."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from influence.drafting import access, actions, queries
from influence.drafting.models import Template, TemplateVersion
from influence.drafting.problems import DraftingError, Kind
from influence.drafting.proving import COLUMNS
from influence.drafting.refusals import MovedOn, NameTaken, Outdated
from influence.drafting.words import sentence
from influence.editorial.importing.columns import KNOWN
from influence.journal.models import Entry
from tests.drafting.makers import HEAD
from tests.makers import NOW, House, stranger

SOURCE = HEAD + "Je suis {{ lieu }}{% if jour %} le {{ jour|date_long }}{% endif %}.\n"
LATER = NOW + timedelta(hours=1)

pytestmark = pytest.mark.django_db


def written(home: House, source: str = SOURCE, *, language: str = "fr") -> Template:
    return actions.write_template(
        organisation=home.organisation, language=language, source=source, by=home.bruno, at=NOW
    )


def rewritten(home: House, template: Template, source: str, *, seen: int = 1) -> TemplateVersion:
    return actions.rewrite(template, source=source, seen=seen, by=home.odile, at=LATER)


def slugs(home: House, language: str = "fr", *, using: str = "") -> list[str]:
    return [one.slug for one in queries.offered(home.organisation.pk, language, using=using)]


def verbs() -> list[str]:
    return list(Entry.objects.order_by("sequence").values_list("verb", flat=True))


def test_it_is_offered_beside_the_files_by_title(home: House) -> None:
    written(home)
    found = slugs(home)
    assert {"essai", "annonce", "opinion"} < set(found)
    titles = [one.title.casefold() for one in queries.offered(home.organisation.pk, "fr")]
    assert titles == sorted(titles)
    assert verbs() == ["template.written"]


def test_another_organisation_has_its_own_under_the_same_name(home: House) -> None:
    other = stranger()
    written(home)
    assert "essai" not in slugs(other)
    mine = written(other, SOURCE.replace("Je suis", "Nous sommes"))
    assert mine.slug == "essai"
    [theirs] = [one for one in queries.offered(other.organisation.pk, "fr") if one.slug == "essai"]
    [ours] = [one for one in queries.offered(home.organisation.pk, "fr") if one.slug == "essai"]
    assert (ours.body[:7], theirs.body[:10]) == ("Je suis", "Nous somme")


@pytest.mark.parametrize("name", ["heure", "text", "etat_"])
def test_a_field_that_a_calendars_file_could_not_fill_is_refused(home: House, name: str) -> None:
    source = SOURCE.replace('name = "lieu"', f'name = "{name}"').replace("{{ lieu }}", f"{{{{ {name} }}}}")
    with pytest.raises(DraftingError) as refused:
        written(home, source)
    (problem,) = refused.value.problems
    assert (problem.kind, problem.name) == (Kind.FIELD_COLUMN, name)
    assert f'"{name}"' in source.split("\n")[(problem.line or 0) - 1]
    assert name in sentence(problem)


def test_those_are_the_columns_that_an_import_knows() -> None:
    assert set(KNOWN) == COLUMNS


def test_a_language_has_only_its_own(home: House) -> None:
    written(home)
    assert "essai" not in slugs(home, "en")


@pytest.mark.parametrize("title", ["Annonce", "annonce", "Essai", "ESSAI"])
def test_a_title_that_is_taken_is_refused(home: House, title: str) -> None:
    written(home)
    with pytest.raises(NameTaken):
        written(home, SOURCE.replace('"Essai"', f'"{title}"'))
    assert Template.objects.count() == 1


def test_a_slug_that_is_taken_gets_a_number(home: House) -> None:
    first = written(home)
    actions.retire(first, by=home.bruno, at=NOW)
    assert written(home).slug == "essai-2"
    with pytest.raises(NameTaken):
        actions.bring_back(first, by=home.bruno, at=LATER)
    assert written(home, SOURCE.replace('"Essai"', '"Annonce !"')).slug == "annonce-2"


def test_a_new_text_is_a_new_version_and_the_old_one_can_come_back(home: House) -> None:
    template = written(home)
    rewritten(home, template, SOURCE.replace("Je suis", "Me voici"))
    assert queries.read(access.template_for(home.member(home.bruno), template.pk)).number == 2
    actions.restore(template, number=1, seen=2, by=home.bruno, at=LATER)
    last = access.versions_of(template)[0]
    assert (last.number, last.source, last.restored) == (3, SOURCE, 1)
    assert verbs() == ["template.written", "template.rewritten", "template.rewritten"]


def test_the_same_text_makes_no_version(home: House) -> None:
    template = written(home)
    assert rewritten(home, template, SOURCE.replace("\n", "\r\n")).number == 1


def test_the_same_change_sent_twice_is_one_version(home: House) -> None:
    template, changed = written(home), SOURCE.replace("Je suis", "Me voici")
    assert [rewritten(home, template, changed).number for _ in range(2)] == [2, 2]
    assert template.versions.count() == 2


def test_whoever_comes_second_is_told(home: House) -> None:
    template = written(home)
    rewritten(home, template, SOURCE.replace("Je suis", "Me voici"))
    with pytest.raises(Outdated) as caught:
        rewritten(home, template, SOURCE.replace("Je suis", "Ici"))
    assert caught.value.version.number == 2
    assert template.versions.count() == 2


def test_a_version_never_changes(home: House) -> None:
    written(home)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        TemplateVersion.objects.update(source="autre chose")


def test_a_retired_one_is_offered_only_to_the_draft_that_uses_it(home: House) -> None:
    template = written(home)
    actions.retire(template, by=home.bruno, at=NOW)
    assert "essai" not in slugs(home)
    assert "essai" in slugs(home, using="essai")
    with pytest.raises(MovedOn):
        actions.retire(template, by=home.odile, at=NOW)
    actions.bring_back(template, by=home.bruno, at=LATER)
    assert "essai" in slugs(home)


@pytest.mark.parametrize(
    ("body", "kind", "line"),
    [
        ("{{ lieux }}", Kind.UNKNOWN_NAME, 18),
        ("Bonjour\n{{ jour }}", Kind.EMPTY_VALUE, 19),
        ("{{ lieu.__class__ }}", Kind.FORBIDDEN, 18),
        ("{% for a in range(9) %}x{% endfor %}", Kind.FORBIDDEN, 18),
        ("{{ 2 + 'a' }}{{ lieu }}", Kind.WRONG_OPERATION, 18),
        ("{{ ('a' ~ lieu) * 9 }}", Kind.WRONG_VALUE, 18),
    ],
)
def test_what_cannot_be_rendered_is_not_kept(home: House, body: str, kind: Kind, line: int) -> None:
    with pytest.raises(DraftingError) as caught:
        written(home, HEAD + body)
    assert (caught.value.kind, caught.value.line) == (kind, line)
    assert not Template.objects.exists()


def test_a_runaway_ends_in_the_child(home: House) -> None:
    body = "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 40 + "{{ a|length }}{{ lieu }}"
    with pytest.raises(DraftingError) as caught:
        written(home, HEAD + body)
    assert caught.value.kind is Kind.TOO_MUCH_MEMORY


def test_the_version_that_wrote_a_text_is_known_by_its_moment(home: House) -> None:
    template = written(home)
    rewritten(home, template, SOURCE.replace("Je suis", "Me voici"))
    pk = home.organisation.pk
    assert queries.in_force(pk, "essai", "fr", at=NOW) == 1
    assert queries.in_force(pk, "essai", "fr", at=LATER) == 2
    assert queries.in_force(pk, "annonce", "fr", at=LATER) is None
    assert queries.in_force(stranger().organisation.pk, "essai", "fr", at=LATER) is None


def test_one_that_no_longer_reads_is_not_offered_and_breaks_nothing(home: House) -> None:
    template = written(home)
    broken = TemplateVersion.objects.create(
        template=template, number=2, source="+++\n", written_by=home.bruno, written_at=LATER
    )
    Template.objects.filter(pk=template.pk).update(version=broken)
    assert "annonce" in slugs(home)
    assert "essai" not in slugs(home)
