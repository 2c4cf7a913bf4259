"""What every adapter owes the product, whatever the network. An adapter's tests subclass Contract and give it a stage:

    class TestMyNetwork(Contract):
        @pytest.fixture
        def stage(self) -> Iterator[Stage]: ...

The stage plays the network's server, over real HTTP and in that network's own words. Nothing here knows them.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from influence.networks.errors import (
    NetworkFailure,
    RateLimited,
    Reason,
    Refused,
    Temporary,
    Unauthorised,
    Unclear,
)
from influence.networks.ports import (
    Capability,
    Comment,
    Content,
    Counters,
    Credentials,
    Network,
    Published,
    Reaction,
)

SECRET = "s3cret-token"
WHO = Credentials(SECRET)


@dataclass(frozen=True)
class Answered:
    """What the stage's network shall tell of a post."""

    reactions: Mapping[str, int] = field(default_factory=dict)
    comments: int = 0
    top_level_comments: int = 0


class Stage(Protocol):
    """Each call prepares the answer to the next request. `now` is the adapter's clock."""

    network: Network
    content: Content
    urn: str
    now: datetime
    scopes: tuple[str, ...]

    @property
    def requests(self) -> int: ...
    def accepts_a_post(self) -> None: ...
    def accepts_a_delete(self) -> None: ...
    def accepts_without_a_name(self) -> None: ...
    def breaks_off(self) -> None: ...
    def stays_silent(self) -> None: ...
    def fails_inside(self) -> None: ...
    def answers_rubbish(self) -> None: ...
    def knows_no_such_token(self) -> None: ...
    def quotes_the_token(self, token: str) -> None: ...
    def lacks_the_right(self) -> None: ...
    def dislikes_a_field(self) -> None: ...
    def had_it_already(self, urn: str) -> None: ...
    def has_had_enough_today(self) -> None: ...
    def counts(self, answered: Answered) -> None: ...
    def lists_reactions(self, *reactions: Reaction) -> None: ...
    def lists_comments(self, *comments: Comment, words: str) -> None: ...
    def shows(self, content: Content) -> None: ...
    def knows_no_such_post(self) -> None: ...
    def lists_posts(self, *posts: tuple[str, Content, datetime]) -> None: ...
    def shuts_down(self) -> None: ...


class Contract:
    @pytest.fixture
    def stage(self) -> Stage:
        raise pytest.UsageError("a contract needs a stage")

    def lost(self, stage: Stage) -> NetworkFailure:
        with pytest.raises(NetworkFailure) as caught:
            stage.network.publish(stage.content, credentials=WHO)
        return caught.value

    def test_a_post_is_published_once_and_has_an_address(self, stage: Stage) -> None:
        stage.accepts_a_post()
        published = stage.network.publish(stage.content, credentials=WHO)
        assert published.urn == stage.urn
        assert published.permalink == stage.network.permalink(stage.urn)
        assert published.permalink.startswith("http")
        assert stage.requests == 1

    @pytest.mark.parametrize("name", ["breaks_off", "stays_silent", "fails_inside", "accepts_without_a_name"])
    def test_what_may_have_happened_is_unclear_and_not_repeated(self, stage: Stage, name: str) -> None:
        getattr(stage, name)()
        assert type(self.lost(stage)) is Unclear
        assert stage.requests == 1

    def test_what_never_left_is_temporary(self, stage: Stage) -> None:
        stage.shuts_down()
        failure = self.lost(stage)
        assert type(failure) is Temporary
        assert failure.reason is Reason.NOT_CONNECTED

    @pytest.mark.parametrize("name", ["breaks_off", "stays_silent", "fails_inside", "answers_rubbish"])
    def test_a_lost_reading_may_be_read_again(self, stage: Stage, name: str) -> None:
        getattr(stage, name)()
        with pytest.raises(Temporary):
            stage.network.counters(stage.urn, credentials=WHO, capabilities=())

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("knows_no_such_token", Unauthorised), ("lacks_the_right", Refused), ("dislikes_a_field", Refused)],
    )
    def test_each_refusal_is_of_its_kind(self, stage: Stage, name: str, kind: type[NetworkFailure]) -> None:
        getattr(stage, name)()
        assert type(self.lost(stage)) is kind

    def test_a_duplicate_names_the_live_post(self, stage: Stage) -> None:
        stage.had_it_already(stage.urn)
        failure = self.lost(stage)
        assert isinstance(failure, Refused)
        assert (failure.reason, failure.urn) == (Reason.DUPLICATE, stage.urn)

    def test_a_quota_says_until_when(self, stage: Stage) -> None:
        stage.has_had_enough_today()
        failure = self.lost(stage)
        assert isinstance(failure, RateLimited)
        assert timedelta(0) < failure.until - stage.now <= timedelta(days=1, hours=1)

    def test_no_failure_shows_the_token_and_all_survive_a_queue(self, stage: Stage) -> None:
        stage.quotes_the_token(SECRET)
        failure = self.lost(stage)
        again = pickle.loads(pickle.dumps(failure))
        for one in (failure, again):
            assert SECRET not in f"{one} {one!r} {vars(one)}"
        assert vars(again) == vars(failure)
        assert SECRET not in repr(WHO)

    def test_a_text_too_long_is_refused_by_whoever_notices(self, stage: Stage) -> None:
        with pytest.raises(Refused) as caught:
            stage.network.publish(replace(stage.content, text="x" * 100_000), credentials=WHO)
        assert caught.value.reason is Reason.TOO_LONG

    def test_deleting_twice_is_deleting(self, stage: Stage) -> None:
        for _ in range(2):
            stage.accepts_a_delete()
            stage.network.delete(stage.urn, credentials=WHO)
        assert stage.requests == 2

    def test_a_post_is_there_and_of_its_author_or_is_not(self, stage: Stage) -> None:
        for told, by, wanted in (
            (stage.shows, stage.content.author_urn, True),
            (stage.shows, "urn:li:person:SomebodyElse", False),
        ):
            told(stage.content)
            assert stage.network.exists(stage.urn, credentials=WHO, by=by) is wanted
        stage.knows_no_such_post()
        assert not stage.network.exists(stage.urn, credentials=WHO)

    @pytest.mark.parametrize("name", ["breaks_off", "stays_silent", "fails_inside", "answers_rubbish"])
    def test_no_answer_is_no_absence(self, stage: Stage, name: str) -> None:
        for ask in (self.whether_it_exists, self.found):
            getattr(stage, name)()
            with pytest.raises(Temporary):
                ask(stage)

    def test_who_may_not_read_learns_nothing_of_it(self, stage: Stage) -> None:
        for ask in (self.whether_it_exists, self.found):
            stage.lacks_the_right()
            with pytest.raises(Refused):
                ask(stage)

    def whether_it_exists(self, stage: Stage) -> bool:
        return stage.network.exists(stage.urn, credentials=WHO)

    def found(self, stage: Stage, *, besides: tuple[str, ...] = ()) -> Published | None:
        since = stage.now - timedelta(minutes=1)
        return stage.network.find_recent(stage.content, since=since, credentials=WHO, besides=besides)

    def test_a_lost_post_is_found_by_its_author_words_and_time(self, stage: Stage) -> None:
        ours = (stage.urn, stage.content, stage.now)
        stage.lists_posts((stage.urn[:-1] + "8", replace(stage.content, text="Autre chose"), stage.now), ours)
        found = self.found(stage)
        assert found is not None
        assert (found.urn, found.permalink) == (stage.urn, stage.network.permalink(stage.urn))

    def test_what_is_older_other_or_anothers_is_not_it(self, stage: Stage) -> None:
        old = (stage.urn, stage.content, stage.now - timedelta(hours=1))
        other = (stage.urn, replace(stage.content, text="Autre chose"), stage.now)
        for shown in ((), (old,), (other,)):
            stage.lists_posts(*shown)
            assert self.found(stage) is None
        stage.lists_posts((stage.urn, stage.content, stage.now))
        assert self.found(stage, besides=(stage.urn,)) is None

    def test_what_is_not_known_is_not_zero(self, stage: Stage) -> None:
        stage.counts(Answered({"LIKE": 3}, comments=2, top_level_comments=1))
        found = stage.network.counters(stage.urn, credentials=WHO, capabilities=())
        assert found == Counters({"LIKE": 3}, comments=2, top_level_comments=1)
        assert (found.impressions, found.reach, found.reshares) == (None, None, None)

    def test_a_post_without_answers_is_zero(self, stage: Stage) -> None:
        stage.counts(Answered())
        found = stage.network.counters(stage.urn, credentials=WHO, capabilities=())
        assert (found.reactions, found.comments) == (0, 0)

    def test_reactions_are_who_what_and_when(self, stage: Stage) -> None:
        told = Reaction("urn:li:person:Zz98x", "LIKE", datetime(2026, 11, 21, 8, tzinfo=UTC))
        stage.lists_reactions(told)
        assert list(stage.network.reactions(stage.urn, credentials=WHO)) == [told]

    def test_comments_are_never_what_they_say(self, stage: Stage) -> None:
        told = Comment("urn:li:person:Zz98x", datetime(2026, 11, 21, 8, tzinfo=UTC), "7529831000000000002")
        stage.lists_comments(told, words="Un secret de famille")
        found = list(stage.network.comments(stage.urn, credentials=WHO))
        assert found == [told]
        assert "famille" not in repr(found)

    def test_capabilities_follow_from_scopes_alone(self, stage: Stage) -> None:
        assert stage.network.capabilities(()) == frozenset()
        assert Capability.PUBLISH in stage.network.capabilities(stage.scopes)
        assert stage.requests == 0
