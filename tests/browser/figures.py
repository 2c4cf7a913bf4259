"""Export files in every state that a page can show."""

from datetime import date

from influence.accounts.models import Account
from influence.analytics.actions import undo
from influence.analytics.models import AnalyticsFile
from influence.publishing.models import Publication
from tests.analytics import files
from tests.analytics.stories import address, chosen, imported, page_of, read
from tests.browser.lived_in import TODAY, Lived
from tests.makers import House

WRONG = [["Date", "Impressions", "Remarque"], ["5/14/2026", "beaucoup", "=1+1"], ["5/15/2026", "12", "@qui"]]


def files_of(lived: Lived) -> dict[str, AnalyticsFile]:
    """By state, made once."""
    home = lived.home
    if not AnalyticsFile.objects.filter(organisation=home.organisation).exists():
        made(home)
    return {
        file.name.removesuffix(".xlsx"): file
        for file in AnalyticsFile.objects.filter(organisation=home.organisation)
    }


def made(home: House) -> None:
    page = page_of(home)
    ours = Publication.objects.filter(organisation=home.organisation, state="published").earliest("pk")
    posts = [
        (address(ours), date(2026, 5, 20), 45, 1_234),
        (files.SHARE.format(files.STRANGE), files.MAY, 4, 90),
    ]
    imported(home, files.member_in_french(posts=posts), name="imported.xlsx", at=TODAY)
    imported(home, files.page(), account=page, name="page.xlsx", at=TODAY)
    undo(imported(home, files.member_in_portuguese(), name="undone.xlsx", at=TODAY), by=home.bruno, at=TODAY)
    read(home, files.member_in_french(posts=posts, more=5), name="checked.xlsx", at=TODAY)
    read(
        home,
        files.xlsx({"ENGAGEMENT": WRONG, "Autre": [["Päivä", "Näytöt"], ["14.5.2026", "7"]]}),
        name="wrong.xlsx",
        at=TODAY,
    )
    read(home, b"%PDF-1.7", name="unreadable.xlsx", at=TODAY)
    waiting = chosen(home, files.member_in_english(), name="reading.xlsx", at=TODAY)
    AnalyticsFile.objects.filter(pk=waiting.pk).update(state="reading", reading_until=TODAY, rows_read=12_000)


def page_account(lived: Lived) -> Account:
    return Account.objects.get(
        organisation=lived.home.organisation, kind="page", author_urn="urn:li:organization:42"
    )
