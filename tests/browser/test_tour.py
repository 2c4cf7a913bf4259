"""The way that docs/tour.md tells, walked: a day of an editor, two minutes of a leader. PICTURES=docs/pictures renews its pictures."""

import pytest
from playwright.sync_api import Page, expect

from influence.editorial.models import Post
from tests.browser import life
from tests.browser.pictures import picture
from tests.browser.stage import Stage

DESK, HAND = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def at(page: Page, address: str, *, shot: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    picture(page, f"tour-{shot}")
    return page


@pytest.mark.deep
def test_a_day_of_an_editor_and_two_minutes_of_a_leader(stage: Stage, transactional_db: None) -> None:
    people = life.busy(stage)
    desk = stage.visit(people.editors[0])
    desk.set_viewport_size(DESK)
    at(desk, "/activite/", shot="activity")
    at(desk, "/calendrier/dirigeants/", shot="lanes")
    at(desk, "/calendrier/tableau/", shot="board")
    at(desk, "/couverture/", shot="coverage")
    at(desk, "/lignes/", shot="lines")
    at(desk, "/modeles/", shot="templates")
    returned = Post.objects.filter(state="returned").first()
    assert returned
    at(desk, f"/publications/{returned.pk}/", shot="post")
    at(desk, f"/publications/{returned.pk}/modifier/", shot="composer")

    waiting = Post.objects.filter(state="in_review").select_related("leader__user").first()
    assert waiting
    phone = stage.visit(waiting.leader.user, phone=True)
    phone.set_viewport_size(HAND)
    at(phone, "/ma-page/", shot="my-page")
    at(phone, "/a-decider/", shot="queue")
    phone.get_by_role("button", name="Approuver", exact=False).first.tap()
    expect(phone.get_by_role("status").first).to_contain_text("Approuvée.")
    picture(phone, "tour-approved")
