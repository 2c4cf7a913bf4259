from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from influence.accounts.models import Account
from influence.engagement import actions
from influence.engagement.enrolment import enrol
from influence.engagement.models import DailyCount, InternalCount, RawEngagement, Snapshot
from influence.engagement.reading import Voice
from influence.networks.ports import Capability, Comment, Counters, Credentials, Reaction
from influence.people.models import Department
from influence.publishing.models import Publication
from tests import makers
from tests.makers import NOW, House

ANYBODY = Credentials(access_token="x")


@dataclass
class Feed:
    """What a network would answer; the contract with the real one is tests/networks and the sandbox's flow."""

    liked: list[Reaction] = field(default_factory=list)
    said: list[Comment] = field(default_factory=list)
    can: frozenset[Capability] = frozenset({Capability.READ_COUNTS, Capability.READ_REACTORS})

    def counters(
        self, urn: str, *, credentials: Credentials, capabilities: Collection[Capability]
    ) -> Counters:
        return Counters(
            reactions_by_type={"LIKE": len(self.liked)},
            comments=len(self.said),
            top_level_comments=len(self.said),
        )

    def reactions(
        self, urn: str, *, credentials: Credentials, since: datetime | None = None
    ) -> Iterator[Reaction]:
        return iter(self.liked)

    def comments(self, urn: str, *, credentials: Credentials) -> Iterator[Comment]:
        return iter(self.said)


def collect(publication: Publication, feed: Feed, *, now: datetime, **asks: Any) -> Snapshot | None:
    voice = Voice(network=feed, credentials=ANYBODY, can=feed.can)  # type: ignore[arg-type]
    return actions.collect(publication, voice=voice, now=now, **asks)


def urn(name: str) -> str:
    return f"urn:li:person:{name}"


def like(name: str, at: datetime) -> Reaction:
    return Reaction(member_urn=urn(name), kind="LIKE", at=at)


def join(home: House, name: str, department: Department | None = None) -> str:
    return enrol(
        organisation=home.organisation, department=department or home.department, member_urn=urn(name), at=NOW
    )


def internal(publication_id: int) -> int:
    return sum(InternalCount.objects.filter(publication_id=publication_id).values_list("acts", flat=True))


def test_enrolled_employees_are_told_apart_and_the_public_leaves_no_trace(home: House) -> None:
    join(home, "ines")
    publication = makers.published(home)
    feed = Feed(liked=[like("ines", NOW), like("passer-by", NOW)], said=[Comment(urn("ines"), NOW, "c1")])
    collect(publication, feed, now=NOW + timedelta(hours=1))
    snapshot = Snapshot.objects.get()
    assert (snapshot.reactions, snapshot.comments, snapshot.impressions) == (2, 1, None)
    assert internal(publication.pk) == 2
    assert RawEngagement.objects.count() == 2
    assert not RawEngagement.objects.filter(pseudonym__contains="ines").exists()


def test_reading_the_same_acts_again_counts_them_once(home: House) -> None:
    join(home, "ines")
    publication = makers.published(home)
    feed = Feed(liked=[like("ines", NOW)])
    for hours in (1, 2, 6):
        collect(publication, feed, now=NOW + timedelta(hours=hours))
    assert internal(publication.pk) == 1


def test_an_act_that_was_purged_is_never_counted_again(home: House) -> None:
    join(home, "ines")
    publication = makers.published(home)
    feed = Feed(liked=[like("ines", NOW)])
    collect(publication, feed, now=NOW + timedelta(hours=1))
    for minutes in range(45 * 60, 49 * 60, 20):
        now = NOW + timedelta(minutes=minutes)
        actions.purge(now=now)
        collect(publication, feed, now=now)
    assert internal(publication.pk) == 1
    assert RawEngagement.objects.count() == 0


def test_nobody_is_remembered_for_48_hours(home: House) -> None:
    join(home, "ines")
    publication = makers.published(home)
    feed = Feed(liked=[like("ines", NOW)])
    collect(publication, feed, now=NOW + timedelta(minutes=1))
    actions.purge(now=NOW + timedelta(hours=46, minutes=59))
    assert RawEngagement.objects.count() == 1
    actions.purge(now=NOW + timedelta(hours=47, minutes=15))
    assert RawEngagement.objects.count() == 0


def test_days_are_kept_thirteen_months_and_readings_a_year(home: House) -> None:
    day = NOW.date()
    DailyCount.objects.create(
        organisation=home.organisation,
        day=day,
        leader=None,
        department=home.department,
        kind="any",
        acts=6,
        persons=6,
    )
    Snapshot.objects.create(organisation=home.organisation, publication=makers.published(home), taken_at=NOW)
    counts = [(365, 1, 1), (366, 1, 0), (396, 1, 0), (397, 0, 0)]
    for days, left_days, left_readings in counts:
        actions.purge(now=NOW + timedelta(days=days))
        assert (DailyCount.objects.count(), Snapshot.objects.count()) == (left_days, left_readings), days


def test_an_access_that_may_not_read_who_reacted_still_gives_counters(home: House) -> None:
    join(home, "ines")
    publication = makers.published(home)
    feed = Feed(liked=[like("ines", NOW)], can=frozenset({Capability.READ_COUNTS}))
    collect(publication, feed, now=NOW + timedelta(hours=1))
    assert (Snapshot.objects.get().reactions, internal(publication.pk)) == (1, 0)


def test_the_first_reading_verifies_that_the_post_did_not_vanish(home: House) -> None:
    publication = makers.published(home)
    collect(publication, Feed(), now=NOW + timedelta(minutes=1))
    publication.refresh_from_db()
    assert publication.verified_at == NOW + timedelta(minutes=1)


def test_days_count_acts_and_distinct_persons_in_the_organisations_zone(home: House) -> None:
    join(home, "ines")
    join(home, "paul", home.other_department)
    publication = makers.published(home)
    # 22:30 UTC is half past midnight of the next day in Paris.
    late = NOW.replace(hour=22, minute=30)
    feed = Feed(liked=[like("ines", NOW), like("paul", late)], said=[Comment(urn("ines"), NOW, "c1")])
    now = NOW + timedelta(hours=20)
    collect(publication, feed, now=now)
    for _ in range(2):
        actions.roll_up(now=now)
    rows = DailyCount.objects.filter(leader=home.leader, kind="any").order_by("day")
    assert [(row.day.isoformat(), row.department_id, row.acts, row.persons) for row in rows] == [
        ("2026-06-01", home.department.pk, 2, 1),
        ("2026-06-02", home.other_department.pk, 1, 1),
    ]
    assert DailyCount.objects.filter(leader=None, kind="reaction", day="2026-06-01").get().persons == 1


def test_a_like_of_a_pages_post_is_no_leaders(home: House) -> None:
    """It is told of that post; T asks whom the leaders themselves reach."""
    join(home, "ines")
    page = Account.objects.create(
        organisation=home.organisation, leader=home.leader, kind="page", through=home.account,
        author_urn="urn:li:organization:5501001",
    )  # fmt: skip
    for account, minutes in ((page, 0), (home.account, 30)):
        publication = makers.published(home, at=NOW + timedelta(minutes=minutes))
        Publication.objects.filter(pk=publication.pk).update(account=account)
        collect(publication, Feed(liked=[like("ines", NOW)]), now=NOW + timedelta(hours=1))
    actions.roll_up(now=NOW + timedelta(hours=1))
    assert [count.acts for count in DailyCount.objects.filter(kind="any")] == [1, 1]
    assert InternalCount.objects.filter(kind="reaction", acts=1).count() == 2


def test_a_day_whose_rows_are_being_purged_keeps_its_count(home: House) -> None:
    join(home, "ines")
    publication = makers.published(home)
    collect(publication, Feed(liked=[like("ines", NOW)]), now=NOW + timedelta(hours=1))
    actions.roll_up(now=NOW + timedelta(hours=1))
    late = NOW + timedelta(hours=47, minutes=30)
    actions.purge(now=late)
    actions.roll_up(now=late)
    assert DailyCount.objects.filter(leader=home.leader, kind="any").get().acts == 1


def test_an_act_that_is_read_when_its_days_first_rows_are_gone_is_added_to_the_day(home: House) -> None:
    """Claire's post is read at 24 h and at 60 h of its age; meanwhile the rows of the morning go."""
    for name in ("ines", "paul"):
        join(home, name)
    publication = makers.published(home)
    early, late = NOW, NOW + timedelta(hours=11)
    first, now = NOW + timedelta(hours=10), NOW + timedelta(hours=48)
    collect(publication, Feed(liked=[like("ines", early)]), now=first)
    actions.roll_up(now=first)
    actions.purge(now=now)
    feed = Feed(liked=[like("ines", early), like("paul", late)], said=[Comment(urn("ines"), late, "c1")])
    collect(publication, feed, now=now)
    for _ in range(3):
        actions.roll_up(now=now)
    day = DailyCount.objects.get(leader=home.leader, kind="any")
    assert (day.acts, day.persons) == (3, 2)
    assert internal(publication.pk) == 3


def test_an_employee_of_another_organisation_is_public_here(home: House, abroad: House) -> None:
    join(abroad, "ines")
    join(home, "paul")
    publication = makers.published(home)
    collect(publication, Feed(liked=[like("ines", NOW)]), now=NOW + timedelta(hours=1))
    assert internal(publication.pk) == 0


def test_an_act_after_the_first_seven_days_counts_for_its_day_and_not_for_the_post(home: House) -> None:
    join(home, "ines")
    join(home, "paul")
    publication = makers.published(home)
    feed = Feed(
        liked=[like("ines", NOW + timedelta(days=7)), like("paul", NOW + timedelta(days=7, seconds=1))]
    )
    now = NOW + timedelta(days=7, hours=2)
    collect(publication, feed, now=now)
    actions.roll_up(now=now)
    assert internal(publication.pk) == 1
    assert DailyCount.objects.get(leader=home.leader, kind="any").acts == 2


def test_nobody_is_told_apart_where_nobody_has_enrolled(home: House, abroad: House) -> None:
    join(abroad, "ines")

    class Discreet(Feed):
        def reactions(self, urn: str, **given: Any) -> Iterator[Reaction]:
            raise AssertionError("who reacted was asked")

    collect(makers.published(home), Discreet(liked=[like("ines", NOW)]), now=NOW + timedelta(hours=1))
    assert Snapshot.objects.get().reactions == 1
