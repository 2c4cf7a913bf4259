"""What may leave late, how late, and how many at once (domain.md §6.5)."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from threading import Barrier

import pytest
from django.db import connection

from influence.accounts.models import Account, AccountState
from influence.accounts.seal import Purpose, seal
from influence.core import cadence
from influence.core.fingerprint import content_hash
from influence.editorial import actions as editorial
from influence.editorial.models import Decision, Post, Slot, Version
from influence.networks.errors import RateLimited, Reason
from influence.networks.ports import Published
from influence.outbox.models import Message
from influence.people.models import Leader, Role
from influence.publishing import actions
from influence.publishing.lateness import FIRST_MOMENT, JOIN_POLICY, LAST_MOMENT, ON_TIME, last_moment, limit
from influence.publishing.models import Publication
from influence.publishing.outcomes import finish
from influence.publishing.problems import Problem
from influence.publishing.sending import begin
from influence.safeguards.models import Policy
from tests import makers
from tests.editorial import stories
from tests.makers import NOW, House, member, slot
from tests.publishing.stage import DUE, again, approved, connect, planned, states, urn_at

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
numbers = count()


def set_policy(home: House, **given: object) -> None:
    Policy.objects.update_or_create(organisation=home.organisation, defaults=given)


def colleague(home: House, number: int) -> tuple[Leader, Account]:
    leader = stories.colleague(home, name=f"{number:03d} Benali")
    return leader, voice_of(leader, number)


def voice_of(leader: Leader, number: int) -> Account:
    account, _new = Account.objects.get_or_create(
        organisation=leader.organisation, leader=leader, kind="member"
    )
    account.state, account.mode = AccountState.CONNECTED, "publish_only"
    account.author_urn = f"urn:li:person:{leader.organisation_id}-{number}"
    account.access_expires_at = NOW + timedelta(days=60)
    account.sealed_access = seal("token", account=account, purpose=Purpose.ACCESS)
    account.save()
    return account


def due(
    home: House, account: Account, *, at: datetime, is_undated: bool = True, said: timedelta = HOUR
) -> Publication:
    """Rows as the product leaves them for an approved post, without the way there. `said`: so long after NOW."""
    leader, text = account.leader, f"Publication {next(numbers)}."
    day, time = cadence.wall(at, leader.zone)
    place = Slot.objects.create(
        organisation=home.organisation,
        leader=leader,
        pillar=home.pillar,
        day=day,
        time=time,
        zone=leader.zone,
        at=at,
    )
    post = Post.objects.create(
        organisation=home.organisation, leader=leader, pillar=home.pillar, slot=place, created_by=home.bruno,
        created_at=NOW, changed_at=NOW, is_undated=is_undated,
    )  # fmt: skip
    digest = content_hash(text=text, account=str(account.pk), audience="PUBLIC")
    version = Version.objects.create(
        post=post, number=1, text=text, account=account, content_hash=digest, written_by=home.bruno, written_at=NOW,
        submitted_by=home.bruno, submitted_at=NOW,
    )  # fmt: skip
    Decision.objects.create(
        version=version, content_hash=digest, kind="approve", decided_by=leader.user, decided_at=NOW + said,
        channel="session", slot_at=at,
    )  # fmt: skip
    Post.objects.filter(pk=post.pk).update(state="scheduled", version=version)
    return Publication.objects.create(
        organisation=home.organisation, post_id=post.pk, account=account, version=version, content_hash=digest,
        due_at=at, changed_at=NOW,
    )  # fmt: skip


def send(claim: actions.Claim, *, at: datetime) -> bool:
    """What a worker does, with a network that says yes."""
    if begin(claim.publication_id, token=claim.token, now=at) is None:
        return False
    answer = Published(urn=urn_at(at, last=next(numbers)), permalink="https://www.linkedin.com/feed/")
    finish(claim.publication_id, token=claim.token, answer=answer, now=at)
    return True


def tick(at: datetime) -> int:
    actions.recover(now=at)
    return sum(send(claim, at=at) for claim in actions.claim(now=at))


def in_sql(publication: Publication) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {LAST_MOMENT} FROM publishing_publication publication"
            f" JOIN editorial_post post ON post.id = publication.post_id {JOIN_POLICY} WHERE publication.id = %s",
            [publication.pk],
        )
        found: datetime = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("is_undated", [False, True])
@pytest.mark.parametrize(
    "policy",
    [
        None,
        {},
        {"catch_up_minutes": 10, "undated_hours": 2},
        {"catch_up_minutes": 30, "undated_hours": 0},
    ],
)
def test_a_statement_a_page_and_a_query_name_one_last_moment(
    home: House, policy: dict[str, int] | None, is_undated: bool
) -> None:
    Policy.objects.all().delete()
    if policy is not None:
        set_policy(home, **policy)
    publication = planned(home)
    Post.objects.update(is_undated=is_undated)
    shown = last_moment(again(publication))
    asked = Publication.objects.annotate(last=limit("due_at", is_undated="post__is_undated")).get()
    of_post = Post.objects.annotate(last=limit("slot__at", is_undated="is_undated")).get()
    assert shown == in_sql(publication) == asked.last == of_post.last
    hours = (policy or {}).get("undated_hours", 6)
    minutes = (policy or {}).get("catch_up_minutes", 30)
    assert shown == DUE + max(minutes * MINUTE, hours * HOUR if is_undated else timedelta())


def test_an_organisation_that_catches_up_for_less_misses_sooner(home: House) -> None:
    set_policy(home, catch_up_minutes=10)
    publication = planned(home)
    assert len(actions.claim(now=DUE + 10 * MINUTE)) == 1
    Publication.objects.update(state="due", claim_token=None, claimed_until=None)
    assert actions.claim(now=DUE + 10 * MINUTE + SECOND) == []
    actions.sweep(now=DUE + 10 * MINUTE)
    assert states(publication) == ("due", "scheduled")
    actions.sweep(now=DUE + 10 * MINUTE + SECOND)
    assert states(publication) == ("missed", "missed")
    assert Message.objects.filter(kind="publication_missed").count() == 2


def test_after_an_outage_only_what_bears_no_date_leaves_hours_late(home: House) -> None:
    dated, undated = planned(home), planned(home, at=DUE + MINUTE)
    Post.objects.filter(pk=undated.post_id).update(is_undated=True)
    back = DUE + 3 * HOUR
    assert tick(back) == 1
    assert states(undated) == ("published", "published")
    assert states(dated) == ("missed", "missed")
    assert again(dated).problem == Problem.LATE


@pytest.mark.parametrize(("late", "state"), [(6 * HOUR, "published"), (6 * HOUR + SECOND, "missed")])
def test_after_six_hours_the_leader_is_always_asked_again(home: House, late: timedelta, state: str) -> None:
    publication = planned(home)
    Post.objects.update(is_undated=True)
    tick(DUE + late)
    assert again(publication).state == state


def test_what_was_approved_and_never_planned_waits_as_long_as_its_policy_says(home: House) -> None:
    connect(home)
    post = approved(home)
    Post.objects.update(is_undated=True)
    actions.tidy(now=DUE + 6 * HOUR)
    assert stories.fresh(post).state == "approved"
    actions.tidy(now=DUE + 6 * HOUR + SECOND)
    assert stories.fresh(post).state == "missed"


def test_files_of_an_undated_post_still_travel_hours_late(home: House) -> None:
    connect(home)
    file = stories.kept(home)
    post = approved(home, media=[stories.part(file)])
    Post.objects.filter(pk=post.pk).update(is_undated=True)
    actions.plan(now=NOW)
    actions.prepare(now=DUE + 5 * HOUR)
    assert len(actions.claim_uploads(now=DUE + 5 * HOUR, limit=5)) == 1


def moments(publication: Publication) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {FIRST_MOMENT} FROM publishing_publication publication {JOIN_POLICY} WHERE publication.id = %(id)s",
            {"id": publication.pk},
        )
        found: datetime = cursor.fetchone()[0]
    return found


def test_the_spread_is_never_earlier_and_at_most_what_was_asked_for(home: House) -> None:
    set_policy(home, jitter_seconds=90)
    connect(home)
    found = [due(home, home.account, at=DUE + n * SECOND) for n in range(100)]
    delays = {moments(one) - one.due_at for one in found}
    assert min(delays) == timedelta()
    assert max(delays) == 90 * SECOND
    assert len(delays) > 80


def test_a_spread_post_leaves_at_its_first_moment_and_not_before(home: House) -> None:
    set_policy(home, jitter_seconds=90)
    connect(home)
    found = [due(home, home.account, at=DUE + n * SECOND) for n in range(3)]
    one = max(found, key=lambda one: moments(one) - one.due_at)
    first = moments(one)
    taken = {claim.publication_id for claim in actions.claim(now=first - SECOND)}
    assert one.pk not in taken
    assert one.pk in {claim.publication_id for claim in actions.claim(now=first)}


def test_a_spread_never_eats_up_the_time_to_catch_up(home: House) -> None:
    set_policy(home, jitter_seconds=90, catch_up_minutes=1)
    connect(home)
    for n in range(91):
        one = due(home, home.account, at=DUE + n * SECOND, is_undated=False)
        assert moments(one) <= one.due_at + 30 * SECOND


def test_without_a_spread_a_post_leaves_at_its_very_second(home: House) -> None:
    assert moments(planned(home)) == DUE


# --- many at once


def test_of_what_is_late_one_leaves_an_hour_the_oldest_approval_first(home: House) -> None:
    set_policy(home, min_gap_hours=0)
    voices = [colleague(home, n)[1] for n in range(3)]
    first = due(home, voices[0], at=DUE, said=3 * MINUTE)
    second = due(home, voices[1], at=DUE + MINUTE, said=1 * MINUTE)
    third = due(home, voices[2], at=DUE + 2 * MINUTE, said=2 * MINUTE)
    back = DUE + HOUR
    order = []
    for minute in range(0, 181, 10):
        tick(back + minute * MINUTE)
        order += [pk for pk in Publication.objects.filter(state="published").values_list("pk", flat=True)
                  if pk not in order]  # fmt: skip
    assert order == [second.pk, third.pk, first.pk]
    times = sorted(Publication.objects.filter(state="published").values_list("published_at", flat=True))
    assert [later - sooner for sooner, later in pairwise(times)] == [HOUR, HOUR]


def test_two_late_posts_of_one_leader_do_not_leave_in_one_claim(home: House) -> None:
    connect(home)
    one, two = due(home, home.account, at=DUE), due(home, home.account, at=DUE + MINUTE)
    [claim] = actions.claim(now=DUE + HOUR)
    assert claim.publication_id == one.pk
    assert actions.claim(now=DUE + HOUR + SECOND) == []
    assert again(two).state == "due"


def test_two_who_claimed_late_posts_of_one_leader_at_once_both_give_way(home: House) -> None:
    """As if neither statement had seen the other: `begin` asks again."""
    connect(home)
    for n in range(2):
        due(home, home.account, at=DUE + n * MINUTE)
    [claim] = actions.claim(now=DUE + HOUR)
    rest = Publication.objects.filter(state="due")
    rest.update(state="claimed", claim_token="7d3f8a52-0000-4000-8000-000000000000", claimed_until=DUE + 2 * HOUR,
                changed_at=DUE + HOUR)  # fmt: skip
    assert not send(claim, at=DUE + HOUR + SECOND)
    assert again(claim.publication_id).state == "due"


def test_a_late_post_keeps_its_distance_from_one_that_is_live_or_about_to_leave(home: House) -> None:
    set_policy(home, min_gap_hours=20)
    connect(home)
    late = due(home, home.account, at=DUE)
    coming = due(home, home.account, at=DUE + 19 * HOUR)
    assert actions.claim(now=DUE + HOUR) == []
    coming.delete()
    assert len(actions.claim(now=DUE + HOUR)) == 1
    assert late.pk


@pytest.mark.parametrize(("hours", "count"), [(19, 0), (20, 1)])
def test_the_gap_counts_from_what_was_published(home: House, hours: int, count: int) -> None:
    set_policy(home, min_gap_hours=20)
    connect(home)
    early = due(home, home.account, at=DUE + HOUR - hours * HOUR)
    assert tick(DUE + HOUR - hours * HOUR) == 1
    late = due(home, home.account, at=DUE)
    assert len(actions.claim(now=DUE + HOUR)) == count
    assert again(early).state == "published"
    assert late.pk


def test_what_is_on_time_never_waits_for_what_is_late(home: House) -> None:
    """However few may be claimed, and whoever's it is: another leader's, or the late one's own."""
    set_policy(home, min_gap_hours=20)
    connect(home)
    _leader, other = colleague(home, 1)
    due(home, other, at=DUE - 2 * HOUR)
    for n in range(3):
        due(home, home.account, at=DUE - HOUR + n * MINUTE)
    now = DUE + MINUTE
    own, punctual = due(home, home.account, at=now), due(home, colleague(home, 2)[1], at=now)
    taken = [claim.publication_id for claim in actions.claim(now=now, limit=2)]
    assert sorted(taken) == [own.pk, punctual.pk]
    assert [claim.publication_id for claim in actions.claim(now=now)] != []


@pytest.mark.parametrize(("late", "count"), [(ON_TIME, 2), (ON_TIME + SECOND, 1)])
def test_five_minutes_late_is_still_at_its_slot(home: House, late: timedelta, count: int) -> None:
    for n in range(2):
        due(home, colleague(home, n)[1], at=DUE)
    assert len(actions.claim(now=DUE + late)) == count


def test_an_organisation_does_not_wait_for_another(home: House, abroad: House) -> None:
    connect(home)
    connect(abroad)
    due(home, home.account, at=DUE)
    due(abroad, abroad.account, at=DUE)
    assert len(actions.claim(now=DUE + HOUR)) == 2


def test_what_runs_out_of_time_in_the_crowd_is_missed_and_told_why(home: House) -> None:
    connect(home)
    first = due(home, home.account, at=DUE, is_undated=False)
    second = due(home, colleague(home, 1)[1], at=DUE + SECOND, is_undated=False)
    for minute in range(20, 35):
        tick(DUE + minute * MINUTE)
    assert (again(first).state, states(second)) == ("published", ("missed", "missed"))
    assert again(second).problem == Problem.CROWDED
    mails = Message.objects.filter(kind="publication_missed")
    assert set(mails.values_list("to_email", flat=True)) == {home.bruno.email, "001@saint-luc.example"}
    assert "de trop près" in mails[0].text


GAP = timedelta(hours=20)


@pytest.fixture
def crowd(home: House, abroad: House) -> dict[int, House]:
    """Five hours without a worker: two hundred and forty posts of forty leaders came due, and more go on coming due."""
    for n, house in enumerate((home, abroad)):
        set_policy(house, min_gap_hours=20)
        for leader in range(20):
            account = colleague(home, n * 100 + leader)[1] if house is home else foreigner(abroad, leader)
            for post in range(6):
                at = DUE + timedelta(minutes=(leader * 7 + post * 61) % 300)
                due(house, account, at=at, is_undated=post % 2 == 0, said=timedelta(minutes=leader + post))
            due(house, account, at=DUE + timedelta(days=2, minutes=leader), is_undated=False)
    return {home.organisation.pk: home, abroad.organisation.pk: abroad}


def foreigner(abroad: House, number: int) -> Account:
    if number == 0:
        return voice_of(abroad.leader, number)
    user = member(abroad.organisation, f"Marc {number}", Role.LEADER, f"marc{number}@acier.example")
    leader = Leader.objects.create(
        organisation=abroad.organisation, codir=abroad.codir, department=abroad.department, user=user, name=user.name,
        function="DRH", zone="Europe/Paris",
    )  # fmt: skip
    return voice_of(leader, number)


@pytest.mark.deep
def test_after_five_hours_no_leader_gets_two_posts_within_the_gap(crowd: dict[int, House]) -> None:
    back = DUE + timedelta(hours=5)
    for minute in range(0, 8 * 60, 5):
        tick(back + minute * MINUTE)
    for minute in range(25):
        tick(DUE + timedelta(days=2, minutes=minute))
    by_leader, by_house = defaultdict(list), defaultdict(list)
    live = Publication.objects.filter(state="published").order_by("published_at")
    for leader, house, at, slot_at in live.values_list(
        "post__leader", "organisation", "published_at", "due_at"
    ):
        by_leader[leader].append(at)
        if at > slot_at + ON_TIME:
            by_house[house].append(at)
    assert all(later - sooner >= GAP for times in by_leader.values() for sooner, later in pairwise(times))
    assert all(later - sooner >= HOUR for times in by_house.values() for sooner, later in pairwise(times))
    assert all(len(times) >= 6 for times in by_house.values())
    # Whoever had something to say on time, later, said it.
    assert live.filter(due_at__gte=DUE + timedelta(days=2)).count() == 40
    # All the rest is missed, and somebody heard of each.
    rest = Publication.objects.exclude(state="published")
    assert set(rest.values_list("state", flat=True)) == {"missed"}
    told = {int(mail.dedup_key.split(":")[1]) for mail in Message.objects.filter(kind="publication_missed")}
    assert set(rest.values_list("post", flat=True)) <= told


# --- the edges of the calendar


@pytest.mark.parametrize(
    "at",
    [
        datetime(2027, 12, 31, 22, 59, 59, tzinfo=UTC),  # 23:59:59 in Paris, the last second of a year
        datetime(2028, 2, 29, 7, 0, tzinfo=UTC),  # 29 February
        datetime(2027, 1, 1, 8, 0, tzinfo=UTC),  # a Friday of ISO week 53 of 2026
        datetime(2028, 2, 29, 22, 59, 59, tzinfo=UTC),
    ],
)
def test_a_post_leaves_and_is_missed_to_the_second_at_the_edges_of_the_calendar(
    home: House, at: datetime
) -> None:
    Account.objects.update(access_expires_at=at + timedelta(days=1))
    connect(home, until=at + timedelta(days=1))
    publication = due(home, home.account, at=at, is_undated=False)
    assert actions.claim(now=at - SECOND) == []
    actions.sweep(now=at + 30 * MINUTE)
    assert len(actions.claim(now=at + 30 * MINUTE)) == 1
    Publication.objects.update(state="due", claim_token=None, claimed_until=None)
    actions.sweep(now=at + 30 * MINUTE + SECOND)
    assert states(publication) == ("missed", "missed")


def test_a_slot_of_the_last_second_keeps_its_day(home: House) -> None:
    at = datetime(2028, 2, 29, 22, 59, 59, tzinfo=UTC)
    place = slot(home, at=at)
    assert (str(place.day), str(place.time)) == ("2028-02-29", "23:59:59")
    assert cadence.instant(place.day, place.time, place.zone) == at


def test_a_network_that_keeps_saying_later_is_asked_within_the_limits_of_its_organisation(
    home: House,
) -> None:
    """Provider 429: again and again, and missed when the next try would come too late."""
    set_policy(home, catch_up_minutes=10)
    publication = planned(home)
    now, tries = DUE, 0
    while again(publication).state == "due":
        for claim in actions.claim(now=now):
            assert begin(claim.publication_id, token=claim.token, now=now)
            failure = RateLimited(Reason.THROTTLED, until=now + 2 * MINUTE)
            finish(claim.publication_id, token=claim.token, answer=failure, now=now)
            tries += 1
        now += 10 * SECOND
    assert again(publication).problem == Reason.THROTTLED
    assert states(publication) == ("missed", "missed")
    assert now <= DUE + 10 * MINUTE
    assert 3 <= tries <= 5


def test_an_editor_who_edits_in_the_storm_takes_the_post_out_of_it(home: House) -> None:
    connect(home)
    found = planned(home)
    Post.objects.update(is_undated=True)
    editorial.revise(found.post, text="Autrement.", seen=1, by=home.bruno, at=DUE + HOUR)
    assert tick(DUE + HOUR) == 0


@pytest.mark.django_db(transaction=True)
def test_two_claimers_at_once_send_one_late_post_of_a_leader() -> None:
    """On two real connections, again and again: each claims, then begins what it claimed."""
    home = makers.house()
    connect(home)
    for n in range(4):
        due(home, home.account, at=DUE + n * MINUTE)
    start = Barrier(2)

    def work() -> int:
        try:
            sent = 0
            for second in range(5):
                start.wait(timeout=10)
                now = DUE + HOUR + second * SECOND
                sent += sum(send(claim, at=now) for claim in actions.claim(now=now))
            return sent
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(work) for _worker in range(2)]
    assert sum(future.result() for future in futures) == 1
    assert Publication.objects.filter(state="published").count() == 1
