"""Last month's report: frozen, mailed on the first, opened by its readers."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from influence.demo import backstage
from influence.outbox.models import Message
from influence.people.models import Role, User
from influence.reporting.models import Edition, Report
from ops.mailbox import Received
from tests.browser import life
from tests.browser.pictures import picture
from tests.browser.stage import Stage, fr
from tests.makers import member

FIRST = datetime(2026, 6, 1, 6, 30, tzinfo=UTC)


@pytest.mark.deep
def test_a_month_is_frozen_mailed_and_read(stage: Stage, transactional_db: None) -> None:
    people = life.open_house(stage)
    reader = member(people.organisation, "Rémi Faure", Role.READER, "remi@trois-vallees.example")
    life.may(stage, people)
    stage.stand_at(FIRST)
    stage.deliver()
    stage.mail.box.empty()
    backstage.report(now=FIRST)
    backstage.report(now=FIRST)
    # To a leader the CoDir's edition and their own, to a reader the CoDir's; once each.
    assert len(stage.letters(people.leaders[0].user)) == 2
    [codirs] = stage.letters(reader)
    assert Report.objects.count() == 1
    assert len(stage.mail.box.all()) == Message.objects.filter(kind="report", state="sent").count()
    the_pictures_travel_with_the_mail(stage, codirs)
    page = stage.visit(reader)
    page.goto(stage.link_in(codirs))
    expect(page.get_by_role("heading", level=1)).to_contain_text("mai 2026")
    expect(page.get_by_role("heading", name="En 60 secondes")).to_be_visible()
    published = stage.sandbox.state()["counts"]["posts"]
    expect(page.get_by_role("row", name="Publications").first).to_contain_text(str(published))
    picture(page, "report")
    the_pdf_is_downloaded(stage, reader)


def the_pictures_travel_with_the_mail(stage: Stage, letter: Received) -> None:
    """Shown as a person's mail program shows them: each `cid:` is a part of the mail, and says what it shows."""
    page = stage.visit()
    page.goto(f"{stage.mail.page_url}/m/{letter.id}/html")
    images = page.locator("img")
    assert images.count() >= 1
    for image in images.all():
        assert image.evaluate("image => image.complete && image.naturalWidth > 100")
        assert len(str(image.get_attribute("alt"))) > 30
    picture(page, "report-mail")


def the_pdf_is_downloaded(stage: Stage, who: User) -> None:
    edition = Edition.objects.get(kind="codir", language="fr")
    page = stage.visit(who)
    page.goto(f"/rapports/editions/{edition.pk}/")
    with page.expect_download() as coming:
        page.get_by_role("link", name=fr("Télécharger le PDF")).click()
    assert coming.value.suggested_filename.endswith(".pdf")
    with coming.value.path().open("rb") as file:
        assert file.read(5) == b"%PDF-"
