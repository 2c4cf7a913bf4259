"""Five views of one calendar: what each shows, how much it weighs, and what an address says."""

import gzip
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from influence.core import cadence
from influence.core.lifecycle import PostState
from influence.editorial.calendar.access import Shown, calendar_for
from influence.editorial.calendar.filters import Filters, filters_of
from influence.editorial.calendar.marks import marks_on
from influence.editorial.calendar.periods import asked_for, month_of, week_of
from influence.editorial.models import Post, Slot, Version
from influence.people.models import Leader
from tests.editorial.stories import colleague, draft, in_review
from tests.makers import NOW, House, slot

JUNE = date(2026, 6, 1)


def month(home: House, *, who: str = "bruno", first: date = JUNE, **filters: object) -> Shown:
    return calendar_for(home.member(getattr(home, who)), month_of(first), filters=Filters(**filters))  # type: ignore[arg-type]


VIEWS = ("calendar", "calendar_week", "calendar_list", "calendar_board", "calendar_lanes")


def fill(home: House, count: int) -> set[int]:
    """Rows as the verbs leave them, through June, by twelve leaders in four states."""
    leaders = [*home.organisation.leaders.all()]
    leaders += [colleague(home, name=f"{chr(65 + n) * 3} Durand") for n in range(12 - len(leaders))]
    step = timedelta(days=27) / count
    slots = Slot.objects.bulk_create(
        Slot(organisation=home.organisation, leader=leaders[n % 12], pillar=home.pillar, zone="Europe/Paris", at=at,
             **dict(zip(("day", "time"), cadence.wall(at, "Europe/Paris"), strict=True)))
        for n in range(count) for at in [NOW + (n + 1) * step + timedelta(seconds=count)]
    )  # fmt: skip
    posts = Post.objects.bulk_create(
        Post(organisation=home.organisation, leader=one.leader, pillar=one.pillar, slot=one, created_by=home.bruno, created_at=NOW,
             changed_at=NOW)
        for one in slots
    )  # fmt: skip
    versions = Version.objects.bulk_create(
        Version(post=post, number=1, text=f"Hier, au bloc {n}, une équipe m'a appris quelque chose.", account=home.account,
                content_hash=str(n), written_by=home.bruno, written_at=NOW)
        for n, post in enumerate(posts)
    )  # fmt: skip
    for n, (post, version) in enumerate(zip(posts, versions, strict=True)):
        post.version, post.state = version, ("draft", "in_review", "approved", "published")[n % 4]
    Post.objects.bulk_update(posts, ["version", "state"])
    return {post.pk for post in posts}


@pytest.mark.parametrize("view", VIEWS)
def test_a_full_month_is_a_light_page_and_as_many_queries_as_a_thin_one(
    home: House, client: Client, view: str
) -> None:
    client.force_login(home.bruno)
    page, counts, found = reverse(view), [], set[int]()
    for count in (40, 360):
        found |= fill(home, count)
        with CaptureQueriesContext(connection) as queries_made:
            answer = client.get(page, {"mois": "2026-06"})
        counts.append(len(queries_made))
    assert counts[0] == counts[1] <= 24
    assert len(gzip.compress(answer.content)) < 40_000
    shown = {int(pk) for pk in re.findall(r"/publications/(\d+)/\"", answer.content.decode())}
    assert shown == found if view != "calendar_week" else shown < found


@pytest.mark.parametrize(
    ("month", "week", "word"),
    [
        ("", "2026-W53", "2026-W53"), ("", "2027-W53", "2026-06"), ("", "2026-W00", "2026-06"), ("", "2026-48", "2026-06"),
        ("2026-12", "", "2026-12"), ("2026-12", "2026-W01", "2026-W01"), ("", "1999-W01", "2026-06"),
    ],
)  # fmt: skip
def test_an_address_names_a_month_or_a_week(month: str, week: str, word: str) -> None:
    assert asked_for(month=month, week=week, today=date(2026, 6, 9)).word == word


def test_periods_follow_one_another_and_change_their_span_without_leaving() -> None:
    turn = week_of(date(2026, 12, 30))
    assert (turn.word, turn.after.word, turn.before.word, turn.as_month().word) == (
        "2026-W53",
        "2027-W01",
        "2026-W52",
        "2026-12",
    )
    june = month_of(date(2026, 6, 9))
    assert [june.as_week(today=day).word for day in (date(2026, 6, 17), date(2026, 7, 17))] == [
        "2026-W25",
        "2026-W23",
    ]
    assert (june.before.word, june.after.word) == ("2026-05", "2026-07")


def test_filters_are_whole_in_the_address() -> None:
    given = QueryDict("dirigeant=1&pilier=2&etat=draft&campagne=3&q=+au+bloc+&vacances=B&autre=x")
    filters = filters_of(given)
    assert filters == Filters(1, 2, PostState.DRAFT, 3, "au bloc", "B")
    assert filters_of(QueryDict(filters.address(week_of(JUNE))[1:])) == filters
    assert filters_of(QueryDict("dirigeant=x&etat=?&vacances=Z&q=%00")) == Filters()


def test_words_are_found_only_in_texts_that_the_reader_may_open(home: House) -> None:
    draft(home, text="Le bloc de nuit")
    draft(home, text="La maternité", where=slot(home, at=NOW + timedelta(days=3)))
    assert [card.excerpt for card in month(home, words="BLOC").within] == ["Le bloc de nuit"]
    karim = colleague(home)
    assert calendar_for(home.member(karim.user), month_of(JUNE), filters=Filters(words="bloc")).within == []
    assert calendar_for(home.member(karim.user), month_of(JUNE), filters=Filters()).shown == 2


def test_lanes_show_who_is_silent_and_keep_who_left_and_spoke(home: House) -> None:
    draft(home)
    silent, gone = colleague(home), colleague(home, name="Ada Gone")
    Leader.objects.filter(pk__in=[home.leader.pk, gone.pk]).update(is_active=False)
    week = calendar_for(home.member(home.bruno), week_of(NOW.date()), filters=Filters())
    assert [(lane.leader, [len(cell) for cell in lane.cells]) for lane in week.lanes] == [
        (home.leader, [0, 0, 1, 0, 0, 0, 0]),
        (silent, [0] * 7),
    ]
    assert [len(cell) for cell in month(home).lanes[0].cells] == [1, 0, 0, 0, 0]


def test_the_board_has_a_column_for_each_state_that_matters(home: House) -> None:
    draft(home)
    in_review(home, where=slot(home, at=NOW + timedelta(days=4)))
    columns = {column.state: len(column.cards) for column in month(home).board}
    assert columns == {
        "draft": 1,
        "in_review": 1,
        "returned": 0,
        "approved": 0,
        "scheduled": 0,
        "published": 0,
    }


def test_milestones_of_campaigns_lie_on_their_day(home: House, abroad: House) -> None:
    for one in (home, abroad):
        campaign = one.organisation.campaigns.create(
            name="Ouverture",
            goal="Dire pourquoi",
            starts_on=JUNE,
            ends_on=JUNE,
            created_by=one.bruno,
            created_at=NOW,
        )
        campaign.milestones.create(day=JUNE, name=f"Visite {one.organisation.slug}")
    found = marks_on(month_of(JUNE), organisation=home.organisation, zones=(), language="fr")
    assert [one.name for one in found[JUNE].milestones] == ["Visite saint-luc"]
