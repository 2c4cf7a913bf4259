"""Two at once, on real connections."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from influence.editorial import actions as editorial
from influence.editorial.refusals import Refusal
from influence.publishing import actions
from influence.publishing.models import Attempt, Publication
from influence.publishing.policy import CLAIM_LEASE
from tests import makers
from tests.networks.loopback import Loopback
from tests.publishing.stage import DUE, URN, again, approved, connect, network_of, planned, states

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[object]:
    """Run all at the same moment, each on its own connection; their results in order."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)  # type: ignore[var-annotated]

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = acts[number]()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_claimers_at_once_never_share_a_row() -> None:
    home = makers.house()
    for n in range(24):
        planned(home, at=DUE + timedelta(seconds=n))
    taken = together(*[lambda: actions.claim(now=DUE + timedelta(minutes=1), limit=10)] * 4)
    claims = [claim for batch in taken for claim in batch]  # type: ignore[attr-defined]
    assert len({claim.publication_id for claim in claims}) == len(claims) == 24
    kept = set(Publication.objects.values_list("pk", "claim_token"))
    assert kept == {(claim.publication_id, claim.token) for claim in claims}


def test_planners_at_once_plan_each_post_once() -> None:
    home = makers.house()
    connect(home)
    for n in range(8):
        approved(home, at=DUE + timedelta(seconds=n))
    planned_by = together(*[lambda: actions.plan(now=makers.NOW)] * 4)
    assert sum(planned_by) == 8  # type: ignore[arg-type]
    assert Publication.objects.count() == 8


def test_one_claim_in_two_workers_is_sent_once(linkedin: Loopback) -> None:
    home = makers.house()
    planned(home)
    [claim] = actions.claim(now=DUE)
    linkedin.answer(201, x_restli_id=URN)
    linkedin.answer(201, x_restli_id="urn:li:share:7529830966886400002")

    def publish() -> object:
        return actions.publish_one(
            claim.publication_id, token=claim.token, now=DUE, network=network_of(linkedin)
        )

    results = together(publish, publish, publish)
    assert sorted(map(str, results)) == ["None", "None", "published"]
    assert len(linkedin.seen) == 1


@pytest.mark.parametrize("turn", range(6))
def test_a_withdrawal_and_a_sending_at_once_agree_on_what_happened(linkedin: Loopback, turn: int) -> None:
    """Either it went out and the withdrawal was refused, or it was withdrawn and no call was made."""
    home = makers.house()
    planned(home)
    [claim] = actions.claim(now=DUE)
    linkedin.answer(201, x_restli_id=URN)
    post = again(claim.publication_id).post
    sent, withdrawn = together(
        lambda: actions.publish_one(
            claim.publication_id, token=claim.token, now=DUE, network=network_of(linkedin)
        ),
        lambda: editorial.withdraw(post, by=home.bruno, at=DUE),
    )
    if sent == "published":
        assert isinstance(withdrawn, Refusal)
        assert states(claim.publication_id) == ("published", "published")
    else:
        assert (sent, withdrawn) == (None, None)
        assert linkedin.seen == []
        assert states(claim.publication_id) == ("due", "withdrawn")


def test_sweepers_planners_claimers_and_editors_at_once_do_not_lock_each_other_out(
    linkedin: Loopback,
) -> None:
    home = makers.house()
    posts = [planned(home, at=DUE + timedelta(seconds=n)).post for n in range(6)]
    actions.claim(now=DUE + timedelta(seconds=3), limit=3)

    def move() -> None:
        for post in posts:
            try:
                editorial.move(post, day=DUE.date(), time=(DUE + timedelta(minutes=3, seconds=post.pk % 50)).time(),
                               zone="UTC", fold=None, by=home.bruno, at=makers.NOW)  # fmt: skip
            except Refusal:
                continue

    results = together(
        move,
        lambda: [actions.plan(now=makers.NOW) for _ in range(10)],
        lambda: [actions.sweep(now=DUE + CLAIM_LEASE) for _ in range(5)],
        lambda: [actions.claim(now=DUE + timedelta(minutes=1), limit=2) for _ in range(5)],
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Publication.objects.count() == 6
    assert Attempt.objects.count() == 0
