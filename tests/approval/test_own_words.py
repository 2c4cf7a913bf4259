from datetime import timedelta

import pytest

from influence.approval import actions, queries
from influence.approval.access import by_session
from influence.approval.models import Link, Seen
from influence.editorial import actions as editorial
from influence.editorial.actions import keep_topic
from influence.editorial.models import Channel, Decision, DecisionKind, Flag, Post, Version
from influence.editorial.refusals import AlreadyDecided, MovedOn, NotReady, NotYours, Outdated
from influence.journal.models import Entry
from influence.people.models import User
from tests.approval.stories import invited, mails
from tests.editorial.stories import TEXT, fresh, in_review
from tests.makers import NOW, House
from tests.reading import plain

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=5)
MINE = TEXT.replace("quelque chose", "l'essentiel")


def edited(post: Post, *, by: User, text: str = MINE) -> Decision:
    assert post.version
    return actions.decide_with_edit(
        post.version,
        text=text,
        by=by,
        content_hash=post.version.content_hash,
        channel=Channel.SESSION,
        at=SOON,
    )


def answered(post: Post, *, kind: DecisionKind, by: User) -> Decision:
    assert post.version
    return actions.decide(
        post.version, kind=kind, by=by, content_hash=post.version.content_hash, channel=Channel.SESSION, at=SOON,
        reason="Pas tout à fait.", wishes=["fact", "tone"] if kind == DecisionKind.RETURN else [],
    )  # fmt: skip


def test_an_edit_is_a_version_of_the_leader_and_approved_at_once(home: House) -> None:
    post = in_review(home)
    decision = edited(post, by=home.claire)
    post = fresh(post)
    assert (post.state, post.version_id) == ("approved", decision.version_id)
    own = decision.version
    assert (own.number, own.text, own.written_by, own.submitted_by) == (2, MINE, home.claire, home.bruno)
    assert (decision.kind, decision.decided_by) == ("approve", home.claire)
    verbs = list(Entry.objects.filter(subject_id=post.pk, subject_type="post").values_list("verb", flat=True))
    assert verbs[-2:] == ["post.reworded", "post.approved"]


def test_who_submitted_it_reads_what_the_leader_changed(home: House) -> None:
    edited(in_review(home), by=home.claire)
    (mail,) = mails("draft_approved_reworded")
    assert mail.to_email == home.bruno.email
    assert "[-quelque chose-][+l'essentiel+]" in plain(mail.text)
    assert "<del" in mail.html
    assert "<ins" in mail.html


def test_an_edit_that_changes_nothing_is_a_plain_yes(home: House) -> None:
    """A browser ends the lines of a form its own way."""
    decision = edited(in_review(home), by=home.claire, text=TEXT.replace("\n", "\r\n"))
    assert decision.version.number == 1
    assert mails("draft_approved")


def test_an_edit_that_cannot_go_out_leaves_everything_as_it_was(home: House) -> None:
    post = in_review(home)
    with pytest.raises(NotReady):
        edited(post, by=home.claire, text="é" * 3001)
    assert fresh(post).state == "in_review"
    assert Version.objects.filter(post=post).count() == 1
    assert not Decision.objects.exists()


def test_nobody_but_the_leader_edits_and_approves(home: House) -> None:
    post = in_review(home)
    for somebody in (home.bruno, home.odile):
        with pytest.raises(NotYours):
            edited(post, by=somebody)


def test_an_edit_of_an_older_page_is_refused(home: House) -> None:
    post = in_review(home)
    editorial.revise(post, text="Autre chose.", seen=1, by=home.bruno, at=NOW)
    editorial.submit(post, by=home.bruno, at=NOW)
    with pytest.raises(Outdated):
        edited(post, by=home.claire)


def test_a_second_tap_finds_the_first_ones_decision(home: House) -> None:
    post = in_review(home)
    edited(post, by=home.claire)
    with pytest.raises((AlreadyDecided, Outdated)):
        edited(post, by=home.claire)
    assert Decision.objects.count() == 1


def test_a_sensitive_word_of_the_leaders_own_asks_for_a_second_approval(home: House) -> None:
    keep_topic(
        None, organisation=home.organisation, name="Résultats", words=["bénéfice"], pillars=[], approvers=[home.odile.pk],
        by=home.odile, at=NOW,
    )  # fmt: skip
    decision = edited(in_review(home), by=home.claire, text=f"{TEXT} Notre bénéfice.")
    assert Flag.objects.get().version == decision.version
    assert mails("second_approval")


@pytest.mark.parametrize("kind", [DecisionKind.RETURN, DecisionKind.REFUSE])
def test_an_answer_is_taken_back_while_nobody_acted_on_it(home: House, kind: DecisionKind) -> None:
    post, _where = invited(home)
    decision = answered(post, kind=kind, by=home.claire)
    back = actions.think_again(decision, by=home.claire, at=SOON + timedelta(minutes=1))
    post = fresh(post)
    assert (post.state, post.version, post.reason) == ("in_review", back, "")
    assert (back.number, back.text, back.submitted_by) == (2, TEXT, home.bruno)
    assert mails("answer_taken_back")[0].to_email == home.bruno.email
    assert Decision.objects.get() == decision


def test_who_put_it_back_themselves_is_not_written_to(home: House) -> None:
    post, _where = invited(home)
    decision = answered(post, kind=DecisionKind.REFUSE, by=home.claire)
    actions.think_again(decision, by=home.claire, at=SOON)
    assert actions.invite(now=SOON) == 0
    assert Link.objects.count() == 1


def test_what_an_editor_has_taken_up_stays_with_them(home: House) -> None:
    post = in_review(home)
    decision = answered(post, kind=DecisionKind.RETURN, by=home.claire)
    editorial.revise(post, text="Autre chose.", seen=1, by=home.bruno, at=SOON)
    with pytest.raises(MovedOn):
        actions.think_again(decision, by=home.claire, at=SOON)


def test_only_who_answered_takes_it_back(home: House) -> None:
    decision = answered(in_review(home), kind=DecisionKind.REFUSE, by=home.claire)
    with pytest.raises(NotYours):
        actions.think_again(decision, by=home.bruno, at=SOON)


def test_wishes_reach_the_editor_in_words(home: House) -> None:
    decision = answered(in_review(home), kind=DecisionKind.RETURN, by=home.claire)
    assert decision.wishes == ["tone", "fact"]
    (mail,) = mails("draft_returned")
    assert "À revoir : le ton, un fait." in plain(mail.text)


def test_what_changed_is_told_from_the_version_last_read(home: House) -> None:
    post = in_review(home)
    assert post.version
    actions.note_seen(post.version, by=home.claire, at=NOW)
    editorial.revise(post, text=MINE, seen=1, by=home.bruno, at=NOW)
    editorial.submit(post, by=home.bruno, at=NOW)
    (item,) = queries.waiting(by_session(home.member(home.claire), now=NOW), now=NOW)
    assert item.before
    assert item.before.number == 1
    assert [change.text for change in item.changes if change.kind == "added"]


def test_a_version_is_seen_once_and_by_whom_it_was(home: House) -> None:
    post = in_review(home)
    assert post.version
    for _twice in range(2):
        actions.note_seen(post.version, by=home.claire, at=NOW)
    assert Seen.objects.get().user == home.claire
