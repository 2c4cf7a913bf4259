"""An editor writes for Claire: from a template, with slips on the way, and beside a colleague."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from influence.editorial.models import Post
from influence.people.models import Role
from tests.browser import life
from tests.browser.pictures import picture
from tests.browser.stage import Stage, field, fr
from tests.editorial.stories import draft
from tests.makers import PASSWORD, House, member

FIELDS = {
    "Quelle équipe": "l'équipe de nuit de la maternité",
    "Ce qui s'est passé, en une phrase": "Quatre naissances (dont des jumeaux) et une panne de courant",
    "Le récit": "Le groupe électrogène a pris le relais en neuf secondes. Personne n'a élevé la voix.",
    "Ce que cela a permis": "À 7 heures, l'équipe de jour a trouvé quatre familles qui dormaient.",
    "Mots-dièse, séparés par des virgules": "maternité, hôpital",
}


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def choose_place(page: Page, *, leader: str, day: str, hour: str) -> None:
    page.get_by_label("Au nom de").select_option(label=leader)
    field(page, "Jour").fill(day)
    field(page, "Heure").fill(hour)


def choose_template(page: Page, title: str) -> None:
    """Its fields appear at once: no button."""
    with page.expect_navigation():
        page.get_by_label("Modèle").select_option(label=title)


def fill(page: Page, fields: dict[str, str]) -> None:
    for label, value in fields.items():
        field(page, label).fill(value)


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer le brouillon").click()


def submit(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer et soumettre").click()


def test_an_editor_composes_from_a_template_and_submits(stage: Stage, home: House) -> None:
    page = stage.visit()
    sign_in(page, home.bruno.email)
    page.locator(".nav").get_by_role("link", name="Calendrier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Juin 2026")
    page.get_by_role("link", name="Nouvelle publication", exact=True).click()
    choose_place(page, leader=home.leader.name, day="2026-06-04", hour="08:30")
    choose_template(page, "Merci à une équipe")
    fill(page, FIELDS)
    sight = page.locator("#sight")
    expect(sight).to_contain_text("Quatre naissances (dont des jumeaux)")
    expect(sight.locator(".counter")).to_contain_text("/ 3 000")
    submit(page)
    expect(page.get_by_role("status")).to_contain_text("attend maintenant la décision de Claire Martin")
    expect(page.locator(".post-text").first).to_contain_text("#Maternité #Hôpital")
    page.get_by_role("link", name="Calendrier").click()
    card = page.locator("td.day", has_text="4").locator(".post-card")
    expect(card).to_contain_text(fr("08:30"))
    expect(card).to_contain_text("en relecture")


@pytest.mark.deep
def test_a_template_chosen_before_the_script_came_shows_its_fields(stage: Stage, home: House) -> None:
    page = stage.visit(home.bruno)
    late: list[Route] = []
    page.route("**/editorial*.js", lambda route: late.append(route), times=1)  # noqa: PLW0108 (it marks what it is given)
    page.goto("/publications/nouvelle/", wait_until="commit")
    page.get_by_label("Modèle").select_option(label="Merci à une équipe")
    with page.expect_navigation():
        late[0].continue_()
    expect(field(page, "Le récit")).to_be_visible()


@pytest.mark.deep
def test_a_missing_field_and_a_past_slot_lose_nothing_typed(stage: Stage, home: House) -> None:
    page = stage.visit(home.bruno)
    page.goto("/publications/nouvelle/")
    choose_place(page, leader=home.leader.name, day="2026-05-28", hour="08:30")
    choose_template(page, "Merci à une équipe")
    fill(page, FIELDS | {"Le récit": ""})
    save(page)
    expect(page.locator(".field", has=field(page, "Heure")).locator(".problem")).to_contain_text("passé")
    field(page, "Jour").fill("2026-06-04")
    save(page)
    expect(page.locator(".field", has=field(page, "Le récit")).locator(".problem")).to_be_visible()
    for label, value in FIELDS.items():
        expect(field(page, label)).to_have_value("" if label == "Le récit" else value)
    expect(field(page, "Heure")).to_have_value("08:30")
    assert not Post.objects.exists()
    field(page, "Le récit").fill(FIELDS["Le récit"])
    save(page)
    expect(page.get_by_role("status")).to_contain_text("Le brouillon est enregistré.")
    assert Post.objects.get().state == "draft"


def test_a_second_editor_is_shown_what_the_first_one_changed(stage: Stage, home: House) -> None:
    post = draft(home, text="Une équipe m'a appris quelque chose hier.")
    nadia = member(home.organisation, "Nadia Roux", Role.EDITOR, "nadia@saint-luc.example")
    first, second = stage.visit(home.bruno), stage.visit(nadia)
    for page in (first, second):
        page.goto(f"/publications/{post.pk}/modifier/")
    first.get_by_label("Texte", exact=True).fill("Deux équipes m'ont appris quelque chose hier.")
    save(first)
    expect(first.get_by_role("status")).to_contain_text("enregistré")
    mine = "Une équipe m'a appris quelque chose mardi, et je la remercie."
    second.get_by_label("Texte", exact=True).fill(mine)
    save(second)
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text("Bruno Petit a modifié ce texte pendant que vous écriviez")
    expect(alert.locator("ins").first).to_contain_text("Deux")
    expect(second.get_by_label("Texte", exact=True)).to_have_value(mine)
    save(second)
    expect(second.get_by_role("status")).to_contain_text("enregistré")
    assert Post.objects.select_related("version").get().version.number == 3


@pytest.mark.deep
def test_a_post_is_moved_without_dragging(stage: Stage, home: House) -> None:
    post = draft(home)
    page = stage.visit(home.bruno)
    page.goto(f"/publications/{post.pk}/")
    page.get_by_role("link", name="Déplacer").click()
    field(page, "Jour").fill("2026-06-09")
    field(page, "Heure").fill("17:45")
    page.get_by_role("button", name="Déplacer").click()
    expect(page.get_by_role("status")).to_contain_text("changé de créneau")
    expect(page.locator("dl.facts")).to_contain_text(fr("mardi 9 juin 2026 à 17:45"))


@pytest.mark.deep
def test_only_words_that_nobody_keeps_are_asked_about(stage: Stage, home: House) -> None:
    page, asked = stage.visit(home.bruno), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto("/publications/nouvelle/")
    page.get_by_label("Texte", exact=True).press_sequentially("Hier, au bloc")
    page.get_by_role("link", name="Lignes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lignes éditoriales")
    assert asked == []
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('no room'); }")
    page.route(
        f"**{reverse('unsaved_keep')}", lambda route: route.fulfill(status=413, json={"said": "Trop long."})
    )
    page.goto("/publications/nouvelle/")
    page.get_by_label("Texte", exact=True).press_sequentially("Hier, au bloc")
    page.get_by_role("link", name="Lignes").click()
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Texte", exact=True)).to_have_value("Hier, au bloc")


@pytest.mark.deep
def test_the_month_is_seen_at_a_glance(stage: Stage, transactional_db: None) -> None:
    people = life.busy(stage)
    page = stage.visit(people.editors[0])
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto("/calendrier/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Juin 2026")
    for state in ("en ligne", "programmée", "en relecture", "modification demandée", "brouillon"):
        expect(page.locator(".post-card .state", has_text=state).first).to_be_visible()
    picture(page, "calendar")
