import pytest
from django.db import DatabaseError, transaction

from influence.people.models import Department
from influence.publishing.models import Publication
from influence.reporting.actions import freeze, render
from influence.reporting.models import Edition, EditionKind, Picture, Report
from tests.makers import House, published
from tests.reporting.reading import edition_of, everything, pdf_of, pdf_text, plain
from tests.reporting.stories import (
    JULY,
    JUNE,
    another_leader,
    busy_june,
    day,
    engaged,
    english,
    enrol,
    free_slot,
    on_a_page,
    read,
)


def rendered(home: House) -> Report:
    report = freeze(home.organisation, month=JUNE, now=JULY)
    render(report)
    return report


def test_what_is_a_leaders_own_never_reaches_the_codir(home: House) -> None:
    """Luc's impressions are four numbers that occur nowhere else; his rate, and Claire's, are theirs."""
    other = busy_june(home)
    english(home.member(home.remi))
    report = rendered(home)
    private = ["77 431", "77431", "77,431", "309 730", "309,730", "8 916", "8,916"]
    for language in ("fr", "en"):
        words = everything(edition_of(report, EditionKind.CODIR, language=language))
        assert [number for number in private if number in words] == []
        assert "318 646" in words or "318,646" in words  # Their sum is the committee's.
    own = everything(edition_of(report, EditionKind.LEADER, leader=other.pk))
    assert "309 730" in own
    assert "8 916" not in own
    claires = everything(edition_of(report, EditionKind.LEADER, leader=home.leader.pk))
    assert "8 916" in claires
    assert "77 431" not in claires
    comms = everything(edition_of(report, EditionKind.COMMS))
    assert "309 730" in comms
    assert "8 916" in comms


def test_the_editions_say_the_months_figures(home: House) -> None:
    busy_june(home)
    report = rendered(home)
    edition = edition_of(report, EditionKind.CODIR)
    for words in (plain(edition.text), plain(edition.html), pdf_text(edition)):
        assert "En 60 secondes".lower() in words.lower()
        assert "Décision demandée :" in words
        assert "T = 0,32" in words
        assert "318 646" in words
        assert report.figures_hash[:16] in words
    # The CoDir's mail opens the CoDir's edition, even for a leader who has one of their own.
    for mail in (edition.text, edition.html):
        assert f"/rapports/{report.pk}/?edition=codir" in mail
    assert len(edition.html.encode()) < 100_000
    assert "<style" not in edition.html
    assert edition.html.count('<img src="cid:') == 3


@pytest.mark.deep
def test_a_page_has_a_part_of_its_own_and_none_in_the_charts(home: House) -> None:
    other = busy_june(home)
    read(on_a_page(home, at=day(4)), impressions=654_321, reactions=300)
    taken = published(home, at=day(6))
    Publication.objects.filter(pk=taken.pk).update(state="removed")
    report = rendered(home)
    for kind, leader in (
        (EditionKind.CODIR, None),
        (EditionKind.COMMS, None),
        (EditionKind.LEADER, home.leader.pk),
    ):
        edition = edition_of(report, kind, leader=leader)
        for words in (plain(edition.text), plain(edition.html), pdf_text(edition)):
            assert "sur les pages" in words.lower()
            assert words.count("654 321") == 1
            assert (
                "1 publication parue dans le mois a été retirée de LinkedIn : elle n'est plus comptée."
                in words
            )
        assert not [one.name for one in edition.pictures.all() if "654" in plain(f"{one.alt} {one.svg}")]
    assert "654 321" not in everything(edition_of(report, EditionKind.LEADER, leader=other.pk))


@pytest.mark.deep
def test_a_long_page_name_leaves_a_posts_words_on_their_line(home: House) -> None:
    page = on_a_page(home, at=day(4)).account
    page.author_name = "Fondation des Hôpitaux Saint-Luc de Lyon et de sa région"
    page.save(update_fields=["author_name"])
    comms = edition_of(rendered(home), EditionKind.COMMS)
    lines = [line for sheet in pdf_of(comms).pages for line in map(plain, sheet.extract_text().splitlines())]
    assert not [line for line in lines if "Fondation" in line and "région" in line]
    assert [line for line in lines if "Trois mois de" in line]


@pytest.mark.deep
def test_the_rhythm_leaves_reposts_out(home: House) -> None:
    for n in range(1, 8):
        card = {"kind": "reshare", "urn": f"urn:li:share:752983096688649999{n}"} if n > 3 else None
        published(home, at=day(n), card=card)
    words = plain(edition_of(rendered(home), EditionKind.LEADER, leader=home.leader.pk).text)
    assert "4 sont des republications : le rythme par semaine ne les compte pas." in words
    assert "0,7" in words  # Three originals in thirty days; seven would be 1,6.
    assert "1,6" not in words


def test_the_pdf_is_tagged_titled_and_told_to_screen_readers(home: House) -> None:
    busy_june(home)
    edition = edition_of(rendered(home), EditionKind.CODIR)
    pdf = pdf_of(edition)
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert str(catalogue["/Lang"]).startswith("fr")
    assert pdf.metadata is not None
    assert plain(pdf.metadata.title or "") == "Influence du CoDir, juin 2026, Hôpitaux Saint-Luc"
    kinds, alts = structure(catalogue["/StructTreeRoot"])
    assert {"/Table", "/TH", "/H1", "/Figure", "/L"} <= kinds
    assert {plain(alt) for alt in alts} == {plain(picture.alt) for picture in edition.pictures.all()}


def structure(node: object) -> tuple[set[str], list[str]]:
    """Kinds of the tags of a PDF, and the alternative texts among them."""
    kinds: set[str] = set()
    alts: list[str] = []
    waiting = [node]
    while waiting:
        here = waiting.pop().get_object()  # type: ignore[attr-defined]
        if isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, dict):
            kinds.add(str(here.get("/S")))
            alts += [str(here["/Alt"])] if "/Alt" in here else []
            waiting += [here["/K"]] if "/K" in here else []
    return kinds, alts


def test_a_month_without_anything_still_renders_and_says_so(home: House) -> None:
    report = rendered(home)
    for edition in report.editions.all():
        words = everything(edition)
        assert "Aucune publication n'est parue ce mois-ci" in words
        assert "n.m." in words


def test_an_empty_rate_is_never_zero_percent(home: House) -> None:
    read(published(home, at=day(3)), impressions=None, reactions=10)
    text = plain(edition_of(rendered(home), EditionKind.CODIR).text)
    assert "Taux d'engagement · juin 2026 n.m." in text


def test_a_frozen_report_and_its_editions_refuse_every_change(home: House) -> None:
    report = rendered(home)
    for rows in (Report.objects, Edition.objects, Picture.objects):
        assert rows.exists()
        field = {Report: "figures_hash", Edition: "subject", Picture: "alt"}[rows.model]
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**{field: "x"})
    assert report.editions.exists()


@pytest.mark.deep
def test_rendering_again_makes_nothing_new(home: House) -> None:
    report = rendered(home)
    before = list(report.editions.values_list("pk", flat=True))
    render(report)
    assert list(report.editions.values_list("pk", flat=True)) == before


@pytest.mark.deep
def test_a_large_committees_mail_stays_light_and_any_letter_prints(home: House) -> None:
    """Twelve leaders, twenty departments, sixty posts; openings with emoji, parentheses, Chinese and control characters."""
    rooms = [
        Department.objects.create(organisation=home.organisation, name=f"Direction déléguée numéro {n}")
        for n in range(18)
    ]
    leaders = [home.leader] + [
        another_leader(
            home, f"Prénom{n} Nom-de-famille-{n}", department=rooms[n], email=f"l{n}@saint-luc.example"
        )
        for n in range(11)
    ]
    for n, leader in enumerate(leaders):
        for k in range(5):
            text = "Une équipe 🙂👩🏽‍⚕️ (de nuit) 漢字 \x07 et ce qu'elle nous apprend sur le soin, la recherche et le reste"
            read(
                published(home, at=day(2 + 5 * k, hour=6 + n), leader=leader, text=text),
                impressions=1000,
                reactions=30,
            )
        free_slot(leader, home, day(2 + n, 7))
        free_slot(leader, home, day(14 + n, 7))
    for room in rooms:
        enrol(home.organisation, room, 12)
        engaged(leaders[1], room, 7)
    report = rendered(home)
    comms = edition_of(report, EditionKind.COMMS)
    assert len(comms.html.encode()) < 100_000
    assert "autres lignes, dans le PDF joint" in plain(comms.html)
    assert "□" in pdf_text(comms)
    assert pdf_text(comms).count("(de nuit)") == 60
