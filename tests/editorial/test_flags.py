"""Second approvals by rule (R-2.4): the leader cannot lift them, and nobody chooses who gives them."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from influence.core.lifecycle import PostState
from influence.editorial import actions, flags
from influence.editorial.models import Flag, FlagState, Post
from influence.editorial.refusals import (
    AnsweredAlready,
    MovedOn,
    NotAsked,
    Outdated,
    ReasonMissing,
)
from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.people.models import Role, User
from influence.people.quiet import LAST_CALL
from influence.safeguards.models import Topic
from influence.safeguards.topics import set_active
from tests import makers
from tests.editorial.stories import LATER, approved, draft, fresh, in_review, yes
from tests.makers import NOW, House

RESULTS = "Nos résultats annuels sont là."


def lawyer(home: House, name: str = "Lea Juriste", role: Role = Role.READER) -> User:
    return makers.member(
        home.organisation, name, role, f"{name.split(maxsplit=1)[0].lower()}@saint-luc.example"
    )


def rule(
    home: House, *people: User, words: tuple[str, ...] = ("résultat annuel",), name: str = "Résultats", pillars: tuple[int, ...] = (),
) -> Topic:  # fmt: skip
    return actions.keep_topic(
        None, organisation=home.organisation, name=name, words=words, pillars=pillars,
        approvers=[one.pk for one in people], by=home.odile, at=NOW,
    )  # fmt: skip


def flag_of(post: Post) -> Flag:
    return Flag.objects.get(version=fresh(post).version)


def clear(post: Post, *, by: User, at=LATER) -> list[Flag]:
    version = fresh(post).version
    return actions.clear(post, version=version.pk, content_hash=version.content_hash, by=by, at=at)


def object_to(post: Post, *, by: User, reason: str = "Chiffres non publiés.", at=LATER) -> list[Flag]:
    version = fresh(post).version
    return actions.object_to(
        post, version=version.pk, content_hash=version.content_hash, reason=reason, by=by, at=at
    )


def mails(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("to_email", flat=True))


@pytest.mark.django_db
class TestRaising:
    def test_submitting_raises_what_the_rule_finds_and_tells_its_approvers(self, home: House) -> None:
        lea = lawyer(home)
        rule(home, lea)
        post = in_review(home, text=RESULTS)
        flag = flag_of(post)
        assert (flag.found, flag.state, flag.content_hash) == (
            "résultat annuel",
            "waiting",
            post.version.content_hash,
        )
        assert mails("second_approval") == [lea.email]
        mail = Message.objects.get(kind="second_approval")
        assert RESULTS not in mail.text
        assert mail.answer_by == post.slot.at - LAST_CALL
        assert Entry.objects.filter(verb="flag.raised", subject_id=post.pk).count() == 1

    def test_a_draft_and_another_subject_raise_nothing(self, home: House) -> None:
        rule(home, lawyer(home))
        draft(home, text=RESULTS)
        in_review(home, text="Une équipe remarquable.", where=makers.slot(home, at=NOW + timedelta(days=4)))
        assert not Flag.objects.exists()

    @pytest.mark.parametrize(
        "beside",
        [
            {"first_comment": "Voir nos résultats annuels"},
            {"card": {"kind": "poll", "question": "Nos résultats annuels ?", "options": ["Oui", "Non"], "duration": "ONE_DAY"}},
            {"card": {"kind": "poll", "question": "Qui ?", "options": ["Résultat annuel", "Non"], "duration": "ONE_DAY"}},
            {"card": {"kind": "article", "url": "https://saint-luc.example/", "title": "Résultats annuels"}},
            {"card": {"kind": "article", "url": "https://saint-luc.example/", "title": "Tout", "description": "Le résultat annuel"}},
        ],
    )  # fmt: skip
    def test_all_that_readers_see_is_looked_through(self, home: House, beside: dict[str, object]) -> None:
        rule(home, lawyer(home))
        post = in_review(home, text="Une nouvelle.", **beside)
        assert flag_of(post).found == "résultat annuel"

    def test_a_pillar_raises_it_without_a_word(self, home: House) -> None:
        rule(home, lawyer(home), words=(), pillars=(home.pillar.pk,))
        assert flag_of(in_review(home)).found == ""

    def test_a_new_rule_reaches_what_is_in_review_and_what_is_scheduled(self, home: House) -> None:
        waiting = in_review(home, text=RESULTS)
        said_yes = approved(home, text=RESULTS, where=makers.slot(home, at=NOW + timedelta(days=4)))
        silent = draft(home, text=RESULTS, where=makers.slot(home, at=NOW + timedelta(days=6)))
        rule(home, lawyer(home))
        assert flag_of(waiting).state == flag_of(said_yes).state == FlagState.WAITING
        assert not Flag.objects.filter(version__post=silent).exists()

    def test_a_changed_rule_looks_again_and_asks_nobody_twice(self, home: House) -> None:
        topic = rule(home, lawyer(home), words=("litige",))
        post = in_review(home, text=RESULTS)
        assert not Flag.objects.exists()
        keep = {
            "organisation": home.organisation,
            "name": topic.name,
            "pillars": [],
            "approvers": [home.remi.pk],
            "by": home.odile,
        }
        for minute in (1, 2):
            actions.keep_topic(
                topic, words=("résultats annuels",), at=NOW + timedelta(minutes=minute), **keep
            )
        assert flag_of(post).topic == topic
        assert mails("second_approval") == [home.remi.email]

    def test_a_stopped_rule_raises_nothing_more_and_what_it_raised_still_waits(self, home: House) -> None:
        topic = rule(home, lawyer(home))
        flagged = in_review(home, text=RESULTS)
        set_active(topic, is_active=False, by=home.odile, at=NOW)
        other = in_review(home, text=RESULTS, where=makers.slot(home, at=NOW + timedelta(days=4)))
        assert flag_of(flagged).state == FlagState.WAITING
        assert not Flag.objects.filter(version__post=other).exists()
        actions.resume_topic(topic, by=home.odile, at=LATER)
        assert flag_of(other).state == FlagState.WAITING

    def test_another_pillar_for_an_approved_post_raises_it_then(self, home: House) -> None:
        rule(home, lawyer(home), words=(), pillars=(home.other_pillar.pk,))
        post = approved(home)
        assert not Flag.objects.exists()
        actions.classify(post, pillar=home.other_pillar, by=home.bruno, at=LATER)
        assert flag_of(post).state == FlagState.WAITING
        assert fresh(post).state == PostState.APPROVED

    def test_another_organisations_rule_is_not_ours(self, home: House) -> None:
        other = makers.stranger()
        rule(other, other.remi)
        in_review(home, text=RESULTS)
        assert not Flag.objects.exists()

    def test_the_usual_topics_find_what_they_are_for_in_both_languages(self, home: House) -> None:
        added = actions.add_usual_topics(home.organisation, by=home.odile, at=NOW)
        again = actions.add_usual_topics(home.organisation, by=home.odile, at=NOW)
        assert (len(added), again) == (4, [])
        post = in_review(
            home,
            text="Le chiffre d'affaires, un procès, le #PlanSocial, nos patients. Layoffs, lawsuits, earnings.",
        )
        found = {
            flag.topic.name: flag.found.splitlines() for flag in Flag.objects.filter(version=post.version)
        }
        assert set(found) == {topic.name for topic in added}
        assert {"plan social", "layoff"} <= set(found["Plans sociaux et effectifs"])


@pytest.mark.django_db
class TestWhoAnswers:
    def test_the_rules_approver_clears_it_whatever_their_role(self, home: House) -> None:
        lea = lawyer(home)
        rule(home, lea)
        post = in_review(home, text=RESULTS)
        clear(post, by=lea)
        flag = flag_of(post)
        assert (flag.state, flag.decided_by, flag.decided_at) == (FlagState.CLEARED, lea, LATER)
        assert fresh(post).state == PostState.IN_REVIEW

    def test_the_leader_and_the_writer_are_not_the_second_approver_even_when_listed(
        self, home: House
    ) -> None:
        rule(home, home.claire, home.bruno)
        post = in_review(home, text=RESULTS)
        for person in (home.claire, home.bruno, home.odile, home.remi):
            with pytest.raises(NotAsked):
                clear(post, by=person)
        (asked,) = flags.of_version(post.version)
        assert asked.nobody
        assert mails("second_approval") == []

    def test_whoever_submits_what_another_wrote_is_not_it_either(self, home: House) -> None:
        lea = lawyer(home, role=Role.EDITOR)
        rule(home, lea, home.odile)
        post = draft(home, text=RESULTS)
        actions.submit(post, by=lea, at=NOW)
        with pytest.raises(NotAsked):
            clear(post, by=lea)
        clear(post, by=home.odile)

    def test_whoever_left_the_list_or_the_organisation_is_asked_no_more(self, home: House) -> None:
        lea, max_ = lawyer(home), lawyer(home, "Max Droit")
        topic = rule(home, lea, max_)
        post = in_review(home, text=RESULTS)
        lea.memberships.all().delete()
        topic.approvers.remove(max_)
        for person in (lea, max_):
            with pytest.raises(NotAsked):
                clear(post, by=person)

    def test_each_topic_waits_for_its_own_people(self, home: House) -> None:
        lea, max_ = lawyer(home), lawyer(home, "Max Droit")
        rule(home, lea)
        rule(home, max_, name="Litiges", words=("litige",))
        post = in_review(home, text=RESULTS + " Et un litige.")
        clear(post, by=lea)
        assert {flag.topic.name: flag.state for flag in Flag.objects.all()} == {
            "Résultats": "cleared",
            "Litiges": "waiting",
        }

    def test_the_leaders_yes_lifts_nothing(self, home: House) -> None:
        rule(home, lawyer(home))
        post = in_review(home, text=RESULTS)
        yes(home, post)
        assert flag_of(post).state == FlagState.WAITING


@pytest.mark.django_db
class TestAnswering:
    def test_a_second_answer_finds_the_first(self, home: House) -> None:
        lea, max_ = lawyer(home), lawyer(home, "Max Droit")
        rule(home, lea, max_)
        post = in_review(home, text=RESULTS)
        clear(post, by=lea)
        with pytest.raises(AnsweredAlready, match="Lea Juriste"):
            object_to(post, by=max_)
        assert fresh(post).state == PostState.IN_REVIEW

    def test_an_answer_is_about_what_was_read(self, home: House) -> None:
        lea = lawyer(home)
        rule(home, lea)
        post = in_review(home, text=RESULTS)
        old = post.version
        actions.revise(post, text=RESULTS + " Bravo.", seen=1, by=home.bruno, at=LATER)
        actions.submit(post, by=home.bruno, at=LATER)
        with pytest.raises(Outdated):
            actions.clear(post, version=old.pk, content_hash=old.content_hash, by=lea, at=LATER)
        with pytest.raises(Outdated):
            actions.clear(
                post, version=fresh(post).version.pk, content_hash=old.content_hash, by=lea, at=LATER
            )
        assert flag_of(post).state == FlagState.WAITING

    def test_a_withdrawn_post_waits_for_nobody(self, home: House) -> None:
        lea = lawyer(home)
        rule(home, lea)
        post = in_review(home, text=RESULTS)
        actions.withdraw(post, by=home.bruno, at=LATER)
        with pytest.raises(MovedOn):
            clear(post, by=lea)

    @pytest.mark.parametrize("was_approved", [False, True])
    def test_an_objection_returns_the_post_with_its_words(self, home: House, was_approved: bool) -> None:
        lea = lawyer(home)
        rule(home, lea)
        post = in_review(home, text=RESULTS)
        if was_approved:
            yes(home, post)
        object_to(post, by=lea)
        after = fresh(post)
        assert (after.state, after.reason) == (PostState.RETURNED, "Chiffres non publiés.")
        told = [home.bruno.email, *([home.claire.email] if was_approved else [])]
        assert mails("second_approval_refused") == sorted(told)
        assert Entry.objects.filter(verb="flag.objected", subject_id=post.pk, actor_id=lea.pk).exists()

    @pytest.mark.parametrize("was_approved", [False, True])
    def test_the_same_text_is_asked_about_again_as_a_new_version(
        self, home: House, was_approved: bool
    ) -> None:
        lea = lawyer(home)
        rule(home, lea)
        post = in_review(home, text=RESULTS)
        if was_approved:
            yes(home, post)
        object_to(post, by=lea)
        actions.submit(post, by=home.bruno, at=LATER)
        after = fresh(post)
        assert (after.state, after.version.number) == (PostState.IN_REVIEW, 2)
        assert flag_of(after).state == FlagState.WAITING
        clear(after, by=lea)

    def test_an_objection_needs_words(self, home: House) -> None:
        lea = lawyer(home)
        rule(home, lea)
        post = in_review(home, text=RESULTS)
        with pytest.raises(ReasonMissing):
            object_to(post, by=lea, reason="  ")
        assert (fresh(post).state, flag_of(post).state) == (PostState.IN_REVIEW, FlagState.WAITING)

    def test_an_old_version_is_cleared_for_itself_alone(self, home: House) -> None:
        lea = lawyer(home)
        rule(home, lea)
        post = approved(home, text=RESULTS)
        clear(post, by=lea)
        actions.revise(post, text=RESULTS + " Merci.", seen=1, by=home.bruno, at=LATER)
        actions.submit(post, by=home.bruno, at=LATER)
        assert flag_of(post).state == FlagState.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(home: House) -> None:
    people = [lawyer(home), lawyer(home, "Max Droit")]
    rule(home, *people)
    post = in_review(home, text=RESULTS)
    start, outcomes = Barrier(2), []

    def act(person: User, verb) -> None:
        start.wait()
        try:
            verb(post, by=person)
            outcomes.append("done")
        except (AnsweredAlready, MovedOn) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [
        Thread(target=act, args=(person, verb))
        for person, verb in zip(people, (clear, object_to), strict=True)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(outcomes) == 2
    assert outcomes.count("done") == 1
    assert Entry.objects.filter(verb__in=["flag.cleared", "flag.objected"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_version_slips_between_a_submission_and_a_new_rule(home: House) -> None:
    """Whichever commits first, the other one sees it."""
    post, lea = draft(home, text=RESULTS), lawyer(home)
    submitted, done = Barrier(2), []

    def make_rule() -> None:
        submitted.wait()
        rule(home, lea)
        done.append(True)
        connection.close()

    thread = Thread(target=make_rule)
    thread.start()
    with transaction.atomic():
        actions.submit(post, by=home.bruno, at=NOW)
        submitted.wait()
        thread.join(timeout=0.5)
        assert not done, "the rule waits until the submission is there to see"
    thread.join()
    assert flag_of(post).state == FlagState.WAITING
