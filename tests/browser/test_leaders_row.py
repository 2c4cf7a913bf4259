"""A leader in the lift: one after the other, on a phone, with every way out."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from influence.approval.models import Seen, Snooze
from influence.editorial.models import Decision, Post
from influence.engagement.models import Snapshot
from tests import makers
from tests.browser.pictures import picture
from tests.browser.stage import Stage, fr
from tests.browser.test_leader import SLOT, TEXT
from tests.editorial.stories import fresh, in_review
from tests.makers import House

NARROW = {"width": 320, "height": 720}


def several(home: House, count: int) -> list[Post]:
    return [
        in_review(
            home,
            text=TEXT.replace("salle 4", f"salle {n}"),
            where=makers.slot(home, at=SLOT + timedelta(days=n)),
        )
        for n in range(count)
    ]


def is_wide_enough(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def small_targets(page: Page) -> list[str]:
    """What a thumb would miss: buttons and summaries under 44 px in the part where one decides."""
    return (
        page.locator(".decide")
        .locator("button, summary, a.button, .wishes label")
        .evaluate_all(
            """all => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
                    .map((one) => one.textContent.trim())"""
        )
    )


def test_a_leader_goes_through_what_waits_in_a_row(stage: Stage, home: House) -> None:
    first, second, third, fourth, last = several(home, 5)
    page = stage.visit(home.claire, phone=True)
    page.set_viewport_size(NARROW)
    page.goto("/a-decider/")
    picture(page, "leader-queue", whole=True)
    expect(page.locator(".in-row")).to_have_text("1 sur 5")
    assert is_wide_enough(page)
    page.locator("summary", has_text="Demander une modification").tap()
    page.locator("summary", has_text="Plus tard").tap()
    assert small_targets(page) == []
    page.get_by_role("button", name="Approuver", exact=False).first.tap()
    expect(page.locator(".in-row")).to_have_text("2 sur 5")
    expect(page.get_by_role("status")).to_contain_text(fr("Approuvée. Sera mise en ligne"))
    expect(page.get_by_role("button", name="Reprendre mon accord")).to_be_visible()
    picture(page, "leader-row", whole=True)
    assert fresh(first).state == "approved"

    page.locator("summary", has_text="Demander une modification").tap()
    page.get_by_label("le ton").check()
    page.get_by_label("un fait").check()
    page.get_by_label("Que faut-il changer").fill("Onze minutes ? À vérifier.")
    picture(page, "leader-wishes", whole=True)
    page.get_by_role("button", name="Envoyer la demande").tap()
    expect(page.locator(".in-row")).to_have_text("3 sur 5")
    assert Decision.objects.get(version__post=second).wishes == ["tone", "fact"]
    page.get_by_role("button", name="Annuler ma demande").tap()
    expect(page.get_by_role("status")).to_contain_text(fr("Votre réponse est annulée"))
    assert fresh(second).state == "in_review"

    page.goto(f"/a-decider/{third.pk}/?rang=3")
    page.locator("summary", has_text="Plus tard").tap()
    page.get_by_role("button", name="Demain matin").tap()
    expect(page.get_by_role("status").first).to_contain_text("Vous la retrouverez mardi 2 juin 2026")
    assert Snooze.objects.get().post == third

    page.goto(f"/a-decider/{fourth.pk}/")
    page.get_by_role("link", name="Retoucher et approuver").tap()
    box = page.get_by_label("Votre texte")
    box.fill(box.input_value().replace("onze minutes", "douze minutes"))
    page.get_by_role("button", name=fr("Relire avant d'approuver")).tap()
    expect(page.locator(".diff ins")).to_have_text("douze")
    picture(page, "leader-reword", whole=True)
    assert is_wide_enough(page)
    page.get_by_role("button", name="Approuver ce texte").tap()
    expect(page.get_by_role("status")).to_contain_text("Approuvée.")
    assert fresh(fourth).version.number == 2  # type: ignore[union-attr]
    page.goto("/a-decider/")
    picture(page, "leader-later", whole=True)
    expect(page.get_by_role("heading", name="Remises à plus tard")).to_be_visible()
    assert fresh(last).state == "in_review"


# This Chromium has no voice: what it would say is kept instead.
KEEPS_WORDS = "speechSynthesis.speak = (said) => { window.said = said; }"


@pytest.mark.deep
def test_the_page_says_that_it_was_read_and_reads_aloud(stage: Stage, home: House) -> None:
    (post,) = several(home, 1)
    page = stage.visit(home.claire, phone=True)
    page.add_init_script(KEEPS_WORDS)
    with page.expect_response(lambda one: one.url.endswith("/lue/")):
        page.goto(f"/a-decider/{post.pk}/")
    assert Seen.objects.get().version == post.version
    page.get_by_role("button", name="Lire à voix haute").tap()
    words, language = page.evaluate("[said.text, said.lang]")
    assert language == "fr-FR"
    assert words.startswith("Hier, au bloc")
    assert "Merci à celles et ceux qui ont insisté." in words
    assert "voir plus" not in words
    page.get_by_role("button", name="Arrêter la lecture").tap()
    expect(page.get_by_role("button", name="Lire à voix haute")).to_be_visible()
    page.get_by_role("button", name="Lire à voix haute").tap()
    page.evaluate("said.dispatchEvent(new Event('end'))")
    expect(page.get_by_role("button", name="Lire à voix haute")).to_be_visible()


def test_a_leaders_own_page_fits_a_phone(stage: Stage, home: House) -> None:
    makers.connected(home)
    for day in (3, 12):
        out = makers.published(home, at=stage_day(-day), text=TEXT)
        Snapshot.objects.create(
            organisation=home.organisation, publication=out, taken_at=stage_day(0), reactions=40 + day, comments=day,
            reshares=None, impressions=None if day == 3 else 2310,
        )  # fmt: skip
    several(home, 2)
    page = stage.visit(home.claire, phone=True)
    page.set_viewport_size(NARROW)
    page.goto("/")
    picture(page, "leader-own", whole=True)
    assert is_wide_enough(page)
    page.get_by_role("link", name="Lire et répondre").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("À décider")


def stage_day(days: int) -> datetime:
    return makers.NOW + timedelta(days=days)
