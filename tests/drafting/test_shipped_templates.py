"""Every template that ships, rendered with its own examples as an editor first sees it."""

import re
from functools import cache

import pytest

from influence.core.text import LIMIT, leftover_markup, utf16_length
from influence.core.typography import typo_fr
from influence.drafting.catalogue import PostTemplate, catalogue
from influence.drafting.render import Job, Rendered, render_many
from tests.drafting.makers import CLAIRE

SHIPPED = [one for language in ("fr", "en") for one in catalogue(language)]
each_template = pytest.mark.parametrize("template", SHIPPED, ids=lambda one: f"{one.language}-{one.slug}")

EXPECTED = {
    "annonce", "retour-du-terrain", "bienvenue", "evenement", "opinion", "merci-a-une-equipe",
    "bilan-d-etape", "partage-de-bonne-pratique", "question-ouverte",
}  # fmt: skip


def variants(template: PostTemplate) -> list[dict[str, str]]:
    """All the examples; then without each optional field in turn; then only what is required."""
    full = {field.name: field.example for field in template.fields}
    optional = [field.name for field in template.fields if not field.required]
    without = [{name: text for name, text in full.items() if name != left_out} for left_out in optional]
    bare = {name: text for name, text in full.items() if name not in optional}
    return [full, *without, bare] if optional else [full]


@cache
def texts(template: PostTemplate) -> tuple[str, ...]:
    jobs = [
        Job(template=template, fields=one, language=template.language, context=CLAIRE)
        for one in variants(template)
    ]
    outcomes = render_many(jobs)
    assert all(isinstance(one, Rendered) for one in outcomes), outcomes
    return tuple(one.text for one in outcomes if isinstance(one, Rendered))


def test_both_languages_have_the_same_templates_with_the_same_fields() -> None:
    def shape(language: str) -> dict[str, list[tuple[object, ...]]]:
        return {
            one.slug: [(field.name, field.kind, field.required, field.max_length) for field in one.fields]
            for one in catalogue(language)
        }

    assert shape("fr") == shape("en")
    assert set(shape("fr")) == EXPECTED


@each_template
def test_every_field_is_used_in_the_text(template: PostTemplate) -> None:
    for field in template.fields:
        assert re.search(rf"\b{field.name}\b", template.body), field.name


@each_template
def test_it_renders_whole_with_any_optional_part_left_out(template: PostTemplate) -> None:
    for text in texts(template):
        assert 300 < utf16_length(text) <= LIMIT
        assert not leftover_markup(text)
        assert not re.search(r" {2}|\n{3}|\s$|[ \t]\n|\.\.|[,;:]\s*[.,;]| ,|None|\(\)", text), text


@each_template
def test_each_optional_part_changes_the_text(template: PostTemplate) -> None:
    full, *shorter = texts(template)
    assert full not in shorter


@each_template
def test_the_first_words_hold_a_complete_idea(template: PostTemplate) -> None:
    """What the feed shows before « voir plus »: 140 characters on a phone, 210 elsewhere; and its third line is not blank
    unless an idea already ended."""
    for text in texts(template):
        ends = [found.end() for found in re.finditer(r"[.?!…](?=\s)|\n", text)]
        assert min(ends) <= 140
        assert "#" not in text[:210]
        third = text.split("\n")[2]
        assert third or text.split("\n")[1], "two lines of the three are blank"


@each_template
def test_it_ends_with_a_few_hashtags_each_with_its_capitals(template: PostTemplate) -> None:
    for text in texts(template):
        tags = text.rsplit("\n", 1)[1].split(" ")
        assert 1 <= len(tags) <= 4
        assert all(re.fullmatch(r"#[A-ZÀ-Ý]\w+", tag) for tag in tags), tags
        assert text.count("#") == len(tags)


@each_template
def test_the_leader_speaks_in_person(template: PostTemplate) -> None:
    words = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", template.body)
    person = r"\b([Jj]e|[Jj]'\w+|moi|ma|mon)\b" if template.language == "fr" else r"\b(I|I'\w+|me|my)\b"
    assert re.search(person, words), words


@each_template
def test_french_goes_out_in_french_typography(template: PostTemplate) -> None:
    for text in texts(template):
        if template.language == "fr":
            assert text == typo_fr(text)
            assert not re.search(r"[^\u202f\s][?!;»](?=\s|$)", text)
            assert "'" not in text
        else:
            assert not set("\u202f\u00a0«»") & set(text)
