"""A handful: posts that one worker has claimed. The outcome of one and the beginning of the next are one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from influence.accounts.models import Account
from influence.accounts.seal import Purpose, seal
from influence.calls.models import CallCount
from influence.editorial import actions as editorial
from influence.journal.models import Entry
from influence.networks.errors import NetworkFailure, Reason, Refused, Temporary, Unclear
from influence.networks.ports import Content, Credentials, Published
from influence.publishing import actions, handfuls
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.policy import SEND_LEASE
from influence.safeguards import freezing
from tests import makers
from tests.makers import NOW, House
from tests.publishing.stage import DUE, approved, connect, states, urn_at

Beside = Callable[[], object]


@dataclass
class Network:
    """Answers as it is told, one call after the other; what is to happen meanwhile happens during the call."""

    answers: list[Published | NetworkFailure] = field(default_factory=list)
    meanwhile: dict[int, Beside] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    states: list[list[str]] = field(default_factory=list)

    def __call__(self, account: Account) -> "Network":
        return self

    def publish(self, content: Content, *, credentials: Credentials) -> Published:
        number = len(self.tokens)
        self.tokens.append(credentials.access_token)
        self.states.append(list(Publication.objects.order_by("due_at").values_list("state", flat=True)))
        self.meanwhile.get(number, lambda: None)()
        answer = self.answers[number] if number < len(self.answers) else live(number)
        if isinstance(answer, Published):
            return answer
        raise answer


def live(number: int) -> Published:
    return Published(urn=urn_at(DUE, last=number), permalink="https://x.example/")


def claims_of(home: House, *, posts: int) -> list[actions.Claim]:
    connect(home)
    for number in range(posts):
        approved(home, at=DUE + timedelta(seconds=number), text=f"Texte {number}")
    actions.plan(now=NOW)
    return actions.claim(now=DUE + timedelta(seconds=posts))


def send(claims: list[actions.Claim], network: Network) -> list[Outcome | None]:
    return actions.publish_some(claims, now=DUE + timedelta(seconds=len(claims)), network=network)  # type: ignore[arg-type]


def kept(claims: list[actions.Claim]) -> list[str]:
    return [states(claim.publication_id)[0] for claim in claims]


def test_never_more_than_one_of_a_worker_may_have_been_called(home: House) -> None:
    claims, network = claims_of(home, posts=3), Network()
    assert send(claims, network) == [Outcome.PUBLISHED] * 3
    assert network.states == [
        ["sending", "claimed", "claimed"],
        ["published", "sending", "claimed"],
        ["published", "published", "sending"],
    ]
    assert Attempt.objects.filter(outcome=Outcome.PUBLISHED).count() == 3
    assert Entry.objects.filter(verb="publication.published").count() == 3


@pytest.mark.parametrize(
    ("failure", "outcome", "state"),
    [
        (Unclear(Reason.NO_ANSWER), Outcome.UNCLEAR, "unclear"),
        (Refused(Reason.TOO_LONG), Outcome.REFUSED, "failed"),
        (Temporary(Reason.NOT_CONNECTED), Outcome.TEMPORARY, "due"),
    ],
)
def test_what_did_not_go_out_is_written_before_the_next_begins(
    home: House, failure: NetworkFailure, outcome: Outcome, state: str
) -> None:
    claims, network = claims_of(home, posts=2), Network([failure])
    assert send(claims, network) == [outcome, Outcome.PUBLISHED]
    assert network.states[1] == [state, "sending"]


def test_one_that_was_withdrawn_meanwhile_is_not_sent_and_keeps_nobody_waiting(home: House) -> None:
    claims = claims_of(home, posts=3)
    post = Publication.objects.get(pk=claims[1].publication_id).post
    network = Network(meanwhile={0: lambda: editorial.withdraw(post, by=home.bruno, at=DUE)})
    assert send(claims, network) == [Outcome.PUBLISHED, None, Outcome.PUBLISHED]
    assert len(network.tokens) == 2
    assert kept(claims) == ["published", "due", "published"]


def test_a_success_that_comes_after_the_lease_is_kept_and_the_next_one_goes(home: House) -> None:
    """It is not ours any more: nothing of both is written together, then each alone."""
    claims = claims_of(home, posts=2)
    network = Network(meanwhile={0: lambda: recovered(claims[0])})
    assert send(claims, network) == [Outcome.PUBLISHED, Outcome.PUBLISHED]
    assert network.states[1] == ["published", "sending"]
    assert Attempt.objects.count() == 2


def recovered(claim: actions.Claim) -> None:
    Publication.objects.filter(pk=claim.publication_id).update(claimed_until=DUE - timedelta(seconds=1))
    actions.recover(now=DUE)
    assert states(claim.publication_id)[0] == "unclear"


def test_a_name_that_another_post_has_is_a_bad_answer_and_the_next_one_goes(home: House) -> None:
    claims, network = claims_of(home, posts=3), Network([live(0), live(0), live(2)])
    assert send(claims, network) == [Outcome.PUBLISHED, Outcome.UNCLEAR, Outcome.PUBLISHED]
    assert kept(claims) == ["published", "unclear", "published"]


def test_an_answer_that_is_written_already_is_not_told_twice(home: House) -> None:
    """The commit's own answer was lost: what it wrote is found, and written down alone."""
    claims = claims_of(home, posts=1)
    assert send(claims, Network()) == [Outcome.PUBLISHED]
    entries = Entry.objects.count()
    again = handfuls.finish(
        claims[0].publication_id, token=claims[0].token, answer=live(0), now=DUE + timedelta(seconds=9)
    )
    assert (again, Entry.objects.count()) == (Outcome.PUBLISHED, entries)


def test_a_freeze_during_a_call_stops_the_next_one(home: House) -> None:
    claims = claims_of(home, posts=2)
    network = Network(meanwhile={0: lambda: freeze(home)})
    assert send(claims, network) == [Outcome.PUBLISHED, None]
    assert len(network.tokens) == 1


def test_a_freeze_that_comes_as_the_next_one_begins_stops_it(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-2.11: its attempt is written, together with the outcome of the one before."""
    claims, network, at_once = claims_of(home, posts=2), Network(), handfuls.at_once

    def at_once_and_freeze(*given: object, **named: object) -> bool:
        found = at_once(*given, **named)  # type: ignore[arg-type]
        freeze(home)
        return found

    monkeypatch.setattr(handfuls, "at_once", at_once_and_freeze)
    assert send(claims, network) == [Outcome.PUBLISHED, None]
    assert (len(network.tokens), kept(claims)) == (1, ["published", "held"])


def freeze(home: House) -> None:
    freezing.freeze(home.organisation, reason="Une alerte", by=home.bruno, at=DUE)


def test_behind_a_slow_call_the_others_go_back(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    claims, network = claims_of(home, posts=3), Network()
    network.meanwhile[0] = lambda: monkeypatch.setattr(handfuls, "HANDFUL_LASTS", timedelta(seconds=-1))
    assert send(claims, network) == [Outcome.PUBLISHED, None, None]
    assert kept(claims) == ["published", "due", "due"]


@pytest.mark.django_db(transaction=True)
def test_what_breaks_keeps_no_other_one_waiting() -> None:
    claims, network = claims_of(makers.house(), posts=2), Network()
    broken = [ZeroDivisionError("of ours")]

    def network_of(account: Account) -> Network:
        if broken:
            raise broken.pop()
        return network

    with pytest.raises(ExceptionGroup) as caught:
        send(claims, network_of)  # type: ignore[arg-type]
    assert [type(one) for one in caught.value.exceptions] == [ZeroDivisionError]
    assert kept(claims) == ["claimed", "published"]


def test_what_was_read_long_ago_is_read_again(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The leader connects anew during a slow call: the token of before would be refused."""
    claims, network = claims_of(home, posts=2), Network(meanwhile={0: lambda: connected_anew(home.account)})
    monkeypatch.setattr(handfuls, "FRESH", timedelta(0))
    assert send(claims, network) == [Outcome.PUBLISHED] * 2
    assert network.tokens[1] == "another token"


def connected_anew(account: Account) -> None:
    sealed = seal("another token", account=account, purpose=Purpose.ACCESS)
    Account.objects.filter(pk=account.pk).update(sealed_access=sealed)


def test_a_lease_outlasts_a_handful_and_a_call() -> None:
    assert handfuls.HANDFUL_LASTS + timedelta(seconds=120) < SEND_LEASE


def test_what_is_not_sent_in_the_end_is_not_counted(home: House) -> None:
    """Calls of a handful are counted before the first one leaves (calls.ahead). This network counts none."""
    claims = claims_of(home, posts=2)
    assert send(claims, Network()) == [Outcome.PUBLISHED] * 2
    assert list(CallCount.objects.values_list("calls", "publish")) == [(0, 0), (0, 0)]
