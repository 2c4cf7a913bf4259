"""Is the house well? Each sign turns with what it is about, on real rows."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from influence.calls.breaking import trip
from influence.networks.errors import Reason, Refused
from influence.outbox.actions import queue
from influence.outbox.models import Message
from influence.publishing import actions, pulses, sending, words_of_health
from influence.publishing.clocks import TOLERATED
from influence.publishing.gauges import BEYOND, OVERDUE, STATES, Stuck, bounds, gauges
from influence.publishing.health import SWEEPS, Check, Level, Sign, facts, level, signs
from influence.publishing.models import Change, FirstComment, Publication, Pulse, Upload
from influence.publishing.policy import CATCH_UP, CLAIM_LEASE, FOLLOW_UP, SEND_LEASE
from tests import makers
from tests.makers import NOW, House
from tests.publishing.stage import DUE, approved, claimed, connect, planned
from workers.timetable import TICKS

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HALF_AN_HOUR = timedelta(minutes=30)


def all_is_well(*, now: datetime, skew: timedelta = timedelta()) -> None:
    """The machinery was seen at work a moment ago."""
    pulses.beat(now=now)
    for sweep in SWEEPS:
        pulses.ran(sweep, host="worker-1", skew=skew, now=now)


def sign(check: Check, *, now: datetime) -> Sign:
    return next(one for one in signs(facts(now=now)) if one.check is check)


def found(check: Check, *, now: datetime) -> Level:
    return sign(check, now=now).level


def stuck(now: datetime) -> dict[str, int]:
    return {str(kind): one.count for kind, one in gauges(now=now).stuck.items() if one.count}


def test_a_house_at_rest_is_well(home: House) -> None:
    all_is_well(now=NOW)
    makers.published(home)
    assert {str(one.check): one.level for one in signs(facts(now=NOW)) if one.level is not Level.GOOD} == {}
    assert level(signs(facts(now=NOW))) is Level.GOOD


def test_where_nothing_ever_ran_the_machinery_is_an_alarm(home: House) -> None:
    alarms = {one.check for one in signs(facts(now=NOW)) if one.level is Level.BAD}
    assert alarms == {Check.BEAT, Check.HOSTS, Check.SWEEPS}


# The machinery.


@pytest.mark.parametrize(("after", "expected"), [(40, Level.GOOD), (50, Level.WARN), (121, Level.BAD)])
def test_a_beat_that_is_not_heard(home: House, after: int, expected: Level) -> None:
    all_is_well(now=NOW)
    assert found(Check.BEAT, now=NOW + after * SECOND) is expected


def test_a_pulse_is_written_no_more_than_every_ten_seconds(db: None) -> None:
    for second in range(25):
        pulses.beat(now=NOW + second * SECOND)
    # At 0, 11 and 22 seconds.
    assert Pulse.objects.get(name="beat").seen_at == NOW + 22 * SECOND


def test_a_sweep_that_stays_away_is_named(home: House) -> None:
    all_is_well(now=NOW)
    late = NOW + max(SWEEPS.values()) + SECOND
    for name in SWEEPS:
        if name != "look_after":
            pulses.ran(name, host="worker-1", skew=timedelta(), now=late)
    assert found(Check.SWEEPS, now=late) is Level.BAD
    assert sign(Check.SWEEPS, now=late).values["names"] == ["look_after"]


def test_a_rare_sweep_is_missed_only_once_it_was_seen(home: House) -> None:
    all_is_well(now=NOW)
    Pulse.objects.filter(name="sweep:purge_engagement").delete()
    assert found(Check.SWEEPS, now=NOW) is Level.GOOD
    pulses.ran("purge_engagement", host="worker-1", skew=timedelta(), now=NOW - 61 * MINUTE)
    assert sign(Check.SWEEPS, now=NOW).values["names"] == ["purge_engagement"]


def test_every_sweep_that_is_watched_is_one_and_has_several_turns_until_its_bound() -> None:
    ticks = {tick.task.rpartition(".")[2]: tick for tick in TICKS}
    assert all(bound.total_seconds() >= 3 * ticks[name].every for name, bound in SWEEPS.items())


@pytest.mark.parametrize(("off", "expected"), [(9, Level.GOOD), (-11, Level.WARN), (31, Level.BAD)])
def test_a_host_whose_clock_is_off_is_named(home: House, off: int, expected: Level) -> None:
    all_is_well(now=NOW, skew=off * SECOND)
    assert found(Check.CLOCKS, now=NOW) is expected
    assert (abs(off * SECOND) > TOLERATED) is (expected is Level.BAD)
    if expected is not Level.GOOD:
        assert sign(Check.CLOCKS, now=NOW).values["names"] == ["worker-1"]


def test_a_host_that_is_gone_says_nothing_of_the_clocks(home: House) -> None:
    all_is_well(now=NOW, skew=60 * SECOND)
    later = NOW + 6 * MINUTE
    assert found(Check.CLOCKS, now=later) is Level.GOOD
    assert found(Check.HOSTS, now=later) is Level.BAD


def test_the_breaker_is_an_alarm_until_it_closes(home: House) -> None:
    with transaction.atomic():
        trip("202609", failure=Refused(Reason.VERSION_RETIRED, http_status=426), now=NOW)
    one = sign(Check.BREAKER, now=NOW)
    assert (one.level, one.values["version"]) == (Level.BAD, "202609")


def test_a_token_under_an_old_key_or_a_lost_one(home: House, settings: Any) -> None:
    connect(home)
    assert found(Check.KEYS, now=NOW) is Level.GOOD
    old = settings.TOKEN_KEYS
    settings.TOKEN_KEYS = f"k9:{'A' * 43}=,{old}"
    assert found(Check.KEYS, now=NOW) is Level.WARN
    settings.TOKEN_KEYS = f"k9:{'A' * 43}="
    assert found(Check.KEYS, now=NOW) is Level.BAD
    assert sign(Check.KEYS, now=NOW).values["lost"] == [old.partition(":")[0]]


# Posts.


def test_a_post_that_nobody_takes_is_an_alarm_after_three_minutes(home: House) -> None:
    planned(home)
    assert found(Check.OVERDUE, now=DUE) is Level.GOOD
    assert found(Check.OVERDUE, now=DUE + 61 * SECOND) is Level.WARN
    assert found(Check.OVERDUE, now=DUE + 181 * SECOND) is Level.BAD


def test_a_post_that_waits_for_its_next_try_is_no_alarm(home: House) -> None:
    publication = planned(home)
    Publication.objects.filter(pk=publication.pk).update(next_attempt_at=DUE + 20 * MINUTE)
    one = sign(Check.OVERDUE, now=DUE + 19 * MINUTE)
    assert (one.level, one.values["ready"]) == (Level.WARN, None)
    # From the moment at which it might go, not from its slot.
    assert found(Check.OVERDUE, now=DUE + 22 * MINUTE) is Level.WARN
    assert found(Check.OVERDUE, now=DUE + 24 * MINUTE) is Level.BAD


def test_a_lost_answer_is_a_persons_and_no_alarm(home: House) -> None:
    claim = claimed(home)
    assert sending.begin(claim.publication_id, token=claim.token, now=DUE)
    actions.sweep(now=DUE + SEND_LEASE)
    later = DUE + timedelta(days=2)
    one = sign(Check.UNCLEAR, now=later)
    assert (one.level, one.values["count"], one.values["since"]) == (Level.WARN, 1, DUE + SEND_LEASE)
    # Nobody sends mails here.
    assert stuck(later) == {"mail": 2}


# Beyond their bounds: each row put there, and a sweep that would have moved it never came.


def test_what_nobody_gives_back_is_stuck(home: House) -> None:
    claim = claimed(home)
    assert stuck(DUE + CLAIM_LEASE + MINUTE) == {}
    assert stuck(DUE + CLAIM_LEASE + 3 * MINUTE) == {"claimed": 1}
    assert sending.begin(claim.publication_id, token=claim.token, now=DUE)
    assert stuck(DUE + SEND_LEASE + MINUTE) == {}
    assert stuck(DUE + SEND_LEASE + 3 * MINUTE) == {"sending": 1}
    actions.sweep(now=DUE + SEND_LEASE)
    assert stuck(DUE + SEND_LEASE + 3 * MINUTE) == {}


@pytest.mark.parametrize("state", ["due", "held"])
def test_what_nobody_misses_is_stuck(home: House, state: str) -> None:
    publication = planned(home)
    Publication.objects.filter(pk=publication.pk).update(state=state)
    assert stuck(DUE + CATCH_UP + MINUTE) == {}
    late = DUE + CATCH_UP + 3 * MINUTE
    assert stuck(late) == {state: 1}
    one = sign(Check.STUCK, now=late)
    assert (one.level, one.values["since"]) == (Level.BAD, DUE)
    actions.sweep(now=late)
    assert stuck(late) == {}


def test_a_post_that_is_published_by_hand_has_its_day(home: House) -> None:
    publication = planned(home)
    Publication.objects.filter(pk=publication.pk).update(state="held", problem="by_hand")
    assert stuck(DUE + timedelta(hours=23)) == {}
    assert stuck(DUE + timedelta(hours=25)) == {"held": 1}


def test_an_approved_post_that_nobody_plans_is_stuck(home: House) -> None:
    connect(home)
    approved(home)
    assert stuck(DUE + CATCH_UP) == {}
    assert stuck(DUE + CATCH_UP + 3 * MINUTE) == {"approved": 1}


@pytest.mark.parametrize(("state", "kind"), [("unclear", "unclear"), ("published", "checked")])
def test_a_look_that_nobody_takes_is_stuck(home: House, state: str, kind: str) -> None:
    publication = makers.published(home, at=NOW)
    Publication.objects.filter(pk=publication.pk).update(state=state, next_look_at=NOW)
    assert stuck(NOW + 9 * MINUTE) == {}
    assert stuck(NOW + 11 * MINUTE) == {kind: 1}


def test_a_file_that_does_not_move_is_stuck(home: House) -> None:
    publication = planned(home)
    lying = DUE - timedelta(hours=1)
    Upload.objects.create(
        publication=publication, sha256="0" * 64, state="waiting", next_look_at=lying, changed_at=lying
    )
    assert stuck(lying + HALF_AN_HOUR - MINUTE) == {}
    assert stuck(lying + HALF_AN_HOUR + MINUTE) == {"upload": 1}
    Publication.objects.filter(pk=publication.pk).update(state="cancelled")
    assert stuck(lying + HALF_AN_HOUR + MINUTE) == {}


def test_a_comment_and_a_change_that_nobody_does_are_stuck(home: House) -> None:
    publication = makers.published(home, at=NOW)
    FirstComment.objects.create(publication=publication, state="waiting", next_attempt_at=NOW, changed_at=NOW)
    Change.objects.create(publication=publication, kind="remove", reason="x", state="ready", asked_by=home.bruno, asked_at=NOW,
                          next_attempt_at=NOW, changed_at=NOW)  # fmt: skip
    assert stuck(NOW + 9 * MINUTE) == {}
    assert stuck(NOW + 11 * MINUTE) == {"change": 1}
    assert stuck(NOW + FOLLOW_UP + 11 * MINUTE) == {"change": 1, "comment": 1}


def test_a_mail_that_nobody_takes_is_stuck_and_says_since_when(home: House) -> None:
    write(home)
    assert stuck(NOW + 9 * MINUTE) == {}
    assert stuck(NOW + 11 * MINUTE) == {"mail": 1}
    assert sign(Check.STUCK, now=NOW + 11 * MINUTE).values["since"] == NOW


def test_every_kind_is_asked_about_and_has_its_words() -> None:
    assert set(BEYOND) == set(Stuck) == set(words_of_health.STUCK)
    assert (
        set(words_of_health.ACTIONS)
        == set(words_of_health.TITLES)
        == set(Check)
        == set(words_of_health.SAYINGS)
    )


def write(home: House, *, key: str = "one", **columns: Any) -> Message:
    mail = queue(kind="account_reconnect", dedup_key=key, to=home.claire, language="fr", context={}, at=NOW,
                 organisation=home.organisation)  # fmt: skip
    assert mail
    Message.objects.filter(pk=mail.pk).update(**{"attempts": 0} | columns)
    return mail


def test_a_server_that_takes_no_mail_for_an_hour_is_an_alarm_and_one_address_is_not(home: House) -> None:
    later = NOW + timedelta(minutes=61)
    ahead = {"next_attempt_at": later + MINUTE, "attempts": 3}
    write(home, **ahead)
    assert found(Check.MAILS, now=later) is Level.WARN
    write(home, key="two", **ahead)
    assert found(Check.MAILS, now=later) is Level.BAD
    assert found(Check.MAILS, now=NOW + 50 * MINUTE) is Level.WARN


# What it costs.

# Posts that nobody has: the rows are taken back before their keys are asked for.
MANY = """
INSERT INTO publishing_publication
       (organisation_id, post_id, account_id, version_id, content_hash, due_at, state, urn, permalink, published_at, problem, changed_at)
SELECT organisation_id, -n, account_id, version_id, content_hash, due_at, 'published', 'urn:li:share:' || n, '', due_at, '', due_at
  FROM publishing_publication, generate_series(1, 5000) n WHERE id = %(row)s
"""


@pytest.mark.parametrize(
    "sql", [STATES, OVERDUE, *(f"SELECT count(*) FROM {rows}" for kind, (_since, rows) in BEYOND.items())]
)
def test_no_question_reads_what_is_over(home: House, sql: str) -> None:
    """With a table in which nearly all is published, no plan reads it from one end to the other."""
    row = makers.published(home).pk
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MANY, {"row": row})
        cursor.execute("ANALYZE publishing_publication")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", bounds(NOW))
        plan = "\n".join(line[0] for line in cursor.fetchall())
        transaction.set_rollback(True)
    assert "Seq Scan on publishing_publication" not in plan
    assert "publishing_publication_pkey" not in plan or "Index Cond: (id = " in plan
    assert "Seq Scan on outbox_message" not in plan
