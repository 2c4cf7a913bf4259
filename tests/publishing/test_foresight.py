"""What will keep a post from going out, told early to whoever can mend it; and a second approval that is missing at the
slot, from end to end."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from influence.accounts.models import Account, AccountState
from influence.core.lifecycle import PostState, PublicationState
from influence.editorial import actions as editorial
from influence.editorial.models import Embargo, Post
from influence.outbox.models import Message
from influence.people.models import User
from influence.publishing import actions, guarding
from influence.publishing.foresight import AHEAD, Risk, foreseen
from influence.publishing.models import Outcome, Publication, Upload
from influence.publishing.refusals import BadText
from influence.publishing.words_of_risks import OF_A_POST, RISKS
from influence.safeguards.models import Freeze, Period
from tests import makers
from tests.editorial import stories
from tests.makers import NOW, House
from tests.publishing.stage import DUE, connect
from tests.publishing.theatre import Theatre

SLOT = NOW + timedelta(days=3)
DAY = timedelta(days=1)


@pytest.fixture
def spoken(home: House) -> Account:
    return connect(home)


def scheduled(home: House, *, at: datetime = SLOT, **given: object) -> Post:
    post = stories.approved(home, where=makers.slot(home, at=at), **given)
    actions.plan(now=NOW)
    return stories.fresh(post)


def risks(post: Post, *, now: datetime = NOW) -> set[Risk]:
    return {risk for one in foreseen(Post.objects.filter(pk=post.pk), now=now) for risk in one.risks}


def told(*, now: datetime) -> list[tuple[str, str]]:
    """The mails of a tick: which risk, to whom."""
    before = set(Message.objects.values_list("pk", flat=True))
    actions.warn(now=now)
    fresh = Message.objects.filter(kind="publication_foreseen").exclude(pk__in=before)
    return sorted((mail.dedup_key.split(":")[-2], mail.to_email) for mail in fresh)


def freeze(home: House, **scope: object) -> Freeze:
    return Freeze.objects.create(
        organisation=home.organisation, reason="Crise.", frozen_by=home.odile, frozen_at=NOW, **scope
    )


def period(home: House, *, since: datetime, until: datetime, **scope: object) -> Period:
    given = {"kind": "quiet", "strength": "hard", "name": "Résultats"} | scope
    return Period.objects.create(
        organisation=home.organisation, starts_on=since.date(), ends_on=until.date(), starts_at=since, ends_at=until,
        created_by=home.odile, created_at=NOW, **given,
    )  # fmt: skip


def embargo(home: House, post: Post, **given: object) -> Embargo:
    kept = {"lifts_at": SLOT - timedelta(hours=1)} | given
    return Embargo.objects.create(post=post, created_by=home.bruno, created_at=NOW, **kept)


@pytest.mark.django_db
class TestSeen:
    def test_nothing_is_foreseen_where_all_is_well(self, home: House, spoken: Account) -> None:
        assert risks(scheduled(home)) == set()

    def test_every_risk_has_its_words_and_its_page(self) -> None:
        assert set(RISKS) == set(Risk)
        for advice in RISKS.values():
            assert str(advice.happens)
            assert str(advice.todo)
            assert reverse(advice.place, args=[1] if advice.place in OF_A_POST else [])

    def test_only_what_is_to_come_within_a_fortnight_and_may_still_go_out(
        self, home: House, spoken: Account
    ) -> None:
        post = scheduled(home)
        freeze(home)
        assert risks(post) == {Risk.FROZEN}
        assert risks(post, now=SLOT) == set()
        assert risks(post, now=SLOT - AHEAD - timedelta(seconds=1)) == set()
        editorial.withdraw(post, by=home.bruno, at=NOW)
        assert risks(post) == set()

    @pytest.mark.parametrize(
        ("changes", "risk"),
        [
            ({"access_expires_at": SLOT - timedelta(seconds=1)}, Risk.EXPIRES),
            ({"access_expires_at": SLOT}, Risk.EXPIRES),
            ({"access_expires_at": NOW - timedelta(seconds=1)}, Risk.RECONNECT),
            ({"state": AccountState.RECONNECT, "sealed_access": None}, Risk.RECONNECT),
            ({"mode": "assisted"}, Risk.NO_RIGHT),
            ({"state": AccountState.DISCONNECTED, "sealed_access": None}, Risk.BY_HAND),
        ],
    )
    def test_an_account_that_will_not_do(
        self, home: House, spoken: Account, changes: dict[str, object], risk: Risk
    ) -> None:
        post = scheduled(home)
        Account.objects.filter(pk=spoken.pk).update(**changes)
        assert risks(post) == {risk}

    def test_a_token_that_renews_itself_is_no_risk(self, home: House, spoken: Account) -> None:
        post = scheduled(home)
        Account.objects.filter(pk=spoken.pk).update(access_expires_at=SLOT - DAY, sealed_refresh=b"x")
        assert risks(post) == set()

    def test_a_page_whose_role_was_lost_or_whose_right_was(self, home: House) -> None:
        page = stories.page(home)
        post = scheduled(home, account=page)
        assert risks(post) == set()
        Account.objects.filter(pk=page.through_id).update(scopes=["w_member_social"])
        assert risks(post) == {Risk.NO_RIGHT}
        Account.objects.filter(pk=page.pk).update(state=AccountState.DISCONNECTED)
        assert risks(post) == {Risk.PAGE_LOST}

    def test_a_first_comment_that_the_account_may_not_make(self, home: House) -> None:
        makers.connected(home, scopes=("w_member_social",))
        assert risks(scheduled(home, first_comment="Le programme est en ligne.")) == {Risk.COMMENT_BY_HAND}

    def test_a_file_that_left_the_library_one_that_failed_and_one_that_is_late(
        self, home: House, spoken: Account
    ) -> None:
        file = stories.kept(home)
        post = scheduled(home, media=[stories.part(file)])
        assert risks(post) == set()
        late = SLOT - timedelta(minutes=30)
        assert risks(post, now=late) == {Risk.FILE_LATE}
        upload = Upload.objects.create(
            publication=Publication.objects.get(post=post),
            sha256=file.sha256,
            state="available",
            urn="urn:li:image:1",
            available_at=NOW,
            uploaded_at=NOW,
            changed_at=NOW,
        )
        assert risks(post, now=late) == set()
        Upload.objects.filter(pk=upload.pk).update(state="failed")
        assert risks(post) == {Risk.FILE_FAILED}
        file.delete()
        assert risks(post) == {Risk.FILE_GONE}

    def test_an_embargo_that_will_not_be_lifted(self, home: House, spoken: Account) -> None:
        address = "https://saint-luc.example/communique"
        post = scheduled(home, text=f"Tout est dit ici : {address}")
        one = embargo(home, post)
        assert risks(post) == {Risk.EMBARGO}
        confirmed = {"address": address, "confirmed_by": home.bruno, "confirmed_at": NOW}
        Embargo.objects.filter(pk=one.pk).update(**confirmed)
        assert risks(post) == set()
        Embargo.objects.filter(pk=one.pk).update(address="https://saint-luc.example/autre")
        assert risks(post) == {Risk.EMBARGO}
        Embargo.objects.filter(pk=one.pk).update(address=address, lifts_at=SLOT + timedelta(minutes=1))
        assert risks(post) == {Risk.EMBARGO}

    def test_a_decision_that_is_missing_two_days_ahead(self, home: House, spoken: Account) -> None:
        post = stories.in_review(home, where=makers.slot(home, at=SLOT))
        assert risks(post, now=SLOT - timedelta(hours=48, seconds=1)) == set()
        assert risks(post, now=SLOT - timedelta(hours=48)) == {Risk.UNDECIDED}

    def test_a_second_approval_that_is_missing_and_one_that_nobody_can_give(
        self, home: House, spoken: Account
    ) -> None:
        post = scheduled(home, text="Un litige.")
        topic = rule(home, home.bruno)
        assert risks(post) == {Risk.NO_APPROVER}
        topic.approvers.set([home.remi])
        assert risks(post) == set()
        assert risks(post, now=SLOT - timedelta(hours=48)) == {Risk.UNCLEARED}
        clear(post, by=home.remi, at=NOW)
        assert risks(post, now=SLOT - timedelta(hours=48)) == set()

    def test_several_posts_cost_no_more_questions_than_one(self, home: House, spoken: Account) -> None:
        posts = [scheduled(home, at=NOW + day * DAY) for day in range(3, 9)]
        with CaptureQueriesContext(connection) as one:
            foreseen(Post.objects.filter(pk=posts[0].pk), now=NOW)
        with CaptureQueriesContext(connection) as many:
            assert foreseen(Post.objects.all(), now=NOW) == []
        assert len(many) <= len(one)


@pytest.mark.django_db
@pytest.mark.parametrize("scope", ["all", "hers", "another", "pillar", "other_pillar"])
def test_a_freeze_is_foreseen_as_the_statement_finds_it(home: House, spoken: Account, scope: str) -> None:
    post = scheduled(home)
    scopes = {
        "all": {}, "hers": {"leader": home.leader}, "another": {"leader": stories.colleague(home)}, "pillar": {"pillar": home.pillar},
        "other_pillar": {"pillar": home.other_pillar},
    }  # fmt: skip
    freeze(home, **scopes[scope])
    assert (Risk.FROZEN in risks(post)) is (scope in ("all", "hers", "pillar"))
    actions.recover(now=SLOT)
    held = Publication.objects.get(post=post).state == PublicationState.HELD
    assert held is (scope in ("all", "hers", "pillar"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "until", "topic", "expected"),
    [
        (-DAY, DAY, None, True), (timedelta(0), DAY, None, True), (-DAY, timedelta(0), None, False),
        (timedelta(seconds=1), DAY, None, False), (-DAY, DAY, "litige", True), (-DAY, DAY, "procès", False),
    ],
)  # fmt: skip
def test_a_silence_is_foreseen_as_the_statement_finds_it(
    home: House, spoken: Account, since: timedelta, until: timedelta, topic: str | None, expected: bool
) -> None:
    topics = {word: rule(home, home.remi, word=word) for word in ("litige", "procès")}
    post = scheduled(home, text="Un litige.")
    clear(post, by=home.remi, at=NOW)
    # Days are the table's own: what counts are the instants.
    one = period(home, since=SLOT - 2 * DAY, until=SLOT + 2 * DAY, topic=topics[topic] if topic else None)
    Period.objects.filter(pk=one.pk).update(starts_at=SLOT + since, ends_at=SLOT + until)
    assert (Risk.QUIET in risks(post)) is expected
    found = {row.found for row in guarding.standing(SLOT)}
    assert ("quiet_period" in found) is expected


def rule(home: House, *people: User, word: str = "litige"):
    return editorial.keep_topic(None, organisation=home.organisation, name=word.title(), words=[word], pillars=[],
                                approvers=[one.pk for one in people], by=home.odile, at=NOW)  # fmt: skip


def clear(post: Post, *, by: User, at: datetime) -> None:
    version = stories.fresh(post).version
    editorial.clear(post, version=version.pk, content_hash=version.content_hash, by=by, at=at)


@pytest.mark.django_db
class TestTold:
    def test_a_freeze_is_told_a_day_ahead_to_the_editors_once(self, home: House, spoken: Account) -> None:
        scheduled(home)
        freeze(home)
        assert told(now=SLOT - DAY - timedelta(seconds=1)) == []
        assert told(now=SLOT - DAY) == [("frozen", home.bruno.email)]
        assert told(now=SLOT - timedelta(hours=2)) == []

    def test_another_slot_is_told_about_anew(self, home: House, spoken: Account) -> None:
        post = scheduled(home)
        freeze(home)
        assert told(now=SLOT - DAY) != []
        editorial.move(post, day=(SLOT + DAY).date(), time=makers.slot(home, at=SLOT + 5 * DAY).time, zone=home.leader.zone,
                       fold=None, by=home.bruno, at=SLOT - DAY)  # fmt: skip
        actions.plan(now=SLOT - DAY)
        assert told(now=SLOT) == [("frozen", home.bruno.email)]

    def test_the_leader_hears_of_their_account_and_the_operator_of_a_topic_without_anybody(
        self, home: House, spoken: Account
    ) -> None:
        scheduled(home, text="Un litige.")
        rule(home)
        Account.objects.filter(pk=spoken.pk).update(state=AccountState.RECONNECT)
        assert told(now=SLOT - 2 * DAY) == [
            ("no_approver", home.odile.email),
            ("reconnect", home.claire.email),
        ]

    def test_what_others_tell_already_is_not_told_twice(self, home: House, spoken: Account) -> None:
        stories.in_review(home, text="Un litige.", where=makers.slot(home, at=SLOT))
        rule(home, home.remi)
        Account.objects.filter(pk=spoken.pk).update(access_expires_at=SLOT - timedelta(hours=1))
        now = SLOT - timedelta(hours=20)
        (one,) = foreseen(Post.objects.all(), now=now)
        assert set(one.risks) == {Risk.UNDECIDED, Risk.UNCLEARED, Risk.EXPIRES}
        assert told(now=now) == []


@pytest.mark.django_db
class TestPages:
    def signed_in(self, person: User) -> Client:
        client = Client(headers={"Accept-Language": "fr"})
        client.force_login(person)
        return client

    def soon(self, home: House, *, hours: int = 30) -> Post:
        return stories.in_review(home, where=makers.slot(home, at=timezone.now() + timedelta(hours=hours)))

    def test_the_soonest_comes_first_each_with_what_to_do(self, home: House) -> None:
        makers.connected(home)
        Account.objects.update(access_expires_at=timezone.now() + timedelta(days=90))
        later, sooner = self.soon(home, hours=40), self.soon(home, hours=20)
        page = self.signed_in(home.bruno).get(reverse("foresight")).content.decode()
        assert page.index(reverse("post", args=[sooner.pk])) < page.index(reverse("post", args=[later.pk]))
        assert "La décision du dirigeant manque encore" in page

    def test_all_is_well(self, home: House) -> None:
        assert "Tout va bien" in self.signed_in(home.bruno).get(reverse("foresight")).content.decode()

    def test_a_leader_sees_their_own(self, home: House) -> None:
        karim, hers = stories.colleague(home), self.soon(home)
        for person, sees in ((home.claire, True), (karim.user, False)):
            page = self.signed_in(person).get(reverse("foresight")).content.decode()
            assert (reverse("post", args=[hers.pk]) in page) is sees

    def test_the_posts_own_page_says_it_to_those_whom_it_concerns(self, home: House) -> None:
        post = self.soon(home)
        for person in (home.bruno, home.claire):
            page = self.signed_in(person).get(reverse("post", args=[post.pk])).content.decode()
            assert "La décision du dirigeant manque encore" in page


@pytest.mark.django_db
class TestASecondApprovalAtTheSlot:
    """The leader said yes; the second approver has not, yet (R-2.4)."""

    def planned(self, theatre: Theatre, home: House) -> Publication:
        theatre.connect()
        rule(home, home.remi)
        return theatre.planned(text="Un litige est clos.")

    def test_without_it_the_post_is_held_and_its_people_are_told(self, theatre: Theatre, home: House) -> None:
        publication = self.planned(theatre, home)
        assert theatre.send() == []
        publication.refresh_from_db()
        assert (publication.state, publication.problem) == (PublicationState.HELD, "not_cleared")
        assert Message.objects.filter(dedup_key__startswith=f"publication:{publication.post_id}:").exists()

    def test_given_in_time_the_post_goes_out_by_itself(self, theatre: Theatre, home: House) -> None:
        publication = self.planned(theatre, home)
        theatre.send()
        clear(publication.post, by=home.remi, at=DUE + timedelta(minutes=5))
        assert theatre.send(at=DUE + timedelta(minutes=6)) == [Outcome.PUBLISHED]
        assert theatre.shown(publication)["commentary"].startswith("Un litige est clos")

    def test_given_before_the_slot_nothing_is_late(self, theatre: Theatre, home: House) -> None:
        publication = self.planned(theatre, home)
        clear(publication.post, by=home.remi, at=NOW)
        assert theatre.send() == [Outcome.PUBLISHED]

    def test_never_given_the_slot_is_missed_and_told(self, theatre: Theatre, home: House) -> None:
        publication = self.planned(theatre, home)
        theatre.send()
        assert theatre.send(at=DUE + timedelta(minutes=31)) == []
        publication.refresh_from_db()
        assert publication.state == PublicationState.MISSED
        assert stories.fresh(publication.post).state == PostState.MISSED
        assert Message.objects.filter(kind="publication_missed").exists()

    def test_an_objection_takes_it_out_of_the_workers_hands(self, theatre: Theatre, home: House) -> None:
        publication = self.planned(theatre, home)
        version = stories.fresh(publication.post).version
        editorial.object_to(
            publication.post,
            version=version.pk,
            content_hash=version.content_hash,
            reason="Non.",
            by=home.remi,
            at=NOW,
        )
        assert theatre.send() == []
        actions.tidy(now=DUE)
        publication.refresh_from_db()
        assert publication.state == PublicationState.CANCELLED
        assert stories.fresh(publication.post).state == PostState.RETURNED

    def test_a_rule_that_comes_after_the_approval_holds_the_post(self, theatre: Theatre, home: House) -> None:
        theatre.connect()
        publication = theatre.planned(text="Un litige est clos.")
        rule(home, home.remi)
        assert theatre.send() == []
        publication.refresh_from_db()
        assert publication.problem == "not_cleared"

    def test_a_correction_never_brings_in_what_a_second_person_should_see(
        self, theatre: Theatre, home: House
    ) -> None:
        theatre.connect()
        publication = theatre.live(text="Une équipe remarquable.")
        rule(home, home.remi)
        with pytest.raises(BadText, match="Litige"):
            actions.propose_correction(publication, text="Un litige est clos.", by=home.bruno, at=DUE)
        change = actions.propose_correction(
            publication, text="Une équipe et un procès.", by=home.bruno, at=DUE
        )
        rule(home, home.remi, word="procès")
        with pytest.raises(BadText, match="Procès"):
            actions.approve_correction(
                change, content_hash=change.version.content_hash, by=home.claire, at=DUE
            )
