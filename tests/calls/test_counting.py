"""The day's budget on a real PostgreSQL: what is counted is sent, and what would go beyond its share is neither."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from influence.calls.counting import Spender, give_back
from influence.calls.gate import Counting, gate_for
from influence.calls.models import CallCount
from influence.networks.errors import NetworkFailure, RateLimited, Reason, Temporary, Unauthorised
from influence.networks.ports import Purpose
from ops.state import PROJECT
from tests.locks import wait_for_a_lock

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
CLAIRE, MARC = 7, 8


@pytest.fixture(autouse=True)
def small(settings: Any) -> None:
    settings.LINKEDIN_CALLS = {"community": {"app": 50, "member": 20}}


def gate(member: int | None = CLAIRE, *, at: datetime = NOW, app: str = "community") -> Counting:
    found = gate_for(app, member, clock=lambda: at)
    assert isinstance(found, Counting)
    return found


def call(
    purpose: Purpose = Purpose.OLD, *, times: int = 1, member: int | None = CLAIRE, at: datetime = NOW
) -> None:
    for _ in range(times):
        passed = gate(member, at=at)
        passed.before(purpose)
        passed.after(None)


def calls(member: int | None = CLAIRE, *, at: datetime = NOW) -> int:
    row = CallCount.objects.filter(app="community", member=member, day=at.date()).first()
    return row.calls if row else 0


def refused(purpose: Purpose, *, member: int | None = CLAIRE, at: datetime = NOW) -> RateLimited:
    before = calls(member, at=at), calls(None, at=at)
    with pytest.raises(RateLimited) as caught:
        call(purpose, member=member, at=at)
    assert before == (calls(member, at=at), calls(None, at=at))
    return caught.value


@pytest.mark.django_db
def test_a_call_counts_for_its_member_and_for_the_app() -> None:
    call(Purpose.YOUNG, times=2)
    call(Purpose.PUBLISH, member=MARC)
    row = CallCount.objects.get(member=None)
    assert (row.calls, row.young, row.publish) == (3, 2, 1)
    assert (calls(CLAIRE), calls(MARC)) == (2, 1)


@pytest.mark.django_db
def test_a_call_in_nobodys_name_counts_for_the_app_alone() -> None:
    call(Purpose.TOKEN, member=None)
    assert list(CallCount.objects.values_list("member", "calls")) == [(None, 1)]


@pytest.mark.django_db
def test_two_apps_are_two_budgets() -> None:
    gate(app="community").before(Purpose.OLD)
    gate(app="self_serve").before(Purpose.OLD)
    assert CallCount.objects.filter(calls=1).count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize(("purpose", "most"), [(Purpose.OLD, 12), (Purpose.YOUNG, 16), (Purpose.TOKEN, 19)])
def test_each_purpose_leaves_the_rest_to_those_before_it(purpose: Purpose, most: int) -> None:
    call(purpose, times=most)
    refusal = refused(purpose)
    assert (refusal.reason, refusal.until) == (Reason.DAILY_QUOTA, TOMORROW)
    assert "our own count" in refusal.detail
    assert f"{most} by the member" in refusal.detail


@pytest.mark.django_db
def test_what_goes_before_still_goes_when_the_rest_waits() -> None:
    call(Purpose.OLD, times=12)
    refused(Purpose.OLD)
    call(Purpose.YOUNG, times=4)
    refused(Purpose.YOUNG)
    call(Purpose.TOKEN, times=3)
    refused(Purpose.TOKEN)
    call(Purpose.PUBLISH, times=10)
    assert calls() == 29


@pytest.mark.django_db
def test_the_apps_budget_ends_for_every_member() -> None:
    for member in (1, 2, 3):
        call(Purpose.OLD, times=10, member=member)
    refusal = refused(Purpose.OLD, member=CLAIRE)
    assert "30 by the app" in refusal.detail
    assert calls(CLAIRE) == 0


@pytest.mark.django_db
def test_one_members_end_is_not_anothers() -> None:
    call(Purpose.OLD, times=12)
    refused(Purpose.OLD)
    call(Purpose.OLD, member=MARC)
    assert calls(MARC) == 1


@pytest.mark.django_db
def test_a_new_day_begins_at_midnight_utc() -> None:
    late = datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)
    call(Purpose.OLD, times=12, at=late)
    assert refused(Purpose.OLD, at=late).until == TOMORROW
    call(Purpose.OLD, at=late + timedelta(seconds=1))


@pytest.mark.django_db
def test_an_unknown_limit_holds_nothing_back(settings: Any) -> None:
    settings.LINKEDIN_CALLS = {"community": {"app": 0, "member": 0}}
    call(Purpose.OLD, times=60)
    settings.LINKEDIN_CALLS = {}
    call(Purpose.OLD)
    assert calls() == 61


@pytest.mark.django_db
def test_the_smallest_limit_lets_one_call_through(settings: Any) -> None:
    settings.LINKEDIN_CALLS = {"community": {"app": 1, "member": 1}}
    call(Purpose.OLD)
    refused(Purpose.OLD)


@pytest.mark.django_db
def test_a_call_that_met_nobody_is_given_back() -> None:
    call(Purpose.YOUNG)
    passed = gate()
    passed.before(Purpose.YOUNG)
    passed.after(Temporary(Reason.NOT_CONNECTED))
    assert (calls(CLAIRE), calls(None)) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "failure",
    [Temporary(Reason.NO_ANSWER), Unauthorised(Reason.TOKEN_EXPIRED), Temporary(Reason.SERVER_ERROR)],
)
def test_a_call_that_was_sent_stays_counted_however_it_went(failure: NetworkFailure) -> None:
    passed = gate()
    passed.before(Purpose.YOUNG)
    passed.after(failure)
    assert calls() == 1


def quota(words: str, *, until: datetime = TOMORROW) -> RateLimited:
    return RateLimited(Reason.DAILY_QUOTA, until=until, http_status=429, detail=words)


def told(words: str, *, until: datetime = TOMORROW, member: int | None = CLAIRE) -> None:
    passed = gate(member)
    passed.before(Purpose.YOUNG)
    passed.after(quota(words, until=until))


MEMBER_DAY = "Resource level throttle MEMBER DAY limit for calls to this resource is reached."
APP_DAY = "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", [Purpose.TOKEN, Purpose.YOUNG, Purpose.OLD])
def test_the_networks_own_word_ends_the_day_for_all_but_publications(purpose: Purpose) -> None:
    told(APP_DAY)
    assert refused(purpose).until == TOMORROW
    refused(purpose, member=MARC)
    call(Purpose.PUBLISH)


@pytest.mark.django_db
def test_a_members_day_ends_for_that_member() -> None:
    told(MEMBER_DAY)
    assert "the network said so" in refused(Purpose.TOKEN).detail
    call(Purpose.OLD, member=MARC)


@pytest.mark.django_db
def test_the_day_goes_on_when_the_network_said_it_would() -> None:
    told(APP_DAY, until=NOW + timedelta(minutes=10))
    refused(Purpose.OLD, at=NOW + timedelta(minutes=9))
    call(Purpose.OLD, at=NOW + timedelta(minutes=10))


@pytest.mark.django_db
def test_a_short_throttle_ends_no_day() -> None:
    passed = gate()
    passed.before(Purpose.YOUNG)
    passed.after(RateLimited(Reason.THROTTLED, until=NOW + timedelta(seconds=30), detail="wait"))
    call(Purpose.OLD)


@pytest.mark.django_db
def test_our_own_refusal_is_no_word_of_the_network() -> None:
    call(Purpose.OLD, times=12)
    passed = gate()
    with pytest.raises(RateLimited) as caught:
        passed.before(Purpose.OLD)
    passed.after(caught.value)
    call(Purpose.YOUNG)


@pytest.mark.django_db(transaction=True)
def test_the_last_calls_go_to_as_many_as_there_are() -> None:
    """Eight workers, three members, one app: exactly what the app has for old posts is spent, by whomever."""
    start, sent = threading.Barrier(8), []

    def work(number: int) -> None:
        try:
            start.wait(10)
            for turn in range(10):
                passed = gate(number % 3 if turn % 2 else None)
                try:
                    passed.before(Purpose.OLD)
                except RateLimited:
                    continue
                passed.after(None)
                sent.append(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(sent) == calls(None) == 30


PROCESS = """
import os, sys, django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from datetime import datetime
from influence.calls.gate import gate_for
from influence.networks.ports import Purpose
at = datetime.fromisoformat(sys.argv[2])
for _ in range(25):
    passed = gate_for("community", 7, clock=lambda: at)
    passed.before(Purpose.PUBLISH)
    passed.after(None)
"""


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_what_two_processes_count_adds_up_and_outlives_them() -> None:
    command = [sys.executable, "-c", PROCESS, str(connection.settings_dict["NAME"]), NOW.isoformat()]
    running = [subprocess.Popen(command, cwd=PROJECT) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    assert (calls(CLAIRE), calls(None)) == (50, 50)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_network_thinks() -> None:
    slow = gate()
    slow.before(Purpose.YOUNG)
    with connection.cursor() as cursor:
        # The server's own housekeeping may look at the table at this moment, and other processes of the tests at theirs, which
        # has the same number in a database that was copied from the same one.
        cursor.execute("""SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
                           WHERE relation = 'calls_callcount'::regclass AND backend_type = 'client backend'
                             AND datname = current_database()""")
        assert cursor.fetchone() == (0,)
    slow.after(None)


@pytest.mark.django_db(transaction=True)
def test_a_call_is_given_back_in_the_order_in_which_it_was_counted() -> None:
    """Locked the other way round, a worker that counts and one that gives back would wait for each other."""
    row = {"app": "community", "day": NOW.date(), "calls": 1, "young": 1}
    CallCount.objects.create(member=CLAIRE, **row)
    CallCount.objects.create(member=None, **row)
    spender = Spender("community", CLAIRE)
    giving = threading.Thread(target=given_back, args=(spender,))
    with transaction.atomic():
        CallCount.objects.select_for_update().get(member=None)
        giving.start()
        wait_for_a_lock()
        assert CallCount.objects.select_for_update(nowait=True).get(member=CLAIRE).calls == 1
    giving.join(30)
    assert (calls(CLAIRE), calls(None)) == (0, 0)


def given_back(spender: Spender) -> None:
    try:
        give_back(spender, purpose=Purpose.YOUNG, day=NOW.date())
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_no_call_is_counted_inside_a_transaction() -> None:
    """The app's row would stay locked for as long as the network thinks, and every other call would wait."""
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        gate().before(Purpose.YOUNG)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_sends_nothing_and_says_so() -> None:
    """Not counted, not sent; and the next one finds a connection again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [mine])
    other.close()
    with pytest.raises(Temporary) as caught:
        gate().before(Purpose.PUBLISH)
    assert caught.value.reason is Reason.NOT_CONNECTED
    call(Purpose.PUBLISH)
    assert calls() == 1
