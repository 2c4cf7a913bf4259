import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.outbox.letter import letter
from influence.outbox.models import Message
from influence.people.models import Organisation, Role
from influence.reporting import actions, press
from influence.reporting.actions import MonthNotOver, NothingToRectify, freeze, mail, monthly, rectify, render
from influence.reporting.models import EditionKind, Mailing, Report
from tests import makers
from tests.makers import House, published
from tests.reporting.reading import edition_of, everything, plain
from tests.reporting.stories import JULY, JUNE, busy_june, day, english, read


def since_january() -> None:
    """The organisations were here before the month."""
    Organisation.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))


def test_each_reader_gets_their_editions_once(home: House) -> None:
    other = busy_june(home)
    assert monthly(now=JULY) == 7
    assert monthly(now=JULY) == 0
    assert monthly(now=JULY + timedelta(days=12)) == 0
    kinds = sorted(
        (m.to_email.split("@")[0], plain(m.subject)) for m in Message.objects.filter(kind="report")
    )
    codir, own = "Influence du CoDir, juin 2026", "Votre mois sur LinkedIn, juin 2026"
    assert kinds == [
        ("bruno", codir), ("claire", codir), ("claire", own), ("luc", codir), ("luc", own), ("odile", codir), ("remi", codir),
    ]  # fmt: skip
    lucs = Message.objects.get(to_email=other.user.email, subject__contains="LinkedIn")
    claires = Message.objects.get(to_email=home.claire.email, subject__contains="LinkedIn")
    assert "309 730" in plain(lucs.text)
    assert "309 730" not in plain(claires.text)


def test_the_letter_carries_its_charts_and_the_pdf(home: House) -> None:
    busy_june(home)
    monthly(now=JULY)
    message = Message.objects.get(kind="report", to_email=home.remi.email)
    sent = letter(message, now=JULY).message()
    parts = {part.get_content_type(): part for part in sent.walk()}
    assert {"text/plain", "text/html", "image/png", "application/pdf"} <= set(parts)
    pictures = {
        part["Content-ID"].strip("<>") for part in sent.walk() if part.get_content_type() == "image/png"
    }
    html = parts["text/html"].get_payload(decode=True).decode()
    assert pictures == {"pillars", "cadence", "listeners"}
    assert all(f'src="cid:{name}"' in html for name in pictures)
    assert parts["application/pdf"].get_filename() == "rapport-saint-luc-2026-06-codir.pdf"
    assert parts["application/pdf"].get_payload(decode=True).startswith(b"%PDF-")


def test_each_reads_their_own_language(home: House) -> None:
    since_january()
    english(home.member(home.remi))
    monthly(now=JULY)
    languages = dict(Message.objects.filter(kind="report").values_list("to_email", "language"))
    assert languages[home.remi.email] == "en"
    assert languages[home.bruno.email] == "fr"
    assert Report.objects.get().editions.filter(kind="codir").count() == 2


@pytest.mark.deep
def test_who_joins_or_changes_language_afterwards_is_not_mailed(home: House) -> None:
    since_january()
    assert monthly(now=JULY) == 5
    makers.member(home.organisation, "Nadia Benali", Role.EDITOR, "nadia@saint-luc.example")
    english(home.member(home.bruno))
    assert monthly(now=JULY + timedelta(hours=1)) == 0


def test_the_journal_tells_it_and_holds(home: House) -> None:
    since_january()
    monthly(now=JULY)
    verbs = list(Entry.objects.filter(subject_type="report").values_list("verb", flat=True))
    assert verbs == ["report.frozen", "report.mailed"]
    assert list(breaks(home.organisation.pk)) == []


@pytest.mark.deep
@pytest.mark.parametrize(
    ("zone", "expected"), [("Pacific/Auckland", "2026-06"), ("America/Martinique", "2026-05")]
)
def test_the_first_comes_when_it_comes_there(home: House, zone: str, expected: str) -> None:
    """The first of July has come to Auckland at noon UTC on the 30th of June; not to Martinique."""
    Organisation.objects.filter(pk=home.organisation.pk).update(
        zone=zone, created_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    monthly(now=datetime(2026, 6, 30, 12, 30, tzinfo=UTC))
    assert f"{Report.objects.get().month:%Y-%m}" == expected


def test_an_organisation_that_came_after_the_month_is_left_in_peace(home: House) -> None:
    Organisation.objects.filter(pk=home.organisation.pk).update(created_at=JULY)
    assert monthly(now=JULY + timedelta(hours=1)) == 0
    assert not Report.objects.exists()


def test_a_month_that_runs_is_not_frozen(home: House) -> None:
    with pytest.raises(MonthNotOver):
        freeze(home.organisation, month=JUNE, now=day(30))


@pytest.mark.deep
def test_it_goes_on_where_it_died(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The press dies after the freeze: the figures stay as they were frozen, and the next run mails."""
    read(published(home, at=day(3)), impressions=100, reactions=10)
    with monkeypatch.context() as broken:
        broken.setattr(press, "HERE", press.HERE / "nowhere")
        assert monthly(now=JULY) == 0
    frozen = Report.objects.get()
    published(home, at=day(4))
    assert monthly(now=JULY + timedelta(minutes=10)) == 5
    assert Report.objects.get().figures_hash == frozen.figures_hash
    assert Message.objects.filter(kind="report").count() == 5


@pytest.mark.deep
def test_one_organisations_trouble_keeps_nobody_elses_report_back(home: House, abroad: House) -> None:
    since_january()
    Organisation.objects.filter(pk=home.organisation.pk).update(zone="Not/AZone")
    assert monthly(now=JULY) == 5
    assert Report.objects.get().organisation == abroad.organisation


@pytest.mark.deep
def test_a_rectified_report_says_so_and_leaves_the_first_alone(home: House) -> None:
    read(published(home, at=day(3)), impressions=100, reactions=10)
    monthly(now=JULY)
    first = Report.objects.get()
    published(home, at=day(4))
    again = rectify(
        home.organisation,
        month=JUNE,
        reason="Une publication manquait.",
        by=home.odile,
        now=JULY + timedelta(days=2),
    )
    render(again)
    assert mail(again, now=JULY + timedelta(days=2)) == 5
    words = everything(edition_of(again, EditionKind.CODIR))
    assert "Rapport rectifié : Une publication manquait." in words
    assert "juin 2026 (rectifié)" in words
    first.refresh_from_db()
    assert (first.figures["collective"]["posts"], again.figures["collective"]["posts"]) == (1, 2)


def test_what_was_never_reported_cannot_be_rectified(home: House) -> None:
    with pytest.raises(NothingToRectify):
        rectify(home.organisation, month=date(2026, 4, 1), reason="?", by=None, now=JULY)


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_two_at_once_freeze_one_report_and_mail_once() -> None:
    home = makers.house()
    published(home, at=day(3))
    gate, counts = threading.Barrier(2), []

    def run() -> None:
        gate.wait()
        try:
            counts.append(actions.last_month(home.organisation, now=JULY))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(counts) == [0, 5]
    assert (
        Report.objects.count(),
        Mailing.objects.count(),
        Message.objects.filter(kind="report").count(),
    ) == (1, 1, 5)
