"""The pages of imported figures, as people meet them."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from influence.analytics.collecting import read_next
from influence.analytics.models import AnalyticsFile, ColumnMeaning, FileState
from influence.analytics.reading.limits import MOST_BYTES
from influence.people.models import User
from tests.analytics import files
from tests.analytics.stories import JUNE, address, chosen, imported, page_of, post_of, read
from tests.editorial import stories as editorial
from tests.makers import House

TO_DECIDE = ("analytics_columns", "analytics_confirm", "analytics_undo", "analytics_forget")


@pytest.fixture(autouse=True)
def _june() -> object:
    with time_machine.travel(JUNE, tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, name: str, *args: object, **said: object) -> str:
    """What stands on the page, in plain spaces and apostrophes."""
    page = client.get(reverse(name, args=args), **said).content.decode()
    bare = html.unescape(re.sub(r"<[^>]+>", " ", page)).translate(
        str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})
    )
    return re.sub(r"\s+", " ", bare)


def upload(client: Client, content: bytes, name: str = "export.xlsx", **more: object) -> AnalyticsFile:
    answer = client.post(reverse("analytics_upload"), {"file": SimpleUploadedFile(name, content), **more})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return AnalyticsFile.objects.get(pk=int(answer.headers["Location"].strip("/").rpartition("/")[2]))


def test_a_person_chooses_a_file_waits_checks_and_imports(home: House) -> None:
    bruno, ours = signed_in(home.bruno), post_of(home)
    content = files.member_in_french(
        posts=[(address(ours), files.MAY, 45, 1_234), (files.SHARE.format(files.STRANGE), files.MAY, 1, 2)]
    )
    file = upload(bruno, content)
    page = bruno.get(reverse("analytics_file", args=[file.pk])).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "attend sa lecture" in page
    AnalyticsFile.objects.filter(pk=file.pk).update(state="reading", reading_until=JUNE, rows_read=12_000)
    assert "12000 lignes lues" in text(bruno, "analytics_file", file.pk)
    assert read_next(now=JUNE)
    page = text(bruno, "analytics_file", file.pk)
    assert "Statistiques d'un profil, du 1er mai 2026 au 31 mai 2026" in page
    assert "1 publication passée par Influence" in page
    assert "1 autre publication, comptée et pas gardée" in page
    assert 'hx-trigger="every' not in bruno.get(reverse("analytics_file", args=[file.pk])).content.decode()
    answer = bruno.post(
        reverse("analytics_confirm", args=[file.pk]), {"account": home.account.pk}, follow=True
    )
    assert "Les chiffres sont importés." in answer.content.decode()
    page = text(bruno, "analytics_figures", home.account.pk)
    assert "mai 2026 31 496 403 93 4 567" in page
    assert "import : 31 jours sur 31 export.xlsx" in page
    assert "moins de 1 %" in page


def test_overlapping_days_are_told_before_they_change(home: House) -> None:
    imported(home, files.member_in_french())
    file = read(home, files.member_in_french(more=5))
    page = text(signed_in(home.bruno), "analytics_file", file.pk)
    assert "32 jours ou périodes déjà connus, 31 changent" in page


def test_a_column_that_nobody_knows_is_asked_about_and_remembered(home: House) -> None:
    bruno = signed_in(home.bruno)
    file = read(home, files.xlsx({"Tulokset": [["Päivä", "Näytöt"], ["14.5.2026", "1 234"]]}))
    page = text(bruno, "analytics_file", file.pk)
    assert "Tulokset : « Näytöt »" in page
    bruno.post(
        reverse("analytics_columns", args=[file.pk]),
        {"column0": "day", "column1": "impressions", "order": ""},
    )
    assert ColumnMeaning.objects.count() == 2
    read_next(now=JUNE)
    page = text(bruno, "analytics_file", file.pk)
    assert "« Näytöt » : Impressions dit par une personne" in page
    assert "1 chiffre, sur 1 jour" in page


def test_a_meaning_that_is_none_is_refused(home: House) -> None:
    bruno = signed_in(home.bruno)
    file = read(home, files.xlsx({"Tulokset": [["Päivä", "Näytöt"], ["14.5.2026", "1 234"]]}))
    bruno.post(reverse("analytics_columns", args=[file.pk]), {"column0": "root", "column1": "impressions"})
    assert not ColumnMeaning.objects.exists()
    file.refresh_from_db()
    assert file.state == FileState.CHECKED


def test_columns_known_by_their_place_are_shown_to_be_looked_at(home: House) -> None:
    file = read(home, files.page(heads=files.in_words_of_nobody(files.PAGE_METRICS)), name="page_content.xls")
    page = text(signed_in(home.bruno), "analytics_file", file.pk)
    assert "« Otsikko 5 » : Clics, organique reconnu d'après sa place" in page
    assert "Ce que les colonnes veulent dire" in page


def test_what_is_wrong_is_told_by_sheet_row_and_column(home: House) -> None:
    file = read(
        home,
        files.xlsx(
            {"ENGAGEMENT": [["Date", "Impressions"], ["5/14/2026", "12"], ["5/15/2026", "<b>@x</b>"]]}
        ),
    )
    client = signed_in(home.bruno)
    assert "ENGAGEMENT 3 B « <b>@x</b> » n'est pas un nombre entier." in text(
        client, "analytics_file", file.pk
    )
    assert b"<b>@x" not in client.get(reverse("analytics_file", args=[file.pk])).content


@pytest.mark.parametrize(
    "cell", ['=HYPERLINK("http://x")', "+33 1", "-cmd|' /C calc'!A0", "@SUM(1)", "<script>alert(1)</script>"]
)
def test_a_cell_that_would_act_is_only_shown(home: House, cell: str) -> None:
    content = files.xls({"ENGAGEMENT": [["Date", "Impressions", "Remarque"], ["5/14/2026", 12.0, cell]]})
    file = read(home, content)
    client = signed_in(home.bruno)
    assert cell in html.unescape(client.get(reverse("analytics_file", args=[file.pk])).content.decode())
    assert (
        cell.encode() not in client.get(reverse("analytics_file", args=[file.pk])).content or "<" not in cell
    )


def test_a_file_that_cannot_be_read_says_why_in_one_sentence(home: House) -> None:
    file = read(home, b"%PDF-1.7")
    page = text(signed_in(home.bruno), "analytics_file", file.pk)
    assert "Ce fichier est un PDF, pas un export de LinkedIn." in page
    assert "Choisir un autre fichier" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "Ce fichier est vide."), (b"x" * (MOST_BYTES + 1), "Ce fichier dépasse 20 Mo.")],
)
def test_what_is_too_small_or_too_large_is_refused_at_once(home: House, content: bytes, words: str) -> None:
    answer = signed_in(home.bruno).post(
        reverse("analytics_upload"), {"file": SimpleUploadedFile("x.xlsx", content)}
    )
    assert words in answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert not AnalyticsFile.objects.exists()


def test_the_same_file_twice_is_told_so(home: House) -> None:
    content, bruno = files.member_in_french(), signed_in(home.bruno)
    imported(home, content)
    answer = bruno.post(
        reverse("analytics_upload"), {"file": SimpleUploadedFile("x.xlsx", content)}, follow=True
    )
    assert "déjà importé" in answer.content.decode()


def test_an_import_is_undone_from_its_page(home: House) -> None:
    bruno, file = signed_in(home.bruno), imported(home, files.member_in_french())
    assert "Annuler cet import" in text(bruno, "analytics_file", file.pk)
    bruno.post(reverse("analytics_undo", args=[file.pk]))
    assert "Cet import est annulé" in text(bruno, "analytics_file", file.pk)
    assert "Aucun chiffre importé" in text(bruno, "analytics_figures", home.account.pk)
    answer = bruno.post(reverse("analytics_undo", args=[file.pk]), follow=True)
    assert "dans l" in answer.content.decode()


def test_a_page_accounts_figures_have_their_own_page(home: House) -> None:
    page = page_of(home)
    imported(home, files.page(), account=page)
    bruno = signed_in(home.bruno)
    assert "mai 2026 31 496 155 62 31 341" in text(bruno, "analytics_figures", page.pk)
    assert "Aucun chiffre importé" in text(bruno, "analytics_figures", home.account.pk)


def test_leaders_import_their_own_and_see_no_other_leaders_files(home: House) -> None:
    karim = editorial.colleague(home)
    theirs = home.account.__class__.objects.create(organisation=home.organisation, leader=karim)
    file = upload(signed_in(karim.user), files.member_in_french(), account=theirs.pk)
    read_next(now=JUNE)
    claire, his = signed_in(home.claire), signed_in(karim.user)
    assert claire.get(reverse("analytics_file", args=[file.pk])).status_code == 404
    assert claire.get(reverse("analytics_figures", args=[theirs.pk])).status_code == 404
    his.post(reverse("analytics_confirm", args=[file.pk]), {"account": home.account.pk})
    file.refresh_from_db()
    assert file.state == FileState.CHECKED
    his.post(reverse("analytics_confirm", args=[file.pk]), {"account": theirs.pk})
    file.refresh_from_db()
    assert (file.state, file.account) == (FileState.IMPORTED, theirs)
    assert "export.xlsx" not in text(claire, "analytics")
    assert "export.xlsx" in text(signed_in(home.bruno), "analytics")


def test_marc_sees_and_does_nothing_of_it(home: House, abroad: House) -> None:
    file = imported(home, files.member_in_french())
    waiting = chosen(home, files.member_in_english(), at=JUNE + timedelta(minutes=1))
    for stranger in (abroad.claire, abroad.bruno, abroad.odile):
        client = signed_in(stranger)
        for one in (file, waiting):
            assert client.get(reverse("analytics_file", args=[one.pk])).status_code == 404
            for name in TO_DECIDE:
                assert (
                    client.post(reverse(name, args=[one.pk]), {"account": abroad.account.pk}).status_code
                    == 404
                )
        assert client.get(reverse("analytics_figures", args=[home.account.pk])).status_code == 404
        assert "export.xlsx" not in text(client, "analytics")
    file.refresh_from_db()
    assert file.state == FileState.IMPORTED


def test_an_account_of_another_organisation_is_no_choice(home: House, abroad: House) -> None:
    bruno, file = signed_in(home.bruno), read(home, files.member_in_french())
    bruno.post(reverse("analytics_confirm", args=[file.pk]), {"account": abroad.account.pk})
    file.refresh_from_db()
    assert file.state == FileState.CHECKED


def test_a_leader_who_never_connected_has_figures_too(home: House) -> None:
    karim = editorial.colleague(home)
    file = upload(
        signed_in(home.bruno), files.member_in_french(), name=f"AggregateAnalytics_{karim.name}.xlsx"
    )
    read_next(now=JUNE)
    page = signed_in(home.bruno).get(reverse("analytics_file", args=[file.pk])).content.decode()
    assert re.search(rf"<option value=\"\d+\" selected>{karim.name}</option>", page)


def test_readers_have_no_business_here(home: House) -> None:
    assert signed_in(home.remi).get(reverse("analytics")).status_code == 403
