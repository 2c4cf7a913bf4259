from datetime import date, timedelta

import pytest

from influence.core.measures import Metric, NotAdditive, total
from influence.engagement.models import Snapshot
from influence.publishing.models import Publication
from influence.reporting.actions import freeze
from influence.reporting.figures import figures
from influence.reporting.gathering import month_of
from influence.reporting.measures import engagement_rate, internal_share
from tests.makers import House, published
from tests.reporting.stories import JULY, JUNE, busy_june, day, on_a_page, read


def june(home: House) -> dict:
    return figures(home.organisation, month=month_of(home.organisation, JUNE), now=JULY)


def test_the_month_is_the_organisations_own(home: House) -> None:
    published(home, at=day(31, 5, hour=22))  # Already the first of June in Paris.
    published(home, at=day(30, 6, hour=21))
    published(home, at=day(30, 6, hour=22))  # Already July.
    assert june(home)["collective"]["posts"] == 2


def test_october_in_paris_has_745_hours(home: House) -> None:
    october = month_of(home.organisation, date(2026, 10, 1))
    assert figures(home.organisation, month=october, now=october.end)["hours"] == 745


def test_a_post_is_read_at_the_age_of_a_week(home: House) -> None:
    post = published(home, at=day(3))
    read(post, impressions=100, reactions=10, after=timedelta(days=6))
    read(post, impressions=900, reactions=90, after=timedelta(days=8))
    assert june(home)["collective"]["reactions"] == 10


def test_a_reading_after_the_freeze_does_not_count(home: House) -> None:
    post = published(home, at=day(29))
    read(post, impressions=100, reactions=10, after=timedelta(hours=5))
    read(post, impressions=200, reactions=20, after=timedelta(days=4))
    found = june(home)
    assert found["collective"]["reactions"] == 10
    assert found["gaps"]["younger_than_a_week"] == 1


def test_an_unread_post_is_unknown_and_not_zero(home: House) -> None:
    published(home, at=day(3))
    found = june(home)
    assert found["posts"][0]["reactions"] is None
    assert found["gaps"]["unread"] == 1
    assert internal_share(found["collective"]) is None


@pytest.mark.parametrize("impressions", [None, 0])
def test_the_rate_is_null_without_impressions(home: House, impressions: int | None) -> None:
    read(published(home, at=day(3)), impressions=impressions, reactions=10)
    assert engagement_rate(june(home)["collective"]) is None


def test_the_rate_divides_engagements_by_the_impressions_of_the_same_posts(home: House) -> None:
    read(published(home, at=day(3)), impressions=200, reactions=10)
    read(published(home, at=day(4)), impressions=None, reactions=90)
    assert engagement_rate(june(home)["collective"]) == pytest.approx(0.05)


def test_reach_is_never_summed(home: House) -> None:
    read(published(home, at=day(3)), impressions=200, reactions=10)
    read(published(home, at=day(4)), impressions=300, reactions=10)
    found = june(home)
    assert [post["reach"] for post in found["posts"]] == [200, 300]
    assert "reach" not in found["collective"]
    with pytest.raises(NotAdditive):
        total(Metric.REACH, [200, 300])


def test_employees_acts_are_never_more_than_all(home: House) -> None:
    read(published(home, at=day(3)), impressions=200, reactions=10, inside=25)
    assert internal_share(june(home)["collective"]) == 1.0


def test_a_page_is_counted_beside_the_leaders_and_in_none_of_their_sums(home: House) -> None:
    read(published(home, at=day(3)), impressions=200, reactions=10, comments=1)
    without = june(home)
    read(on_a_page(home, at=day(4)), impressions=5_000, reactions=300, comments=40, reshares=9, inside=30)
    on_a_page(home, at=day(5))
    found = june(home)
    apart = {"pages"}
    assert {key: found[key] for key in found.keys() - apart} == {
        **{key: without[key] for key in without.keys() - apart}, "process": found["process"],
    }  # fmt: skip
    assert without["pages"] == []
    (page,) = found["pages"]
    assert (page["name"], page["leader"]) == ("CHU Saint-Luc", home.leader.pk)
    assert (page["totals"]["posts"], page["totals"]["read"], page["totals"]["impressions"]) == (2, 1, 5_000)
    assert [post["internal"] for post in page["posts"]] == [30, None]


def test_a_repost_counts_and_is_told_apart_from_originals(home: House) -> None:
    published(home, at=day(3))
    published(home, at=day(4), card={"kind": "reshare", "urn": "urn:li:share:7529830966886499999"})
    totals = june(home)["collective"]
    assert (totals["posts"], totals["reposts"]) == (2, 1)


def test_a_post_that_was_taken_down_is_no_longer_counted_and_is_said(home: House) -> None:
    read(published(home, at=day(3)), impressions=200, reactions=10)
    taken = published(home, at=day(4))
    read(taken, impressions=900, reactions=90)
    Publication.objects.filter(pk=taken.pk).update(state="removed")
    found = june(home)
    assert (found["collective"]["posts"], found["collective"]["reactions"]) == (1, 10)
    assert found["gaps"]["removed"] == 1


def test_an_imported_reading_speaks_only_where_the_network_gave_none(home: House) -> None:
    both, one = published(home, at=day(3)), published(home, at=day(4))
    read(both, impressions=100, reactions=10, after=timedelta(days=2))
    for post, hours in ((both, 72), (one, 72)):
        reading = read(post, impressions=900, reactions=90, after=timedelta(hours=hours))
        Snapshot.objects.filter(pk=reading.pk).update(source="import")
    assert [(post["source"], post["reactions"]) for post in june(home)["posts"]] == [
        ("api", 10),
        ("import", 90),
    ]


def test_a_pillar_without_a_voice_is_there(home: House) -> None:
    published(home, at=day(3))
    pillars = {row["name"]: row["posts"] for row in june(home)["pillars"]}
    assert pillars == {"Transformation": 1, "Qualité des soins": 0}


def test_last_months_figures_come_from_its_frozen_report(home: House) -> None:
    read(published(home, at=day(5, 5)), impressions=500, reactions=40)
    freeze(home.organisation, month=date(2026, 5, 1), now=day(1, 6))
    published(home, at=day(6, 5))  # Found later: the printed figure stays.
    assert june(home)["previous"]["collective"]["posts"] == 1


def test_a_month_before_the_first_report_is_counted_from_its_rows(home: House) -> None:
    published(home, at=day(5, 5))
    assert june(home)["previous"]["collective"]["posts"] == 1


def test_nothing_before_is_no_month_before(home: House) -> None:
    assert june(home)["previous"] is None


def test_another_organisation_counts_nothing_here(home: House, abroad: House) -> None:
    busy_june(home)
    found = june(abroad)
    assert (found["collective"]["posts"], found["transversality"]["members"], found["next_month"]) == (
        0,
        0,
        [],
    )
