"""From a chosen file to figures that count, and back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from influence.analytics import actions, collecting, queries
from influence.analytics.metrics import Metric
from influence.analytics.models import AnalyticsFile, ColumnMeaning, FileState, ImportedFigure, ImportedPost
from influence.analytics.refusals import AlreadyImported, MovedOn, NothingToImport, WrongAccount, WrongKind
from influence.engagement.models import Snapshot
from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.reporting.gathering import readings
from tests import makers
from tests.analytics import files
from tests.analytics.stories import JUNE, address, chosen, imported, page_of, post_of, read, shown
from tests.editorial import stories as editorial
from tests.makers import House
from workers.analytics import forget_files, read_files

MAY_2, MAY_31 = date(2026, 5, 2), date(2026, 5, 31)
LATER = JUNE + timedelta(hours=1)


def test_a_file_is_read_by_a_worker_then_imported_by_a_person(home: House) -> None:
    file = chosen(home, files.member_in_french())
    assert file.state == FileState.WAITING
    assert collecting.read_next(now=JUNE)
    assert not collecting.read_next(now=JUNE)
    file.refresh_from_db()
    assert (file.state, file.whose, file.rows_read) == ("checked", "member", 73)
    assert (file.first, file.last) == (files.MAY, MAY_31)
    assert shown(home.account, Metric.IMPRESSIONS, MAY_2) is None
    actions.confirm(file, account=home.account, by=home.bruno, at=JUNE)
    assert shown(home.account, Metric.IMPRESSIONS, MAY_2) == 1_002
    assert shown(home.account, Metric.FOLLOWERS, MAY_31) == 4_567


def test_nothing_of_the_file_but_its_figures_stays(home: House) -> None:
    file = imported(home, files.page(), account=page_of(home))
    assert bytes(file.content) == b""
    assert "Bruno Petit" not in str(file.summary)
    assert all("sample" not in sheet for sheet in file.summary["sheets"])


def test_the_database_refuses_an_imported_file_with_its_bytes_or_without_an_account(home: House) -> None:
    file = imported(home, files.member_in_french())
    for wrong in ({"content": b"x"}, {"account": None}, {"imported_at": None}, {"state": "eaten"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnalyticsFile.objects.filter(pk=file.pk).update(**wrong)


def test_every_step_is_in_the_journal_and_none_names_a_person(home: House) -> None:
    file = imported(home, files.member_in_french(), name="AggregateAnalytics_Claire Martin.xlsx")
    actions.undo(file, by=home.bruno, at=LATER)
    entries = list(Entry.objects.filter(organisation=home.organisation).order_by("sequence"))
    assert [entry.verb for entry in entries] == [
        "analytics.uploaded",
        "analytics.imported",
        "analytics.undone",
    ]
    assert "Claire" not in str([entry.details for entry in entries])
    assert list(breaks(home.organisation.pk)) == []


def test_the_same_file_again_changes_nothing(home: House) -> None:
    content = files.member_in_french()
    imported(home, content)
    with pytest.raises(AlreadyImported):
        chosen(home, content, at=LATER)
    assert AnalyticsFile.objects.count() == 1
    assert shown(home.account, Metric.IMPRESSIONS, MAY_2) == 1_002


def test_two_organisations_may_import_the_same_file(home: House, abroad: House) -> None:
    imported(home, files.member_in_french())
    imported(abroad, files.member_in_french())
    assert ImportedFigure.objects.filter(file__account=abroad.account).exists()


def test_of_two_files_about_a_day_the_one_imported_last_counts(home: House) -> None:
    imported(home, files.member_in_french())
    newer = read(home, files.member_in_french(first=date(2026, 5, 20), count=10, more=5), at=LATER)
    told = queries.overlap(newer, account=home.account)
    assert (told.known, told.changed, told.days) == (10, 10, 11)
    actions.confirm(newer, account=home.account, by=home.bruno, at=LATER)
    assert shown(home.account, Metric.IMPRESSIONS, MAY_2) == 1_002
    assert shown(home.account, Metric.IMPRESSIONS, date(2026, 5, 20)) == 1_025
    months = {month.first: month for month in queries.months(home.account)}
    may = months[files.MAY]
    assert may.sums[Metric.IMPRESSIONS] == sum(1_000 + d for d in range(1, 32)) + 10 * 5
    assert (len(may.days), may.length, may.followers, len(may.sources)) == (31, 31, 4_567, 2)


def test_undoing_gives_the_older_files_figures_back(home: House) -> None:
    imported(home, files.member_in_french())
    newer = imported(home, files.member_in_french(more=5), at=LATER)
    assert shown(home.account, Metric.IMPRESSIONS, MAY_2) == 1_007
    actions.undo(newer, by=home.bruno, at=LATER)
    assert shown(home.account, Metric.IMPRESSIONS, MAY_2) == 1_002
    with pytest.raises(MovedOn):
        actions.undo(newer, by=home.bruno, at=LATER)


def test_what_was_undone_may_be_imported_again(home: House) -> None:
    content = files.member_in_french()
    first = imported(home, content)
    actions.undo(first, by=home.bruno, at=LATER)
    again = imported(home, content, at=LATER)
    assert again.pk == first.pk
    assert shown(home.account, Metric.IMPRESSIONS, MAY_2) == 1_002


def test_a_second_confirmation_is_refused(home: House) -> None:
    file = imported(home, files.member_in_french())
    with pytest.raises(MovedOn):
        actions.confirm(file, account=home.account, by=home.bruno, at=LATER)


def test_figures_of_a_page_and_of_a_profile_are_never_put_together(home: House) -> None:
    page = page_of(home)
    with pytest.raises(WrongKind):
        actions.confirm(read(home, files.page()), account=home.account, by=home.bruno, at=JUNE)
    with pytest.raises(WrongKind):
        actions.confirm(read(home, files.member_in_french()), account=page, by=home.bruno, at=JUNE)
    assert not AnalyticsFile.objects.filter(state=FileState.IMPORTED).exists()


def test_our_posts_are_known_by_their_address_and_others_are_only_counted(home: House) -> None:
    ours = post_of(home)
    posts = [(address(ours), MAY_2, 45, 1_234), (files.ACTIVITY.format(files.STRANGE), MAY_2, 5, 99)]
    file = imported(home, files.member_in_french(posts=posts))
    found = ImportedPost.objects.get()
    assert (found.publication, found.by_address) == (ours, True)
    assert found.values == {"engagements": 45, "impressions": 1_234}
    assert queries.counts(file).others == 1
    assert str(files.STRANGE) not in str(list(ImportedFigure.objects.values())) + str(file.summary)


def test_another_number_of_the_same_seconds_is_the_same_post(home: House) -> None:
    """An export may name a post's activity where the publishing call named its share."""
    ours = post_of(home)
    number = int(ours.urn.rpartition(":")[2])
    near, far = number + (2_000 << 22), number + (20_000 << 22)
    imported(home, files.member_in_french(posts=[(files.ACTIVITY.format(near), MAY_2, 45, 1_234)]))
    assert ImportedPost.objects.get().by_address is False
    file = imported(
        home, files.member_in_french(posts=[(files.ACTIVITY.format(far), MAY_2, 45, 1_234)]), at=LATER
    )
    assert not file.posts.exists()


def test_a_moment_that_two_posts_share_is_nobodys(home: House) -> None:
    number = int(post_of(home).urn.rpartition(":")[2])
    post_of(home, day=date(2026, 5, 15))
    file = imported(
        home, files.member_in_french(posts=[(files.ACTIVITY.format(number + (1_000 << 22)), MAY_2, 4, 9)])
    )
    assert not file.posts.exists()


def test_a_file_that_names_another_accounts_posts_is_refused(home: House) -> None:
    karim = editorial.colleague(home)
    theirs = makers.published(home, leader=karim, at=datetime(2026, 5, 14, 6, tzinfo=UTC))
    file = read(home, files.member_in_french(posts=[(address(theirs), MAY_2, 45, 1_234)]))
    with pytest.raises(WrongAccount):
        actions.confirm(file, account=home.account, by=home.bruno, at=JUNE)
    assert queries.guess(file, [home.account, theirs.account]) == theirs.account


def test_another_organisations_post_is_nobodys(home: House, abroad: House) -> None:
    theirs = post_of(abroad)
    file = imported(home, files.member_in_french(posts=[(address(theirs), MAY_2, 45, 1_234)]))
    assert not file.posts.exists()
    assert queries.counts(file).others == 1


def test_a_whole_reading_of_a_post_becomes_a_snapshot_of_its_own_source(home: House) -> None:
    ours = post_of(home)
    Snapshot.objects.create(
        organisation=home.organisation, publication=ours, taken_at=JUNE, source="api", reactions=1, comments=2, reshares=3
    )  # fmt: skip
    file = imported(home, files.one_post(address(ours)))
    found = Snapshot.objects.get(source="import")
    assert (found.reactions, found.comments, found.reshares, found.impressions, found.reach) == (
        45,
        6,
        2,
        1_234,
        900,
    )
    # The range in the file ends on the 20th of May: midnight in Paris.
    assert found.taken_at == datetime(2026, 5, 20, 22, tzinfo=UTC)
    actions.undo(file, by=home.bruno, at=LATER)
    assert Snapshot.objects.get().source == "api"


def test_a_report_takes_an_imported_reading_only_where_the_network_gave_none(home: House) -> None:
    ours = post_of(home, day=date(2026, 5, 14))
    imported(home, files.one_post(address(ours)))
    (reading,) = readings([ours], until=JUNE).values()
    assert (reading.source, reading.reactions) == ("import", 45)
    Snapshot.objects.create(
        organisation=home.organisation, publication=ours, taken_at=ours.published_at, source="api", reactions=1
    )  # fmt: skip
    (reading,) = readings([ours], until=JUNE).values()
    assert (reading.source, reading.reactions) == ("api", 1)


def test_a_ranking_tells_too_little_for_a_snapshot(home: House) -> None:
    """Reactions, comments and reshares unknown beside known impressions would read as a rate of zero."""
    imported(home, files.member_in_french(posts=[(address(post_of(home)), MAY_2, 45, 1_234)]))
    assert ImportedPost.objects.exists()
    assert not Snapshot.objects.exists()


def test_of_two_snapshots_of_an_instant_the_newest_file_counts_and_undoing_gives_back(home: House) -> None:
    ours = post_of(home)
    imported(home, files.one_post(address(ours)))
    newer = imported(home, files.one_post(address(ours), Reactions="50"), at=LATER)
    assert Snapshot.objects.get().reactions == 50
    actions.undo(newer, by=home.bruno, at=LATER)
    assert Snapshot.objects.get().reactions == 45


def test_a_single_posts_file_of_a_stranger_brings_nothing(home: House) -> None:
    file = read(home, files.one_post(files.SHARE.format(files.STRANGE)))
    with pytest.raises(NothingToImport):
        actions.confirm(file, account=home.account, by=home.bruno, at=JUNE)


def test_what_a_person_said_of_a_column_is_remembered_for_their_organisation(
    home: House, abroad: House
) -> None:
    content = files.xlsx({"Tulokset": [["Päivä", "Näytöt"], ["14.5.2026", "1 234"]]})
    file = read(home, content)
    assert not file.figures.exists()
    said = {("tulokset", "paiva"): "day", ("tulokset", "naytot"): "impressions"}
    actions.say_meanings(file, said, order="", by=home.bruno, at=JUNE)
    assert collecting.read_next(now=JUNE)
    assert file.figures.get().value == 1_234
    other = files.xlsx({"Tulokset": [["Päivä", "Näytöt"], ["15.5.2026", "7"]]})
    assert read(home, other, at=LATER).figures.get().value == 7
    assert not read(abroad, other, at=LATER).figures.exists()
    assert set(ColumnMeaning.objects.values_list("organisation", flat=True)) == {home.organisation.pk}


def test_an_unreadable_file_keeps_its_reason_and_no_figure(home: House) -> None:
    file = read(home, b"%PDF-1.7")
    assert (file.state, file.summary["fault"]) == ("unreadable", "pdf")
    assert not file.figures.exists()
    with pytest.raises(MovedOn):
        actions.confirm(file, account=home.account, by=home.bruno, at=JUNE)


def test_a_worker_that_dies_leaves_the_file_to_the_next(home: House) -> None:
    file = chosen(home, files.member_in_french())
    assert collecting.claimed(now=JUNE)
    assert collecting.claimed(now=JUNE + timedelta(seconds=30)) is None
    assert collecting.read_next(now=JUNE + collecting.LEASE)
    file.refresh_from_db()
    assert (file.state, file.tries) == ("checked", 2)


def test_a_file_that_ends_its_worker_twice_is_given_up(home: House) -> None:
    file = chosen(home, files.member_in_french())
    for attempt in range(collecting.TRIES):
        assert collecting.claimed(now=JUNE + attempt * collecting.LEASE)
    assert not collecting.read_next(now=JUNE + collecting.TRIES * collecting.LEASE)
    file.refresh_from_db()
    assert (file.state, file.summary["fault"]) == ("unreadable", "crashed")


def test_a_worker_that_comes_back_too_late_writes_nothing(home: House) -> None:
    chosen(home, files.member_in_french())
    slow = collecting.claimed(now=JUNE)
    assert slow
    heard = collecting.listen(slow, now=JUNE)
    assert collecting.read_next(now=JUNE + collecting.LEASE)
    before = list(ImportedFigure.objects.order_by("pk").values_list("pk", flat=True))
    collecting.keep(slow, heard)
    assert list(ImportedFigure.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_files_that_nobody_confirms_are_forgotten_after_a_day(home: House) -> None:
    kept = imported(home, files.member_in_french())
    file = read(home, files.member_in_english())
    assert actions.forget_uploads(now=JUNE + actions.KEPT - timedelta(seconds=1)) == 0
    assert actions.forget_uploads(now=JUNE + actions.KEPT) > 0
    assert list(AnalyticsFile.objects.all()) == [kept]
    assert not ImportedFigure.objects.filter(file=file.pk).exists()


def test_a_person_may_forget_a_file_but_not_an_import(home: House) -> None:
    actions.forget(read(home, files.member_in_english()), by=home.bruno, at=JUNE)
    assert not AnalyticsFile.objects.exists()
    file = imported(home, files.member_in_french())
    with pytest.raises(MovedOn):
        actions.forget(file, by=home.bruno, at=JUNE)


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("AggregateAnalytics_Claire Martin_2026-05-01_2026-05-31.xlsx", "claire"),
        ("Content_2026-05-01_2026-05-31_CLAIRE-MARTIN.xlsx", "claire"), ("AggregateAnalytics_Karim Alaoui.xlsx", "karim"),
        ("export.xlsx", None),
    ],
)  # fmt: skip
def test_the_account_is_guessed_from_the_files_name(home: House, name: str, whose: str | None) -> None:
    karim = editorial.colleague(home)
    karim.name = "Karim Alaoui"
    karim.save(update_fields=["name"])
    theirs = home.account.__class__.objects.create(organisation=home.organisation, leader=karim)
    file = read(home, files.member_in_french(), name=name)
    accounts = {"claire": home.account, "karim": theirs, None: None}
    assert queries.guess(file, [home.account, theirs, page_of(home)]) == accounts[whose]


def test_signs_that_no_database_keeps_are_left_out(home: House) -> None:
    rows = [["Da\x00te", "Impress\x00ions", "\x01"], ["5/14/2026", "1\x002", "\x00"]]
    content = files.xls({"AutreQchose": rows})
    assert b"AutreQchose" in content
    file = read(home, content.replace(b"AutreQchose", b"Autre\x00chose"))
    assert file.state == FileState.CHECKED
    assert file.summary["sheets"][0]["name"] == "Autrechose"
    assert file.figures.get().value == 12


def test_the_audience_is_that_of_one_file(home: House) -> None:
    heads = ["Top Demographics", "Value", "Percentage"]
    for at, place in ((JUNE, "Paris"), (LATER, "Lyon")):
        days = [["Date", "Impressions"], ["5/14/2026", "1"]]
        sheets = {"DISCOVERY": [["Overall Performance", "5/1/2026 - 5/31/2026"], ["Impressions", "5"]], "ENGAGEMENT": days,
                  "DEMOGRAPHICS": [heads, ["Location", place, "10%"]]}  # fmt: skip
        imported(home, files.xlsx(sheets), at=at)
    (part,) = queries.audiences(home.account)[Metric.AUDIENCE]
    assert part.label == "Location · Lyon"


def test_the_ticks_read_what_waits_and_forget_what_nobody_wanted(home: House) -> None:
    file = chosen(home, files.member_in_french())
    read_files()
    file.refresh_from_db()
    assert file.state == FileState.CHECKED
    forget_files()
    assert not AnalyticsFile.objects.exists()


def test_reach_is_told_by_period_and_never_summed(home: House) -> None:
    imported(home, files.member_in_french())
    assert all(Metric.REACH not in month.sums for month in queries.months(home.account))
    (period,) = queries.periods(home.account)
    assert period.values == {"impressions": 31_496, "reach": 8_901}
