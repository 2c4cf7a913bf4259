"""The operator's topics, and the second approver's pages, over HTTP."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from influence.core.lifecycle import PostState
from influence.editorial import actions
from influence.editorial.models import Embargo, Flag, FlagState, Post
from influence.journal.models import Entry
from influence.people.models import Role, User
from influence.safeguards.models import Topic
from influence.safeguards.topics import LONGEST_LINE, MOST_LINES, lines
from tests import makers
from tests.editorial.stories import fresh, in_review
from tests.makers import House

TEXT = "Nos résultats annuels sont là, et ils sont bons."


def signed_in(person: User) -> Client:
    client = Client(headers={"Accept-Language": "fr"})
    client.force_login(person)
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def odile(home: House) -> Client:
    return signed_in(home.odile)


@pytest.fixture
def remi(home: House) -> Client:
    """A reader whom the rule names."""
    return signed_in(home.remi)


@pytest.fixture
def flagged(home: House) -> Post:
    actions.keep_topic(None, organisation=home.organisation, name="Résultats", words=["résultat annuel"], pillars=[],
                       approvers=[home.remi.pk], by=home.odile, at=timezone.now())  # fmt: skip
    return waiting(home)


def waiting(home: House, *, text: str = TEXT, days: int = 2) -> Post:
    return in_review(home, text=text, where=makers.slot(home, at=timezone.now() + timedelta(days=days)))


def read(post: Post) -> dict[str, object]:
    version = fresh(post).version
    return {"version": version.pk, "content_hash": version.content_hash}


class TestTopics:
    def test_one_is_written_changed_stopped_and_taken_up_again(self, home: House, odile: Client) -> None:
        given = {
            "name": "Litiges",
            "words": " litige \n\nprocès\nlitige\n",
            "approvers": [home.remi.pk],
            "pillars": [home.pillar.pk],
        }
        assert odile.post(reverse("topic_new"), given).status_code == 302
        topic = Topic.objects.get(organisation=home.organisation)
        assert (lines(topic.words), list(topic.approvers.all()), list(topic.pillars.all())) == (
            ("litige", "procès"), [home.remi], [home.pillar],
        )  # fmt: skip
        odile.post(reverse("topic", args=[topic.pk]), {"name": "Contentieux", "words": "litige"})
        topic.refresh_from_db()
        assert (topic.name, topic.words, topic.approvers.count(), topic.pillars.count()) == (
            "Contentieux",
            "litige",
            0,
            0,
        )
        for name, is_active in (("topic_stop", False), ("topic_resume", True)):
            odile.post(reverse(name, args=[topic.pk]))
            topic.refresh_from_db()
            assert topic.is_active is is_active
        verbs = Entry.objects.filter(subject_type="topic").order_by("sequence").values_list("verb", flat=True)
        assert list(verbs) == ["topic.kept", "topic.kept", "topic.stopped", "topic.resumed"]

    def test_a_topic_without_anybody_says_that_it_blocks(self, home: House, odile: Client) -> None:
        odile.post(reverse("topic_new"), {"name": "Litiges", "words": "litige"})
        assert "Sans second approbateur, un sujet bloque" in page(odile, "topics").replace(
            "\u202f", " "
        ).replace("\u00a0", " ")
        odile.post(
            reverse("topic", args=[Topic.objects.get().pk]),
            {"name": "Litiges", "words": "litige", "approvers": [home.remi.pk]},
        )
        assert "un sujet bloque" not in page(odile, "topics")

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"name": "", "words": "litige"}, "name"),
            ({"name": "Litiges", "words": " \n "}, "words"),
            ({"name": "Litiges", "words": "l" * (LONGEST_LINE + 1)}, "words"),
            ({"name": "Litiges", "words": "\n".join(f"mot{n}" for n in range(MOST_LINES + 1))}, "words"),
            ({"name": "Litiges", "words": "litige", "approvers": ["999999"]}, "approvers"),
            ({"name": "litiges déjà", "words": "litige", "pillars": ["999999"]}, "pillars"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_kept_is_said_beside_its_field(
        self, odile: Client, given: dict[str, object], field: str
    ) -> None:
        answer = odile.post(reverse("topic_new"), given)
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in answer.content.decode()
        assert not Topic.objects.exists()

    def test_a_name_is_used_once_and_nobody_from_elsewhere_approves(self, home: House, odile: Client) -> None:
        odile.post(reverse("topic_new"), {"name": "Litiges", "words": "litige"})
        assert odile.post(reverse("topic_new"), {"name": "Litiges", "words": "procès"}).status_code == 422
        other = makers.stranger()
        given = {
            "name": "Autre",
            "words": "procès",
            "approvers": [other.remi.pk],
            "pillars": [other.pillar.pk],
        }
        assert odile.post(reverse("topic_new"), given).status_code == 422
        assert Topic.objects.count() == 1

    def test_the_usual_ones_come_once_as_rows_to_change(self, home: House, odile: Client) -> None:
        for _twice in range(2):
            odile.post(reverse("topics_usual"))
        assert Topic.objects.count() == 4
        assert all(
            len(lines(one.words)) <= MOST_LINES and max(map(len, lines(one.words))) <= LONGEST_LINE
            for one in Topic.objects.all()
        )
        odile.post(
            reverse("topic", args=[Topic.objects.get(name="Litiges").pk]),
            {"name": "Litiges", "words": "procès"},
        )
        assert Topic.objects.get(name="Litiges").words == "procès"


class TestAnswering:
    def test_a_reader_finds_what_waits_reads_it_whole_and_clears_it(
        self, flagged: Post, remi: Client, home: House
    ) -> None:
        assert reverse("second_approval", args=[flagged.pk]) in page(remi, "second_approvals")
        shown = page(remi, "second_approval", flagged.pk)
        assert "Nos résultats annuels sont là" in shown
        assert "<mark>résultat annuel</mark>" in shown
        remi.post(reverse("second_approval", args=[flagged.pk]), {"answer": "cleared"} | read(flagged))
        flag = Flag.objects.get()
        assert (flag.state, flag.decided_by) == (FlagState.CLEARED, home.remi)
        assert reverse("second_approval", args=[flagged.pk]) not in page(remi, "second_approvals")

    def test_an_objection_needs_words_and_returns_the_post(self, flagged: Post, remi: Client) -> None:
        where = reverse("second_approval", args=[flagged.pk])
        assert remi.post(where, {"answer": "objected", "reason": " "} | read(flagged)).status_code == 422
        assert fresh(flagged).state == PostState.IN_REVIEW
        remi.post(where, {"answer": "objected", "reason": "Pas avant jeudi."} | read(flagged))
        assert (fresh(flagged).state, fresh(flagged).reason) == (PostState.RETURNED, "Pas avant jeudi.")

    def test_a_reader_reads_what_was_flagged_for_them_and_nothing_more(
        self, flagged: Post, remi: Client, home: House
    ) -> None:
        other = waiting(home, text="Une équipe.", days=4)
        for name in ("second_approval", "post", "publication"):
            assert remi.get(reverse(name, args=[other.pk])).status_code in (403, 404)
        assert remi.get(reverse("post", args=[flagged.pk])).status_code == 404
        assert remi.get(reverse("topics")).status_code == 403
        assert "Une équipe." not in page(remi, "second_approvals")

    def test_an_old_mail_leads_to_a_list_and_not_to_a_text_that_is_no_longer_theirs(
        self, flagged: Post, remi: Client, home: House
    ) -> None:
        actions.revise(flagged, text="Un secret.", seen=1, by=home.bruno, at=timezone.now())
        answer = remi.get(reverse("second_approval", args=[flagged.pk]), follow=True)
        assert answer.redirect_chain == [(reverse("second_approvals"), 302)]
        assert "Un secret" not in answer.content.decode()

    def test_an_answer_to_a_replaced_version_decides_nothing(
        self, flagged: Post, remi: Client, home: House
    ) -> None:
        old = read(flagged)
        actions.revise(flagged, text=TEXT + " Merci.", seen=1, by=home.bruno, at=timezone.now())
        actions.submit(flagged, by=home.bruno, at=timezone.now())
        answer = remi.post(
            reverse("second_approval", args=[flagged.pk]), {"answer": "cleared"} | old, follow=True
        )
        assert "Merci." in answer.content.decode()
        assert not Flag.objects.filter(state=FlagState.CLEARED).exists()

    def test_who_is_not_named_does_not_see_the_page_even_an_operator(
        self, flagged: Post, home: House
    ) -> None:
        for person in (home.odile, home.bruno, home.claire):
            assert signed_in(person).get(reverse("second_approval", args=[flagged.pk])).status_code == 404

    def test_an_embargoed_post_is_for_the_persons_of_its_list(
        self, flagged: Post, remi: Client, home: House
    ) -> None:
        now = timezone.now()
        embargo = Embargo.objects.create(
            post=flagged, lifts_at=now + timedelta(days=1), created_by=home.bruno, created_at=now
        )
        assert remi.get(reverse("second_approval", args=[flagged.pk])).status_code == 404
        assert "Publication de Claire" not in page(remi, "second_approvals")
        embargo.readers.add(home.remi)
        assert remi.get(reverse("second_approval", args=[flagged.pk])).status_code == 200

    def test_only_approvers_are_led_there(self, flagged: Post, remi: Client, home: House) -> None:
        other = makers.member(home.organisation, "Paul Lecteur", Role.READER, "paul@saint-luc.example")
        assert reverse("second_approvals") in page(remi, "calendar")
        assert reverse("second_approvals") not in page(signed_in(other), "calendar")


class TestTheLeader:
    def test_sees_of_whom_and_why_and_cannot_lift_it(self, flagged: Post, home: House) -> None:
        claire = signed_in(home.claire)
        for name, args in (("decide", [flagged.pk]), ("queue", []), ("post", [flagged.pk])):
            shown = page(claire, name, *args)
            assert "<mark>résultat annuel</mark>" in shown
            assert "Rémi Faure" in shown
        assert (
            claire.post(
                reverse("second_approval", args=[flagged.pk]), {"answer": "cleared"} | read(flagged)
            ).status_code
            == 404
        )
        assert Flag.objects.get().state == FlagState.WAITING

    def test_is_told_when_nobody_can_give_it(self, home: House) -> None:
        actions.keep_topic(None, organisation=home.organisation, name="Résultats", words=["résultat annuel"], pillars=[],
                           approvers=[home.claire.pk, home.bruno.pk], by=home.odile, at=timezone.now())  # fmt: skip
        post = waiting(home)
        assert "personne ne peut le donner" in page(signed_in(home.claire), "decide", post.pk)
