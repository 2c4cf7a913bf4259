"""The same ways in English: a week brought in, moved and taken out by an editor, six voices, two posts that collide; two
answers of a leader from her mail.

Words are looked up by their French ids: what the catalogue lacks fails here, it does not show French."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from influence.editorial.actions import submit
from influence.editorial.models import Post
from influence.people.models import User
from influence.safeguards.models import Policy
from influence.web.middleware import LANGUAGE_COOKIE
from tests.browser.stage import Stage
from tests.browser.test_calendar import WEEK, a_busy_week, card, day
from tests.browser.test_composing import COMMON, VOICES, text_of
from tests.browser.test_exchange import taken_out
from tests.browser.test_import import GOOD
from tests.browser.test_leader import submitted
from tests.editorial.stories import colleague, draft, fresh
from tests.editorial.test_collisions import NEARLY, TEXT
from tests.makers import NOW, House, slot

pytestmark = pytest.mark.deep
MONTH = "/calendrier/?mois=2026-07"


def en(words: str, **given: object) -> str:
    with translation.override("en"):
        found = translation.gettext(words)
    assert found != words, f"no English for {words!r}"
    return found % given if given else found


def visit(stage: Stage, who: User | None = None, *, phone: bool = False) -> Page:
    page = stage.visit(who, phone=phone, language="en")
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": stage.base}])
    return page


def bring_in(page: Page, file: str | dict[str, object]) -> None:
    page.goto("/calendrier/importer/")
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name=en("Vérifier le fichier")).click()


def test_an_editor_brings_a_week_in_moves_it_and_takes_it_out(
    stage: Stage, home: House, tmp_path: Path
) -> None:
    colleague(home)
    page = visit(stage, home.bruno)
    bring_in(page, {"name": "week.csv", "mimeType": "text/csv", "buffer": ("\ufeff" + GOOD).encode()})
    page.get_by_role("button", name=en("Importer")).click()
    expect(page.get_by_role("status")).to_contain_text("2 posts")
    page.goto(MONTH)
    expect(page.get_by_role("heading", level=1)).to_have_text("July 2026")
    post = Post.objects.get(leader=home.leader)
    page.locator(f"#p{post.pk}").get_by_role("link", name=en("Déplacer…")).click()
    box = page.get_by_role("dialog")
    with page.expect_navigation():
        box.get_by_role("button", name=en("le lendemain")).click()
    assert fresh(post).slot.day.isoformat() == "2026-07-15"
    page.get_by_role("button", name=en("Annuler ce geste")).click()
    expect(page.locator(f"[data-day='2026-07-14'] #p{post.pk}")).to_be_visible()
    page.goto("/calendrier/exporter/?mois=2026-07")
    bring_in(page, str(taken_out(page, "XLSX", to=tmp_path, words=en("Télécharger %(label)s", label="XLSX"))))
    expect(page.locator("main")).to_contain_text(
        en("Tout ce que contient ce fichier est dans le calendrier.")
    )
    assert Post.objects.count() == 2


def test_an_editor_drags_a_post_and_moves_it_by_the_keys(stage: Stage, home: House) -> None:
    post = a_busy_week(home)[0]
    page = visit(stage, home.bruno)
    page.goto(WEEK)
    with page.expect_navigation():
        card(page, post).drag_to(day(page, "2026-06-07"))
    expect(page.locator(".undo")).to_contain_text("Sunday, 7 June 2026")
    with page.expect_navigation():
        page.locator(".undo").get_by_role("button", name=en("Annuler ce geste")).click()
    card(page, post).locator("a").first.focus()
    page.keyboard.press("m")
    page.get_by_role("dialog").get_by_role("button", name=en("une semaine plus tard")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#moved-word")).to_contain_text("Wednesday, 10 June 2026")


def test_an_editor_prepares_six_voices(stage: Stage, home: House) -> None:
    leaders = [home.leader, *(colleague(home, name) for name in list(VOICES)[1:])]
    page = visit(stage, home.bruno)
    page.goto("/publications/annonce/")
    page.get_by_label(en("Texte commun")).fill(COMMON)
    for one in leaders:
        page.get_by_role("checkbox", name=one.name).check()
    page.get_by_role("button", name=en("Préparer les textes")).click()
    for one in leaders:
        page.locator(text_of(page, one)).fill(VOICES[one.name])
    page.locator("button[value=save]").click()
    expect(page.get_by_role("status").first).to_contain_text("6 drafts")
    assert {post.leader.name for post in Post.objects.select_related("leader")} == set(VOICES)


def test_two_posts_collide_and_the_editor_says_why(stage: Stage, home: House) -> None:
    Policy.objects.update(theme_hours=24, alike_days=60)
    karim = colleague(home)
    submit(draft(home, text=TEXT, where=slot(home, at=NOW + timedelta(days=3))), by=home.bruno, at=NOW)
    page = visit(stage, home.bruno)
    page.goto(
        f"/publications/nouvelle/?dirigeant={karim.pk}&jour=2026-06-04&heure=14:00&pilier={home.pillar.pk}"
    )
    page.locator("textarea[name=text]").fill(NEARLY)
    page.get_by_role("button", name=en("Enregistrer le brouillon")).click()
    page.get_by_label(en("Pourquoi malgré tout ?")).fill("Two voices for one opening.")
    page.get_by_role("button", name=en("Soumettre à %(leader)s malgré tout", leader="Karim Benali")).click()
    expect(page.get_by_role("status")).to_contain_text("Karim Benali")
    expect(page.get_by_role("heading", name=en("Collisions admises"))).to_be_visible()


def prove(stage: Stage, home: House, page: Page) -> None:
    page.get_by_role("button", name=en("Recevoir un code")).tap()
    expect(page.get_by_label(en("Code à six chiffres"))).to_be_visible()
    found = re.search(r"^(\d{6})\r?$", stage.letter(home.claire, "code").text(), re.MULTILINE)
    assert found
    page.get_by_label(en("Code à six chiffres")).fill(found[1])
    page.get_by_role("button", name=en("Valider le code")).tap()


def test_a_leader_approves_one_and_asks_for_a_change_of_the_next(stage: Stage, home: House) -> None:
    User.objects.filter(pk=home.claire.pk).update(language="en")
    first = submitted(home)
    page = visit(stage, phone=True)
    page.goto(stage.link_in(stage.letter(home.claire, "waiting for your decision")))
    prove(stage, home, page)
    page.get_by_role("button", name=en("Approuver")).first.tap()
    expect(page.get_by_role("status")).to_contain_text("Wednesday, 3 June 2026")
    assert fresh(first).state == "approved"
    second = submitted(home, "Une seconde publication (courte).", days=2)
    page.goto(stage.link_in(stage.letter(home.claire, "waiting for your decision")))
    page.locator("summary", has_text=en("Demander une modification")).tap()
    page.locator("textarea[name=reason]:visible").fill("Which year is this?")
    page.get_by_role("button", name=en("Envoyer la demande")).tap()
    expect(page.get_by_role("status")).to_contain_text("Bruno Petit")
    assert fresh(second).state == "returned"
    desk = visit(stage, home.bruno)
    desk.goto(f"/publications/{second.pk}/")
    expect(desk.locator(".notice.warn").first).to_contain_text("Which year is this?")
    expect(desk.locator(".chip.warn").first).to_have_text(en("modification demandée"))
