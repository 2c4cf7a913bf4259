"""A week is put in order: by dragging, by the menu, by the keys alone; and by two people at once."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from influence.editorial import actions
from influence.editorial.models import Post, Slot
from influence.people.models import Role
from influence.safeguards.models import Period
from influence.safeguards.periods import add_period, outlined
from tests.browser.pictures import picture
from tests.browser.stage import Stage, field, fr
from tests.editorial.stories import approved, colleague, draft, in_review
from tests.makers import NOW, House, member, slot

WEEK = "/calendrier/semaine/?semaine=2026-W23"


def card(page: Page, post: Post) -> Locator:
    return page.locator(f"#p{post.pk}")


def day(page: Page, iso: str) -> Locator:
    return page.locator(f"td[data-day='{iso}']")


def a_busy_week(home: House) -> list[Post]:
    """Wednesday's draft is the first; somebody is silent; a quiet period lies on Friday."""
    posts = [draft(home)]
    for n, make in enumerate((in_review, approved, draft)):
        posts.append(make(home, where=slot(home, at=NOW + timedelta(days=n + 1, hours=3 * n))))
    karim = colleague(home)
    colleague(home, name="Sofia Nguyen")
    place = Slot.objects.create(
        organisation=home.organisation, leader=karim, pillar=home.other_pillar, day=NOW.date() + timedelta(days=3),
        time="12:15", zone="Europe/Paris", at=NOW + timedelta(days=3, hours=2, minutes=15),
    )  # fmt: skip
    posts.append(
        actions.write_post(
            organisation=home.organisation,
            leader=karim,
            pillar=home.other_pillar,
            slot=place,
            text="Un an de formation des cadres.",
            by=home.bruno,
            at=NOW,
        )
    )
    quiet = outlined(
        home.organisation, kind="quiet", strength="warning", name="Avant les résultats", starts_on=NOW.date() + timedelta(days=4),
        ends_on=NOW.date() + timedelta(days=6),
    )  # fmt: skip
    assert isinstance(add_period(quiet, by=home.bruno, at=NOW), Period)
    campaign = home.organisation.campaigns.create(
        name="Ouverture du bloc", goal="Dire pourquoi", starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=30), created_by=home.bruno,
        created_at=NOW,
    )  # fmt: skip
    campaign.milestones.create(day=NOW.date() + timedelta(days=3), name="Visite de presse")
    return posts


def test_a_post_is_dragged_to_another_day_and_brought_back(stage: Stage, home: House) -> None:
    post = a_busy_week(home)[0]
    was = post.slot.at
    page = stage.visit(home.bruno)
    page.goto(WEEK)
    picture(page, "calendar-week", whole=True)
    with page.expect_navigation():
        card(page, post).drag_to(day(page, "2026-06-07"))
    notice = page.locator(".undo")
    expect(notice).to_contain_text(fr("dimanche 7 juin 2026 à 10:00"))
    expect(day(page, "2026-06-07").locator(f"#p{post.pk} a").first).to_be_focused()
    assert Post.objects.get(pk=post.pk).slot.at == was + timedelta(days=4)
    notice.get_by_role("button", name="Annuler ce geste").click()
    expect(page.get_by_role("status").first).to_contain_text("revenue où elle était")
    assert Post.objects.get(pk=post.pk).slot.at == was


def test_a_post_is_moved_by_its_menu_and_a_refusal_stays_at_the_place(stage: Stage, home: House) -> None:
    post = a_busy_week(home)[0]
    page = stage.visit(home.bruno)
    page.goto(WEEK)
    card(page, post).get_by_role("link", name="Déplacer").click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("Claire Martin")
    field(page, "Jour").fill("2026-05-28")
    box.get_by_role("button", name="Déplacer").click()
    expect(box.get_by_role("alert")).to_contain_text("Ce créneau est déjà passé.")
    picture(page, "calendar-move")
    with page.expect_navigation():
        box.get_by_role("button", name="le lendemain").click()
    assert Post.objects.get(pk=post.pk).slot.day == NOW.date() + timedelta(days=3)


def test_a_post_is_moved_by_the_keys_alone(stage: Stage, home: House) -> None:
    first, *_others = a_busy_week(home)
    page = stage.visit(home.bruno)
    page.goto(WEEK)
    page.locator("td.day .post-card a").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("td[data-day='2026-06-03'] .post-card a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    card(page, first).locator("a").first.focus()
    page.keyboard.press("m")
    box = page.get_by_role("dialog")
    expect(field(page, "Jour")).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(card(page, first).locator("a").first).to_be_focused()
    page.keyboard.press("m")
    expect(box).to_be_visible()
    box.get_by_role("button", name="une semaine plus tard").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#moved-word")).to_contain_text(fr("mercredi 10 juin 2026 à 10:00"))
    assert Post.objects.get(pk=first.pk).slot.day == NOW.date() + timedelta(days=9)


@pytest.mark.deep
def test_two_editors_at_once_hear_of_each_other(stage: Stage, home: House) -> None:
    post = a_busy_week(home)[0]
    nadia = member(home.organisation, "Nadia Roux", Role.EDITOR, "nadia@saint-luc.example")
    first, second = stage.visit(home.bruno), stage.visit(nadia)
    for page in (first, second):
        page.goto(WEEK)
    with first.expect_navigation():
        card(first, post).drag_to(day(first, "2026-06-07"))
    card(second, post).drag_to(day(second, "2026-06-06"))
    box = second.get_by_role("dialog")
    expect(box.get_by_role("alert")).to_contain_text("Bruno Petit a déplacé cette publication")
    assert Post.objects.get(pk=post.pk).slot.day.isoformat() == "2026-06-07"
    with second.expect_navigation():
        box.get_by_role("button", name="La déplacer quand même").click()
    assert Post.objects.get(pk=post.pk).slot.day.isoformat() == "2026-06-06"


def test_filters_go_along_from_view_to_view_on_a_phone_too(stage: Stage, home: House) -> None:
    a_busy_week(home)
    page = stage.visit(home.bruno, phone=True)
    page.goto("/calendrier/dirigeants/?semaine=2026-W23")
    expect(page.locator("tr", has_text="Sofia Nguyen")).to_contain_text("silence")
    picture(page, "calendar-lanes-phone", whole=True)
    expect(page.get_by_label("Mots du texte")).to_be_hidden()
    page.get_by_role("checkbox", name="Filtres").check()
    page.get_by_label("Mots du texte").fill("formation")
    page.get_by_role("button", name="Filtrer").click()
    for name in ("Par état", "Liste", "Semaine", "Mois"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("main")).to_contain_text("Un an de formation")
        expect(page.get_by_label("Mots du texte")).to_have_value("formation")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(page, f"calendar-{re.sub('[^a-z]', '', name.lower())}-phone", whole=True)


@pytest.mark.deep
def test_the_whole_committee_is_seen_on_a_desk(stage: Stage, home: House) -> None:
    a_busy_week(home)
    page = stage.visit(home.bruno)
    for name, address in [
        ("lanes", "dirigeants/?semaine=2026-W23"), ("lanes-month", "dirigeants/?mois=2026-06"),
        ("board", "tableau/?mois=2026-06"), ("list", "liste/?mois=2026-06"), ("month", "?mois=2026-06"),
    ]:  # fmt: skip
        page.goto(f"/calendrier/{address}")
        expect(page.locator("main")).to_contain_text("Claire Martin" if name != "board" else "CM")
        picture(page, f"calendar-{name}", whole=True)


@pytest.mark.deep
def test_many_posts_are_moved_at_once_and_brought_back(stage: Stage, home: House) -> None:
    posts = a_busy_week(home)
    page = stage.visit(home.bruno)
    page.goto("/calendrier/liste/?mois=2026-06")
    for box in page.locator("input[name=p]").all():
        box.check()
    page.get_by_label("Geste").select_option(label="décaler")
    page.get_by_label("Jours").fill("7")
    picture(page, "calendar-list-ticked", whole=True)
    page.get_by_role("button", name="Voir ce que cela ferait").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui va se passer")
    picture(page, "calendar-bulk", whole=True)
    page.get_by_role("button", name="Faire tout cela").click()
    expect(page.get_by_role("status")).to_contain_text("publications traitées")
    picture(page, "calendar-bulk-done", whole=True)
    assert Post.objects.get(pk=posts[0].pk).slot.at == posts[0].slot.at + timedelta(days=7)
    page.get_by_role("button", name="Annuler ce geste").click()
    expect(page.get_by_role("status")).to_contain_text("revenues où elles étaient")
    assert Post.objects.get(pk=posts[0].pk).slot.at == posts[0].slot.at
