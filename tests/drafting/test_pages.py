"""The templates' pages, as an editor works with them."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from influence.drafting import actions, views
from influence.drafting.models import Template
from influence.editorial.models import Post
from tests.drafting.test_own_templates import SOURCE, written
from tests.makers import NOW, House, stranger
from tests.reading import said


@pytest.fixture
def bruno(home: House, client: Client) -> Client:
    client.force_login(home.bruno)
    return client


def test_a_file_is_copied_adapted_and_offered(home: House, bruno: Client) -> None:
    assert "Copier pour adapter" in said(bruno.get(reverse("templates")))
    begun = said(bruno.get(reverse("template_new"), {"de": "annonce", "langue": "fr"}))
    # A folded field that the browser wants filled in would hold up the button.
    [asked] = re.findall(r'<input[^>]*name="champ-label"[^>]*>', begun)
    assert " required" not in asked
    assert "Annonce (à notre façon)" in begun
    answer = bruno.post(
        reverse("template_new"), {"language": "fr", "source": SOURCE, "do": "save"}, follow=True
    )
    assert "Le modèle est enregistré" in said(answer)
    assert "Essai" in said(bruno.get(reverse("post_new")))


def test_what_is_wrong_is_told_at_its_line_with_a_caret_and_nothing_typed_is_lost(bruno: Client) -> None:
    source = SOURCE.replace("{{ lieu }}", "{{ lieux }}")
    answer = bruno.post(reverse("template_new"), {"language": "fr", "source": source, "do": "save"})
    page = said(answer)
    assert answer.status_code == 422
    assert "Ligne 18 : « lieux » n'existe pas. Vouliez-vous dire « lieu » ?" in page
    assert "<mark>lieux</mark>" in page
    assert "           ^^^^^" in page
    assert "{{ lieux }}" in page
    assert not Template.objects.exists()


def test_the_preview_shows_the_examples_and_each_optional_part_left_out(bruno: Client) -> None:
    page = said(bruno.post(reverse("template_preview"), {"language": "fr", "source": SOURCE}))
    assert "Je suis à Vernay le mardi 14 avril 2026." in page
    assert "Sans « Quand »" in page
    assert "Je suis à Vernay." in page


def test_a_field_is_written_into_the_head(bruno: Client) -> None:
    asked = {
        "champ-label": 'Le mot "juste"',
        "champ-name": "mot",
        "champ-kind": "choice",
        "champ-choices": "oui, non",
    }
    page = said(
        bruno.post(reverse("template_new"), {"language": "fr", "source": SOURCE, "do": "field"} | asked)
    )
    assert "name = &quot;mot&quot;" in page
    assert "choices = [&quot;oui&quot;, &quot;non&quot;]" in page
    assert "Ce que le modèle donne" in page
    assert "à corriger" not in page


def test_a_colleague_was_faster(home: House, bruno: Client) -> None:
    template = written(home)
    theirs, mine = SOURCE.replace("Je suis", "Me voici"), SOURCE.replace("Je suis", "Ici")
    actions.rewrite(template, source=theirs, seen=1, by=home.odile, at=NOW)
    page = said(
        bruno.post(reverse("template", args=[template.pk]), {"source": mine, "seen": 1, "do": "save"})
    )
    assert "Odile Roche a modifié ce modèle" in page
    assert "Ici {{ lieu }}" in page
    assert "<del>Me voici</del><ins>Ici</ins>" in page
    bruno.post(reverse("template", args=[template.pk]), {"source": mine, "seen": 2, "do": "save"})
    assert template.versions.count() == 3


def test_versions_are_compared_and_restored_and_the_whole_retired(home: House, bruno: Client) -> None:
    template = written(home)
    actions.rewrite(template, source=SOURCE.replace("Je suis", "Me voici"), seen=1, by=home.odile, at=NOW)
    assert "<ins>Me</ins>" in said(bruno.get(reverse("template_version", args=[template.pk, 1])))
    restored = bruno.post(reverse("template_restore", args=[template.pk, 1]), follow=True)
    assert "c'est maintenant la version 3" in said(restored)
    retired = bruno.post(reverse("template_retire", args=[template.pk]), follow=True)
    assert "Ce modèle est retiré" in said(retired)
    assert "Essai" not in said(bruno.get(reverse("post_new")))
    assert "de nouveau proposé" in said(
        bruno.post(reverse("template_bring_back", args=[template.pk]), follow=True)
    )


def test_nobody_else_sees_it(home: House, client: Client) -> None:
    template = written(home)
    client.force_login(stranger().bruno)
    for name, args in (("template", [template.pk]), ("template_version", [template.pk, 1])):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert "Essai" not in said(client.get(reverse("templates")))
    assert "Essai" not in said(client.get(reverse("post_new")))


@time_machine.travel(NOW, tick=False)
def test_a_template_that_runs_away_costs_its_author_the_minute(
    bruno: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PREVIEWS", views.RUNAWAY)
    body = "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 40 + "{{ a|length }}{{ lieu }}"
    source = SOURCE.replace("Je suis {{ lieu }}", body)
    answers = [said(bruno.post(reverse("template_preview"), {"source": source})) for _ in range(2)]
    assert "arrêté" in answers[0]
    assert "Beaucoup d'aperçus en une minute" in answers[-1]


def test_a_draft_says_which_version_wrote_it_and_goes_on_with_a_retired_template(
    home: House, bruno: Client
) -> None:
    template = written(home)
    asked = {
        "leader": home.leader.pk, "pillar": home.pillar.pk, "language": "fr", "audience": "PUBLIC",
        "template": "essai", "champ-lieu": "à Rennes", "do": "save",
    }  # fmt: skip
    answer = bruno.post(reverse("post_new"), asked, follow=True)
    assert "<code>essai@1</code>" in said(answer)
    actions.retire(template, by=home.bruno, at=NOW)
    post = Post.objects.get()
    edit = said(bruno.get(reverse("post_edit", args=[post.pk])))
    assert 'value="à Rennes"' in edit
