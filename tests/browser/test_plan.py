"""An editor's plan: two posts that collide and are let stand, and a campaign from its goal to its lessons."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from influence.editorial.actions import submit
from influence.safeguards.models import Policy
from tests.browser.axe import overflow, violations
from tests.browser.stage import Stage, field, fr
from tests.editorial.stories import colleague, draft
from tests.editorial.test_collisions import NEARLY, TEXT
from tests.makers import NOW, House, slot


def test_two_posts_collide_and_somebody_lets_them_stand(stage: Stage, home: House) -> None:
    Policy.objects.update(theme_hours=24, alike_days=60)
    karim = colleague(home)
    first = draft(home, text=TEXT, where=slot(home, at=NOW + timedelta(days=3)))
    submit(first, by=home.bruno, at=NOW)
    page = stage.visit(home.bruno)
    page.goto(
        f"/publications/nouvelle/?dirigeant={karim.pk}&jour=2026-06-04&heure=14:00&pilier={home.pillar.pk}"
    )
    page.locator("textarea[name=text]").fill(NEARLY)
    expect(page.locator("#sight")).to_contain_text(fr("Presque le même texte"))
    expect(page.locator("#sight")).to_contain_text(fr("Même thème (Transformation)"))
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.get_by_label(fr("Pourquoi malgré tout ?")).fill("Deux voix pour une ouverture.")
    page.get_by_role("button", name="malgré tout").click()
    expect(page.get_by_role("status")).to_contain_text(fr("attend maintenant la décision de Karim Benali"))
    expect(page.get_by_role("heading", name=fr("Collisions admises"))).to_be_visible()
    page.goto("/calendrier/")
    expect(page.locator(".post-card", has_text="KB")).to_contain_text(fr("admis : même thème, texte proche"))
    page.goto("/couverture/")
    row = page.get_by_role("row", name=fr("Presque le même texte"))
    expect(row).to_contain_text("Deux voix pour une ouverture.")
    row.get_by_role("link", name="Karim Benali").click()
    for _n in range(2):
        page.get_by_role("button", name=fr("Revenir sur cette dérogation")).first.click()
        expect(page.get_by_role("status")).to_contain_text(fr("la question sera posée de nouveau"))
    expect(page.get_by_role("heading", name=fr("Collisions admises"))).to_have_count(0)


@pytest.mark.deep
def test_a_campaign_from_its_goal_to_its_lessons(stage: Stage, home: House) -> None:
    page = stage.visit(home.bruno, phone=True)
    page.goto("/campagnes/nouvelle/")
    field(page, "Nom").fill("Ouverture du bloc")
    field(page, "Objectif").fill("Que chacun sache ce qui change.")
    field(page, "Du").fill("2026-06-01")
    page.get_by_label(fr("Au (inclus)")).fill("2026-06-30")
    field(page, "Publications voulues").fill("3")
    page.get_by_label("Claire Martin").check()
    page.get_by_role("button", name="Enregistrer la campagne").click()
    expect(page.get_by_text(fr("N'ont encore rien de prévu :"))).to_be_visible()
    field(page, "Jour").fill("2026-06-09")
    field(page, "Étape").fill("Annonce aux équipes")
    page.get_by_role("button", name=fr("Ajouter l'étape")).click()
    page.get_by_role("button", name=fr("C'est fait")).click()
    expect(page.locator(".plan")).to_contain_text("faite")
    page.get_by_role("link", name="Nouvelle publication").click()
    page.get_by_label("Au nom de").select_option(label="Claire Martin")
    page.locator("textarea[name=text]").fill("Une idée simple.")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.get_by_role("link", name="Ouverture du bloc").click()
    expect(page.locator(".progress-words")).to_contain_text(fr("1 publication prévue sur 3 voulues"))
    assert (violations(page), overflow(page)) == ([], [])
    field(page, "Bilan").fill("Commencer plus tôt.")
    page.get_by_role("button", name="Clore avec ce bilan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("close")
    expect(page.get_by_text("Commencer plus tôt.").first).to_be_visible()
