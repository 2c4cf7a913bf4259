"""The sweep against the real sandbox: what is asked when, what it costs, and what happens when it does not go well."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from structlog.testing import capture_logs

from influence.accounts.models import Account
from influence.engagement import actions, sweep
from influence.engagement.models import InternalCount, RawEngagement, Snapshot, Watch
from influence.engagement.moments import AGES, MOMENTS
from influence.networks.ports import Purpose
from influence.publishing.models import Publication
from tests import makers
from tests.engagement.conftest import INES, PAGE, Outside
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def names(calls: list[str]) -> list[str]:
    """Which resource each call was for."""
    return [unquote(call.removeprefix("/rest/")).split("/")[0].split("?")[0] for call in calls]


def watch(publication: Publication) -> Watch:
    return Watch.objects.get(publication=publication)


def test_a_post_is_read_at_its_moments_and_not_between(home: House, outside: Outside) -> None:
    publication = outside.post(home, outside.member(home))
    read = [outside.sweep(NOW + minute * MINUTE) for minute in range(0, 70, 1)]
    assert [minute for minute, done in enumerate(read) if done] == [1, 10, 60]
    assert watch(publication).next_at == NOW + 6 * HOUR
    assert outside.sweep(NOW + 6 * HOUR) == 1
    assert outside.sweep(NOW + 6 * HOUR + timedelta(seconds=10)) == 0


def test_after_thirty_days_nothing_is_read_any_more(home: House, outside: Outside) -> None:
    publication = outside.post(home, outside.member(home))
    for age in AGES:
        assert outside.sweep(NOW + age) == 1, age
    assert watch(publication).next_at is None
    outside.calls()
    assert outside.sweep(NOW + 40 * DAY) == 0
    assert outside.calls() == []


def test_what_is_older_than_the_last_moment_is_never_taken_up(home: House, outside: Outside) -> None:
    outside.post(home, outside.member(home))
    assert outside.sweep(NOW + 33 * DAY) == 0


def test_each_moment_asks_what_the_plan_says(home: House, outside: Outside) -> None:
    outside.receives(half_life_hours=2)
    outside.join(home)
    outside.post(home, outside.member(home))
    who, figures = ["reactions", "socialActions"], ["memberCreatorPostAnalytics"] * 3
    spent = []
    for moment in MOMENTS:
        outside.sweep(NOW + moment.age)
        spent.append(names(outside.calls()))
    assert spent[0] == ["socialMetadata"]
    assert spent[3] == ["socialMetadata", *figures, *who]
    assert spent[5] == who
    assert spent[-1] == ["socialMetadata", *figures]
    assert sum(map(len, spent)) <= 40


def test_where_nobody_has_enrolled_nobody_is_asked_for(home: House, outside: Outside) -> None:
    outside.receives()
    outside.post(home, outside.member(home))
    for age in AGES:
        outside.sweep(NOW + age)
    assert {"reactions", "socialActions"} & set(names(outside.calls())) == set()
    assert Snapshot.objects.count() == 8


def test_an_employees_reaction_is_found_in_the_sandbox_and_counted_once(
    home: House, outside: Outside
) -> None:
    outside.join(home)
    publication = outside.post(home, outside.member(home))
    outside.sandbox.control("engagement", {
        "post": publication.urn, "reactions": 10, "comments": 0, "insider_share": 0.1, "insiders": [INES],
        "horizon_hours": 100, "variation": 0,
    })  # fmt: skip
    for age in AGES:
        now = NOW + age
        outside.sweep(now)
        actions.purge(now=now)
    count = InternalCount.objects.get(publication=publication, kind="reaction")
    assert count.acts == 1
    assert RawEngagement.objects.count() == 0
    assert Snapshot.objects.latest("taken_at").reactions == 10


def test_three_posts_of_one_account_are_counted_in_one_call(home: House, outside: Outside) -> None:
    account = outside.member(home)
    outside.posts(home, account, 3)
    assert outside.sweep(NOW + MINUTE) == 3
    assert names(outside.calls()) == ["socialMetadata"]
    assert outside.sweep(NOW + 6 * HOUR) == 3
    assert len(outside.calls()) == 1 + 3 * 3
    assert Snapshot.objects.count() == 6


def test_without_batches_they_are_counted_one_by_one(home: House, outside: Outside) -> None:
    account = outside.member(home)
    outside.posts(home, account, 3)
    outside.sandbox.control("apps", {"client_id": "sandbox-cma-std", "allows_batch": False})
    assert outside.sweep(NOW + MINUTE) == 3
    assert len(outside.calls()) == 4


def limit(outside: Outside, calls: int | None) -> None:
    outside.sandbox.control("apps", {"client_id": "sandbox-cma-std", "app_limit": calls})


def test_after_a_daily_429_nothing_is_asked_until_the_next_day(home: House, outside: Outside) -> None:
    account = outside.member(home)
    outside.posts(home, account, 2)
    limit(outside, 0)
    assert outside.sweep(NOW + MINUTE) == 0
    assert len(outside.calls()) == 1
    limit(outside, None)
    for minutes in range(2, 60 * 16, 45):
        assert outside.sweep(NOW + minutes * MINUTE) == 0
    assert outside.calls() == []
    midnight = datetime.combine(NOW.date() + DAY, time(), UTC)
    assert outside.sweep(midnight + 10 * MINUTE) == 2


def test_an_account_without_calls_left_keeps_nobody_waiting(
    home: House, abroad: House, outside: Outside
) -> None:
    outside.post(home, outside.member(home), at=NOW + timedelta(seconds=5))
    outside.sandbox.control(
        "tokens", {"member": "Ab12Cd34Ef", "app": "sandbox-partner", "token": "tok-abroad"}
    )
    other = outside.member(abroad, token="tok-abroad")
    outside.post(abroad, other, text="Ailleurs")
    outside.sandbox.control("apps", {"client_id": "sandbox-cma-std", "member_limit": 0})
    assert outside.sweep(NOW + MINUTE) == 1
    assert Snapshot.objects.get().organisation == abroad.organisation


def test_when_the_apps_day_is_over_its_other_accounts_are_not_tried(
    home: House, abroad: House, outside: Outside
) -> None:
    outside.post(home, outside.member(home))
    outside.sandbox.control(
        "tokens", {"member": "Zz98Yy76Xx", "app": "sandbox-cma-std", "token": "tok-nadia"}
    )
    outside.post(abroad, outside.member(abroad, token="tok-nadia"), text="Ailleurs")
    limit(outside, 0)
    assert outside.sweep(NOW + MINUTE) == 0
    assert len(outside.calls()) == 1


def test_what_may_pass_is_asked_again_less_and_less_often(home: House, outside: Outside) -> None:
    publication = outside.post(home, outside.member(home))
    outside.sandbox.control("faults", {"fault": "500-before", "times": None})
    asked = []
    for minutes in range(1, 120):
        outside.sweep(NOW + minutes * MINUTE)
        asked += [minutes] * len(outside.calls())
    assert asked == [1, 2, 7, 22, 82]
    assert watch(publication).problem == "server_error"


def test_a_post_that_is_gone_is_asked_for_at_its_next_moment_alone(home: House, outside: Outside) -> None:
    publication = outside.post(home, outside.member(home))
    Publication.objects.filter(pk=publication.pk).update(urn="urn:li:share:7000000000000000001")
    with capture_logs() as told:
        for minutes in range(1, 61):
            assert outside.sweep(NOW + minutes * MINUTE) == 0
    assert len(outside.calls()) == 3
    assert watch(publication).problem == "not_found"
    lines = [line for line in told if line["event"] == "engagement.not_read"]
    assert [(line["publication"], line["status_code"]) for line in lines] == [(publication.pk, 404)] * 3
    assert all(line["request_id"] for line in lines)


def test_a_token_that_is_refused_asks_the_leader_and_keeps_the_posts_place(
    home: House, outside: Outside
) -> None:
    publication = outside.post(home, outside.member(home))
    outside.sandbox.control("tokens/revoke", {"member": "Ab12Cd34Ef"})
    for minutes in range(1, 30):
        assert outside.sweep(NOW + minutes * MINUTE) == 0
    assert len(outside.calls()) == 1
    assert Account.objects.get(pk=home.account.pk).state == "reconnect"
    assert watch(publication).next_at == NOW + timedelta(seconds=10)


def test_a_token_that_was_refused_is_not_shown_again(home: House, outside: Outside) -> None:
    page = outside.page(home)
    outside.posts(home, home.account, 2)
    outside.post(home, page, at=NOW - 10 * DAY)
    outside.sandbox.control("tokens/revoke", {"member": "Ab12Cd34Ef"})
    assert outside.sweep(NOW + MINUTE) == 0
    assert len(outside.calls()) == 1


def test_posts_of_accounts_that_cannot_be_asked_take_nobodys_place(
    home: House, abroad: House, outside: Outside
) -> None:
    for seconds in range(3):
        makers.published(home, at=NOW + timedelta(seconds=seconds))
    outside.post(abroad, outside.member(abroad), at=NOW - MINUTE)
    outside.at(NOW + MINUTE)
    assert sweep.collect_due(now=NOW + MINUTE, limit=1) == 1


def test_a_fault_of_ours_with_one_post_keeps_no_other_waiting(
    home: House, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = outside.posts(home, outside.member(home), 2)

    def breaks(publication: Publication, **given: Any) -> Snapshot | None:
        if publication == second:
            raise RuntimeError
        return actions.collect(publication, **given)

    monkeypatch.setattr(sweep, "collect", breaks)
    assert outside.sweep(NOW + MINUTE) == 1
    assert watch(second).next_at == NOW + 2 * MINUTE
    assert watch(first).problem == ""


def test_an_access_that_counts_nothing_is_not_asked(home: House, outside: Outside) -> None:
    publication = outside.post(home, outside.member(home))
    Account.objects.filter(pk=home.account.pk).update(scopes=["w_member_social"])
    assert outside.sweep(NOW + MINUTE) == 0
    assert outside.calls() == []
    assert watch(publication).next_at == NOW + 10 * MINUTE


def test_young_posts_go_before_old_ones_and_each_says_which_it_is(home: House, outside: Outside) -> None:
    account = outside.member(home)
    old = outside.post(home, account, at=NOW - 5 * DAY, text="Ancienne")
    young = outside.post(home, account, text="Nouvelle")
    sweep.watch_new(now=NOW + MINUTE)
    found = list(sweep.turns(sweep.due(now=NOW + MINUTE), now=NOW + MINUTE))
    assert [(turn.purpose, turn.publications) for turn in found] == [
        (Purpose.YOUNG, (young,)),
        (Purpose.OLD, (old,)),
    ]


def test_a_pages_posts_are_counted_by_its_statistics(home: House, outside: Outside) -> None:
    outside.receives(reactions=40, comments=6, reshares=3, impressions=1830)
    page = outside.page(home)
    outside.posts(home, page, 3)
    assert outside.sweep(NOW + 96 * HOUR) == 3
    assert names(outside.calls()) == ["socialMetadata", "organizationalEntityShareStatistics"]
    for snapshot in Snapshot.objects.all():
        assert min(snapshot.reactions, snapshot.comments, snapshot.impressions, snapshot.reach) > 0
        assert sum(snapshot.reactions_by_type.values()) == snapshot.reactions


def test_a_pages_post_that_nobody_saw_has_zeros(home: House, outside: Outside) -> None:
    outside.post(home, outside.page(home))
    assert outside.sweep(NOW + 6 * HOUR) == 1
    snapshot = Snapshot.objects.get()
    assert (snapshot.reactions, snapshot.comments, snapshot.reshares) == (0, 0, 0)
    assert (snapshot.impressions, snapshot.reach) == (0, 0)


def test_a_page_without_the_right_to_reactions_tells_how_many_there_are(
    home: House, outside: Outside
) -> None:
    outside.receives()
    outside.post(home, outside.page(home))
    Account.objects.filter(pk=home.account.pk).update(
        scopes=["w_organization_social", "rw_organization_admin"]
    )
    assert outside.sweep(NOW + 96 * HOUR) == 1
    assert names(outside.calls()) == ["organizationalEntityShareStatistics"]
    snapshot = Snapshot.objects.get()
    assert snapshot.reactions > 0
    assert list(snapshot.reactions_by_type) == ["ANY"]


def test_employees_are_told_apart_on_a_pages_post_too(home: House, outside: Outside) -> None:
    outside.join(home)
    publication = outside.post(home, outside.page(home))
    outside.sandbox.control("engagement", {
        "post": publication.urn, "reactions": 10, "comments": 0, "insider_share": 0.1, "insiders": [INES],
        "horizon_hours": 20, "variation": 0,
    })  # fmt: skip
    outside.sweep(NOW + 24 * HOUR)
    assert InternalCount.objects.get().acts == 1
    assert PAGE in publication.account.author_urn
