"""A handful: posts that one worker has claimed. They begin and end by the portion; each is marked just before its call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from influence.accounts.models import Account
from influence.accounts.seal import Purpose, seal
from influence.calls.models import CallCount
from influence.editorial import actions as editorial
from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.networks.errors import NetworkFailure, Reason, Refused, Temporary, Unclear
from influence.networks.ports import Content, Credentials, Published
from influence.publishing import actions, handfuls, outcomes, sending
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.policy import LEFT, SEND_LEASE
from influence.publishing.reading import whole
from influence.safeguards import freezing
from tests import makers
from tests.makers import NOW, House
from tests.publishing.stage import DUE, approved, connect, states, urn_at

SECOND = timedelta(seconds=1)
LATER = DUE + timedelta(minutes=1)
Beside = Callable[[], object]


@pytest.fixture(autouse=True)
def nobody_knows_the_pace() -> None:
    handfuls.PACE.forget()


@dataclass
class Network:
    """Answers as it is told, one call after the other; what is to happen meanwhile happens during the call."""

    answers: list[Published | NetworkFailure] = field(default_factory=list)
    meanwhile: dict[int, Beside] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    states: list[list[str]] = field(default_factory=list)
    attempts: list[list[str]] = field(default_factory=list)

    def __call__(self, account: Account) -> "Network":
        return self

    def publish(self, content: Content, *, credentials: Credentials) -> Published:
        number = len(self.tokens)
        self.tokens.append(credentials.access_token)
        self.states.append(list(Publication.objects.order_by("due_at").values_list("state", flat=True)))
        self.attempts.append(list(Attempt.objects.order_by("pk").values_list("outcome", flat=True)))
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
    """The first goes alone, as nobody knows yet how fast the network is."""
    claims, network = claims_of(home, posts=3), Network()
    assert send(claims, network) == [Outcome.PUBLISHED] * 3
    assert network.states == [
        ["sending", "claimed", "claimed"],
        ["published", "sending", "sending"],
        ["published", "sending", "sending"],
    ]
    assert network.attempts == [["started"], ["published", "started"], ["published", "published", "started"]]
    assert kept(claims) == ["published"] * 3
    assert Attempt.objects.filter(outcome=Outcome.PUBLISHED).count() == 3
    assert Entry.objects.filter(verb="publication.published").count() == 3


def test_of_a_slow_network_no_more_is_begun_than_it_takes_in_a_second(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, network = claims_of(home, posts=3), Network()
    monkeypatch.setattr(handfuls.Pace, "AT_LEAST", timedelta(seconds=0.6))
    assert send(claims, network) == [Outcome.PUBLISHED] * 3
    assert network.states[1] == ["published", "sending", "claimed"]


def test_a_network_that_was_quick_a_moment_ago_gets_a_whole_handful(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    handfuls.PACE.saw(timedelta(milliseconds=5))
    network = Network()
    assert send(claims_of(home, posts=3), network) == [Outcome.PUBLISHED] * 3
    assert network.states[0] == ["sending"] * 3
    monkeypatch.setattr(handfuls.Pace, "KNOWN", 0.0)
    assert handfuls.PACE.room == 1


def test_the_pace_is_that_of_the_slowest_call_of_late() -> None:
    pace = handfuls.Pace()
    assert pace.room == 1
    pace.saw(timedelta(milliseconds=500))
    pace.saw(timedelta(milliseconds=2))
    assert pace.room == 2
    for _call in range(40):
        pace.saw(timedelta(milliseconds=2))
    assert pace.room == 500


def test_what_began_long_ago_is_not_called(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement that marks it says so; it is due again at once."""
    claims, network = claims_of(home, posts=3), Network()
    network.meanwhile[1] = lambda: monkeypatch.setattr(sending, "FRESH", timedelta(seconds=-1))
    assert send(claims, network) == [Outcome.PUBLISHED, Outcome.PUBLISHED, None]
    assert kept(claims) == ["published", "published", "due"]
    assert Attempt.objects.count() == len(network.tokens) == 2


def killed() -> None:
    raise SystemExit


def test_of_a_worker_that_dies_only_the_call_in_hand_is_in_doubt(home: House) -> None:
    """Of the others some went out, which their attempts know, and some were never called."""
    claims, network = claims_of(home, posts=4), Network(meanwhile={2: killed})
    with pytest.raises(SystemExit):
        send(claims, network)
    assert kept(claims) == ["published", "sending", "sending", "sending"]
    actions.recover(now=LATER)
    assert kept(claims) == ["published", "published", "sending", "due"]
    found = Publication.objects.get(pk=claims[1].publication_id)
    assert (found.urn, found.published_at, found.post.state) == (
        live(1).urn, Attempt.objects.get(publication=found).finished_at, "published",
    )  # fmt: skip
    actions.recover(now=LATER + SEND_LEASE)
    assert kept(claims)[2] == "unclear"
    assert Entry.objects.filter(verb="publication.published").count() == 2


def test_behind_a_slow_call_others_take_up_what_was_begun(home: House) -> None:
    """Without waiting for the lease: and the worker, once it goes on, finds that neither is its own any more."""
    claims, network = claims_of(home, posts=4), Network()
    seen: list[list[str]] = []

    def swept() -> None:
        actions.recover(now=LATER)
        seen.append(kept(claims))

    network.meanwhile[2] = swept
    assert send(claims, network) == [Outcome.PUBLISHED] * 3 + [None]
    assert seen == [["published", "published", "sending", "due"]]
    assert kept(claims) == ["published"] * 3 + ["due"]
    assert Entry.objects.filter(verb="publication.published").count() == 3


def test_nobody_may_take_back_what_is_marked_nor_mark_what_was_taken_back(home: House) -> None:
    claims, network = claims_of(home, posts=2), Network()
    rows = whole([one.publication_id for one in claims])
    both = [sending.prepared(rows[one.publication_id], token=one.token, network=network) for one in claims]  # type: ignore[arg-type]
    first, second = [one for one in both if one]
    assert len(sending.started([first, second], now=DUE + SECOND * 2)) == 2
    sending.unbegin(first.publication.pk, token=first.token, now=DUE + SECOND * 2)
    assert kept(claims) == ["sending", "sending"]
    sending.unbegin(second.publication.pk, token=second.token, now=DUE + SECOND * 2)
    assert kept(claims) == ["sending", "due"]
    assert not sending.marked(second, now=DUE + SECOND * 2, before=None)
    assert Attempt.objects.count() == 1


def test_of_several_organisations_each_keeps_its_own_journal(home: House, abroad: House) -> None:
    claims = [*claims_of(home, posts=2), *claims_of(abroad, posts=2)]
    answers = [live(number) for number in range(4)]
    assert send(claims, Network(list(answers))) == [Outcome.PUBLISHED] * 4
    for house in (home, abroad):
        assert not list(breaks(house.organisation.pk))
        urns = Entry.objects.filter(verb="publication.published", organisation=house.organisation)
        assert urns.count() == 2


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
    again = outcomes.finish(
        claims[0].publication_id, token=claims[0].token, answer=live(0), now=DUE + timedelta(seconds=9)
    )
    assert (again, Entry.objects.count()) == (Outcome.PUBLISHED, entries)


def test_a_freeze_during_a_call_stops_the_next_one(home: House) -> None:
    claims = claims_of(home, posts=2)
    network = Network(meanwhile={0: lambda: freeze(home)})
    assert send(claims, network) == [Outcome.PUBLISHED, None]
    assert len(network.tokens) == 1


def test_a_freeze_that_comes_as_the_next_one_is_marked_stops_it(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-2.11: its attempt is written, together with what the network said of the one before."""
    claims, network, marked = claims_of(home, posts=4), Network(), handfuls.marked

    def mark_and_freeze(*given: object, **named: object) -> bool:
        found = marked(*given, **named)  # type: ignore[arg-type]
        freeze(home)
        return found

    monkeypatch.setattr(handfuls, "marked", mark_and_freeze)
    assert send(claims, network) == [Outcome.PUBLISHED, Outcome.PUBLISHED, None, None]
    assert (len(network.tokens), kept(claims)) == (2, ["published", "published", "held", "held"])


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
    assert handfuls.FRESH < LEFT < SEND_LEASE


def test_what_cannot_be_written_together_is_written_one_by_one(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(called: object) -> set[int]:
        raise ZeroDivisionError("of ours")

    claims = claims_of(home, posts=2)
    monkeypatch.setattr(handfuls, "went_live", broken)
    assert send(claims, Network()) == [Outcome.PUBLISHED] * 2
    assert kept(claims) == ["published"] * 2
    assert Entry.objects.filter(verb="publication.published").count() == 2


def test_what_is_not_sent_in_the_end_is_not_counted(home: House) -> None:
    """Calls of a handful are counted before the first one leaves (calls.ahead). This network counts none."""
    claims = claims_of(home, posts=2)
    assert send(claims, Network()) == [Outcome.PUBLISHED] * 2
    assert list(CallCount.objects.values_list("calls", "publish")) == [(0, 0), (0, 0)]
