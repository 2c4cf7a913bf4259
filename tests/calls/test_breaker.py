"""The breaker, with the sandbox's own 426."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from influence.calls import actions, queries
from influence.calls.breaking import NotOpen
from influence.calls.models import Breaker, BreakerState, CallCount
from influence.journal.models import Entry
from influence.networks.errors import NetworkFailure, RateLimited, Reason, Temporary
from influence.networks.ports import Purpose
from influence.outbox.models import Message
from influence.people.models import Membership, Role
from tests.calls.conftest import CLAIRE, NOW, Play
from tests.makers import House

pytestmark = pytest.mark.django_db


def trip(linkedin: Play) -> Breaker:
    linkedin.fault("426", call="posts.CREATE")
    with pytest.raises(Temporary) as caught:
        linkedin.publish()
    assert caught.value.http_status == 426
    found = queries.tripped()
    assert found is not None
    return found


def retry(home: House, *, at: Any = NOW) -> None:
    actions.try_again(by=home.odile.pk, organisation_id=home.organisation.pk, at=at)


def state() -> str:
    return Breaker.objects.get().state


def verbs(home: House) -> list[str]:
    entries = Entry.objects.filter(organisation=home.organisation, verb__startswith="breaker.")
    return [entry.verb.removeprefix("breaker.") for entry in entries.order_by("sequence")]


def test_one_426_stops_every_call_before_it_leaves(linkedin: Play) -> None:
    trip(linkedin)
    for purpose in Purpose:
        with pytest.raises(Temporary) as caught:
            linkedin.publish(purpose=purpose, member=8)
        assert caught.value.reason is Reason.VERSION_RETIRED
        assert "our own breaker" in caught.value.detail
    assert linkedin.tried == 1
    assert CallCount.objects.get(member=None).calls == 1


def test_what_the_network_said_is_kept(linkedin: Play) -> None:
    breaker = trip(linkedin)
    assert "is not active" in breaker.said
    assert breaker.request_id


def test_a_version_that_the_network_does_not_even_read_trips_it_too(linkedin: Play, settings: Any) -> None:
    settings.LINKEDIN = settings.LINKEDIN | {"version": "September"}
    with pytest.raises(NetworkFailure):
        linkedin.publish(version="September")
    assert queries.tripped() is not None


def test_another_version_is_another_breaker(linkedin: Play, settings: Any) -> None:
    trip(linkedin)
    settings.LINKEDIN = settings.LINKEDIN | {"version": "202608"}
    assert queries.tripped() is None
    assert queries.breaker() is None
    assert linkedin.publish(version="202608").urn


def test_other_failures_stop_nothing(linkedin: Play) -> None:
    for fault in ("500-before", "401-expired", "403-scope", "409", "429-comment"):
        linkedin.fault(fault, call="posts.CREATE")
        with pytest.raises(NetworkFailure):
            linkedin.publish()
    assert not Breaker.objects.exists()


def test_every_organisation_reads_of_it_and_every_operator_once(
    home: House, abroad: House, linkedin: Play
) -> None:
    Membership.objects.create(user=home.odile, organisation=abroad.organisation, role=Role.OPERATOR)
    trip(linkedin)
    for minutes in (0, 1, 2):
        actions.tend(now=NOW + timedelta(minutes=minutes))
    told = Message.objects.filter(kind="breaker_tripped")
    assert sorted(told.values_list("to_email", flat=True)) == sorted([home.odile.email, abroad.odile.email])
    assert "202609" in told.first().text  # type: ignore[union-attr]
    assert verbs(home) == verbs(abroad) == ["tripped"]


def test_the_trial_goes_well_and_all_go_on(home: House, abroad: House, linkedin: Play) -> None:
    trip(linkedin)
    retry(home)
    assert queries.tripped() is None
    assert linkedin.publish().urn
    assert state() == BreakerState.CLOSED
    assert linkedin.publish("Encore").urn
    assert verbs(home) == verbs(abroad) == ["tripped", "trial", "closed"]


def test_only_their_own_organisation_reads_who_asked(home: House, abroad: House, linkedin: Play) -> None:
    trip(linkedin)
    retry(home)
    trials = Entry.objects.filter(verb="breaker.trial")
    assert trials.get(organisation=home.organisation).actor == home.odile
    assert trials.get(organisation=abroad.organisation).actor is None


def test_a_trial_that_meets_the_same_goes_on_with_the_same_episode(home: House, linkedin: Play) -> None:
    trip(linkedin)
    actions.tend(now=NOW)
    retry(home)
    linkedin.at += timedelta(minutes=10)
    trip(linkedin)
    actions.tend(now=linkedin.at)
    assert Breaker.objects.get().tripped_at == NOW
    assert Message.objects.filter(kind="breaker_tripped", to_email=home.odile.email).count() == 1
    assert verbs(home) == ["tripped", "trial", "tripped_again"]
    retry(home)


def test_a_new_episode_is_told_anew(home: House, linkedin: Play) -> None:
    trip(linkedin)
    actions.tend(now=NOW)
    retry(home)
    linkedin.publish()
    linkedin.at += timedelta(hours=1)
    trip(linkedin)
    actions.tend(now=linkedin.at)
    assert Message.objects.filter(kind="breaker_tripped", to_email=home.odile.email).count() == 2


def test_a_trial_that_comes_to_nothing_is_made_again(home: House, linkedin: Play) -> None:
    trip(linkedin)
    retry(home)
    linkedin.fault("500-before", call="posts.CREATE")
    with pytest.raises(NetworkFailure):
        linkedin.publish()
    assert state() == BreakerState.TRIAL
    linkedin.publish()
    assert state() == BreakerState.CLOSED


def test_a_trial_that_the_budget_refuses_is_left_to_another_call(
    home: House, linkedin: Play, settings: Any
) -> None:
    settings.LINKEDIN_CALLS = {"community": {"app": 1, "member": 1}}
    trip(linkedin)
    retry(home)
    with pytest.raises(RateLimited):
        linkedin.look(purpose=Purpose.OLD)
    assert state() == BreakerState.TRIAL
    linkedin.publish()
    assert state() == BreakerState.CLOSED


def test_a_call_that_names_no_version_tries_nothing(home: House, linkedin: Play) -> None:
    trip(linkedin)
    retry(home)
    with pytest.raises(Temporary):
        linkedin.adapter().introspect(CLAIRE)
    with pytest.raises(Temporary):
        linkedin.adapter()._client.get("/v2/userinfo", credentials=CLAIRE)
    assert state() == BreakerState.TRIAL


def test_a_trial_whose_worker_died_is_made_again(home: House, linkedin: Play) -> None:
    trip(linkedin)
    retry(home)
    linkedin.adapter()._client.gate.before(Purpose.PUBLISH)
    assert queries.tripped() is not None
    actions.tend(now=NOW + timedelta(minutes=4))
    assert state() == BreakerState.TRYING
    actions.tend(now=NOW + timedelta(minutes=5))
    assert queries.tripped() is None
    linkedin.publish()
    assert state() == BreakerState.CLOSED


def test_there_is_nothing_to_try_while_calls_pass_or_a_trial_waits(home: House, linkedin: Play) -> None:
    trip(linkedin)
    retry(home)
    with pytest.raises(NotOpen):
        retry(home)
    linkedin.publish()
    with pytest.raises(NotOpen):
        retry(home)
    assert verbs(home) == ["tripped", "trial", "closed"]


def together(count: int, act: Any) -> list[NetworkFailure | None]:
    """What each of so many threads met, started at once."""
    start, met = threading.Barrier(count), []

    def work() -> None:
        start.wait(10)
        try:
            act()
            met.append(None)
        except NetworkFailure as failure:
            met.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return met


@pytest.mark.django_db(transaction=True)
def test_one_call_tries_and_the_others_wait(home: House, linkedin: Play) -> None:
    trip(linkedin)
    retry(home)
    met = together(6, lambda: linkedin.adapter()._client.gate.before(Purpose.PUBLISH))
    assert met.count(None) == 1
    assert {one.reason for one in met if one} == {Reason.VERSION_RETIRED}


@pytest.mark.django_db(transaction=True)
def test_many_calls_that_meet_it_at_once_are_one_episode(home: House, linkedin: Play) -> None:
    linkedin.fault("426", call="posts.CREATE", times=None)
    met = together(6, linkedin.publish)
    assert all(isinstance(one, Temporary) for one in met)
    assert verbs(home) == ["tripped"]
    actions.tend(now=NOW)
    assert Message.objects.filter(kind="breaker_tripped", to_email=home.odile.email).count() == 1
