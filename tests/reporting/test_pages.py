import pytest
from django.test import Client
from django.urls import reverse

from influence.people.models import User
from influence.reporting.actions import freeze
from influence.reporting.editions import content_of
from influence.reporting.models import Edition, EditionKind, Picture, Report
from influence.reporting.readers import wanted
from tests.makers import House
from tests.reporting.reading import edition_of, plain
from tests.reporting.stories import JULY, JUNE, busy_june


@pytest.fixture
def june(home: House) -> Report:
    """Frozen, with its editions' rows as the press leaves them; pages never open what it printed, they hand it out."""
    busy_june(home)
    report = freeze(home.organisation, month=JUNE, now=JULY)
    for one in wanted(report):
        said = content_of(report, one)
        edition = Edition.objects.create(
            report=report,
            kind=one.kind,
            leader=one.leader,
            language=one.language,
            subject=said.title,
            pdf=b"%PDF-1.7",
        )
        for chart in said.charts:
            Picture.objects.create(edition=edition, name=chart.name, alt=chart.alt, png=b"", svg="<svg/>")
    return report


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_who_may_open_what(home: House, abroad: House, june: Report) -> None:
    """One report, all doors: every page of every edition, for everybody."""
    luc = User.objects.get(email="luc@saint-luc.example")
    editions = {
        "codir": edition_of(june, EditionKind.CODIR).pk, "comms": edition_of(june, EditionKind.COMMS).pk,
        "claire": edition_of(june, EditionKind.LEADER, leader=home.leader.pk).pk,
    }  # fmt: skip
    may = {
        home.claire: {"codir", "claire"}, luc: {"codir"}, home.remi: {"codir"}, home.bruno: {"codir", "comms"},
        home.odile: {"codir", "comms"}, abroad.claire: set(), abroad.odile: set(),
    }  # fmt: skip
    for user, allowed in may.items():
        client = browser(user)
        for name, pk in editions.items():
            addresses = [reverse("edition", args=[pk]), reverse("edition_pdf", args=[pk])]
            addresses.append(reverse("edition_picture", args=[pk, "listeners"]))
            expected = 200 if name in allowed else 404
            assert [client.get(address).status_code for address in addresses] == [expected] * 3, (
                user.email,
                name,
            )
    assert Client().get(reverse("edition", args=[editions["codir"]])).status_code == 302
    assert browser(abroad.odile).get(reverse("report", args=[june.pk])).status_code == 404


def test_the_mails_address_opens_what_is_nearest(home: House, june: Report) -> None:
    def opened(user: User) -> str:
        return browser(user).get(reverse("report", args=[june.pk])).headers["Location"]

    assert opened(home.claire) == reverse(
        "edition", args=[edition_of(june, EditionKind.LEADER, leader=home.leader.pk).pk]
    )
    assert opened(home.bruno) == reverse("edition", args=[edition_of(june, EditionKind.COMMS).pk])
    assert opened(home.remi) == reverse("edition", args=[edition_of(june, EditionKind.CODIR).pk])


def test_the_mails_address_opens_the_kind_that_the_mail_was_about(home: House, june: Report) -> None:
    asked = reverse("report", args=[june.pk]) + "?edition=codir"
    codir = edition_of(june, EditionKind.CODIR)
    assert browser(home.claire).get(asked).headers["Location"] == reverse("edition", args=[codir.pk])
    # Asking for what one may not read gives what one may.
    other = reverse("report", args=[june.pk]) + "?edition=comms"
    assert browser(home.remi).get(other).headers["Location"] == reverse("edition", args=[codir.pk])


def test_an_edition_reads_on_the_page_as_in_the_mail(
    home: House, june: Report, django_assert_max_num_queries
) -> None:
    edition = edition_of(june, EditionKind.CODIR)
    client = browser(home.claire)
    with django_assert_max_num_queries(10):
        answer = client.get(reverse("edition", args=[edition.pk]))
    page = plain(answer.content.decode())
    assert "T = 0,32" in page
    assert "318 646" in page
    assert "77 431" not in page
    for picture in edition.pictures.all():
        assert plain(picture.alt) in page
    assert " style=" not in page
    assert "<h1>Influence du CoDir, juin 2026</h1>" in page


def test_the_pdf_is_private_and_named(home: House, june: Report) -> None:
    answer = browser(home.claire).get(
        reverse("edition_pdf", args=[edition_of(june, EditionKind.LEADER, leader=home.leader.pk).pk])
    )
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert 'filename="rapport-saint-luc-2026-06-claire-martin.pdf"' in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_picture_alone_may_load_nothing(home: House, june: Report) -> None:
    address = reverse("edition_picture", args=[edition_of(june, EditionKind.CODIR).pk, "pillars"])
    answer = browser(home.remi).get(address)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert browser(home.remi).get(address.replace("pillars", "nothing")).status_code == 404


def test_the_list_shows_each_their_own(home: House, june: Report) -> None:
    page = plain(browser(home.claire).get(reverse("reports")).content.decode())
    assert "Votre édition" in page
    assert "Édition de la communication" not in page
    assert "Votre édition" not in plain(browser(home.bruno).get(reverse("reports")).content.decode())


def test_an_empty_list_says_when_the_first_comes(home: House) -> None:
    assert "Aucun rapport pour l'instant" in plain(
        browser(home.remi).get(reverse("reports")).content.decode()
    )
