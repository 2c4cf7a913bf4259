"""What waits, what failed, what happened: to whoever may know it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from influence.accounts.models import Account
from influence.core.lifecycle import PublicationState
from influence.editorial.actions import submit, withdraw
from influence.editorial.models import Embargo, Post
from influence.home.failures import failures
from influence.home.lately import Asked, asked, lately
from influence.home.waiting import Kind, open_publications, waiting
from influence.home.words import SENTENCES, VERBS, Genre, age
from influence.journal.models import Entry
from influence.people.models import Membership, User
from influence.practices import actions as practices
from influence.remarks.actions import open_thread
from ops.state import PROJECT
from tests import makers
from tests.editorial.importing.files import plain
from tests.editorial.stories import colleague, draft, in_review, yes
from tests.editorial.test_pages import Browser
from tests.makers import NOW, House, slot

SECRET = "Le rachat de la clinique."


def waits(home: House, user: User | None = None, *, days: int = 0) -> dict[Kind, list[str]]:
    member = home.member(user or home.bruno)
    now = NOW + timedelta(days=days)
    found = waiting(member, open_publications(member), now=now)
    return {bunch.kind: [plain(f"{one.who}: {one.what}") for one in bunch.waits] for bunch in found}


def failed(home: House, user: User | None = None) -> list[tuple[str, str]]:
    member = home.member(user or home.bruno)
    return [
        (plain(one.what), plain(one.happened)) for one in failures(member, open_publications(member), now=NOW)
    ]


def told(home: House, user: User | None = None, **filters: Any) -> list[str]:
    found = lately(home.member(user or home.bruno), Asked(**filters))
    return [plain(f"{one.what} · {one.about} · {one.who}") for _day, ones in found.days for one in ones]


def sealed(home: House, post: Post) -> None:
    Embargo.objects.create(
        post=post, lifts_at=NOW + timedelta(days=2), created_by=home.claire, created_at=NOW
    )


def test_drafts_of_the_week_wait_for_their_author_and_reviews_for_their_leader(home: House) -> None:
    draft(home, text="Bientôt.", where=slot(home, at=NOW + timedelta(days=6)))
    draft(home, text="Plus tard.", where=slot(home, at=NOW + timedelta(days=8)))
    in_review(home, text="À lire.", where=slot(home, at=NOW + timedelta(days=9)))
    assert waits(home) == {
        Kind.DRAFT: ["Bruno Petit: Claire Martin · Bientôt."],
        Kind.REVIEW: ["Claire Martin: Claire Martin · À lire."],
    }


def test_what_an_embargo_hides_waits_without_its_words(home: House) -> None:
    post = draft(home, text=SECRET)
    sealed(home, post)
    assert waits(home) == {Kind.EMBARGO: ["l'équipe de communication: Communiqué à confirmer"]}
    assert SECRET not in str(told(home))
    assert "Brouillon écrit · une publication sous embargo · Bruno Petit" in told(home)
    post.embargo.readers.add(home.bruno)
    assert Kind.DRAFT in waits(home)
    assert f"Brouillon écrit · Claire Martin · {SECRET} · Bruno Petit" in told(home)


def test_an_account_to_reconnect_waits_for_its_leader(home: House) -> None:
    Account.objects.filter(pk=home.account.pk).update(state="reconnect")
    assert waits(home) == {Kind.RECONNECT: ["Claire Martin: Claire Martin · profil"]}


def test_an_open_remark_waits_until_it_is_resolved_or_its_post_is_over(home: House) -> None:
    post = in_review(home, text="À lire.", where=slot(home, at=NOW + timedelta(days=9)))
    open_thread(
        organisation_id=home.organisation.pk, post_id=post.pk, version_id=post.version_id, text="Et les chiffres ?",
        quote="", is_internal=True, by=home.odile, at=NOW, said="À lire.",
        audience=(), told=(),
    )  # fmt: skip
    assert waits(home)[Kind.REMARK] == ["ouverte par Odile Roche: Claire Martin · À lire."]
    withdraw(post, by=home.bruno, at=NOW)
    assert waits(home) == {}


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"state": PublicationState.UNCLEAR, "problem": "no_answer"}, Kind.UNCLEAR),
        ({"state": PublicationState.HELD, "problem": "to_confirm"}, Kind.CONFIRM),
        ({"state": PublicationState.HELD, "problem": "account_to_reconnect"}, None),
    ],
)
def test_a_question_waits_and_what_has_no_question_failed(
    home: House, columns: Any, kind: Kind | None
) -> None:
    publication = makers.published(home, at=NOW)
    type(publication).objects.filter(pk=publication.pk).update(**columns)
    assert list(waits(home)) == ([kind] if kind else [])
    assert len(failed(home)) == (0 if kind else 1)


def test_a_missed_slot_failed_with_what_to_do(home: House) -> None:
    post = draft(home, text="Trop tard.")
    Post.objects.filter(pk=post.pk).update(state="missed", reason="unsubmitted", changed_at=NOW)
    [(what, happened)] = failed(home)
    assert what == "Claire Martin · Trop tard."
    assert "encore un brouillon" in happened


def test_filters_and_pages_of_what_happened(home: House) -> None:
    other = colleague(home)
    post = in_review(home, text="À lire.")
    yes(home, post)
    draft(home, text="Autre.", where=slot(home, at=NOW + timedelta(days=5)))
    assert told(home, genre=Genre.DECISIONS) == ["Approuvée · Claire Martin · À lire. · Claire Martin"]
    assert told(home, person=home.claire.pk) == told(home, genre=Genre.DECISIONS)
    assert told(home, leader=other.pk) == []
    assert told(home, leader=home.leader.pk) == told(home)
    numbers = list(
        Entry.objects.filter(verb__in=list(SENTENCES))
        .order_by("-sequence")
        .values_list("sequence", flat=True)
    )
    assert told(home, before=numbers[1]) == told(home)[2:]


@pytest.mark.parametrize(
    "address", ["genre=x&personne=-1&dirigeant=1e9&avant=%00", "genre=&avant=" + "9" * 30]
)
def test_an_odd_address_narrows_nothing(address: str) -> None:
    assert asked(QueryDict(address)) == Asked()


def test_nothing_of_another_organisation(home: House, abroad: House) -> None:
    in_review(home)
    assert (waits(abroad), failed(abroad), told(abroad)) == ({}, [], [])


def test_a_verb_is_told_once(home: House) -> None:
    assert sum(map(len, VERBS.values())) == len(SENTENCES)


def test_what_is_told_is_what_the_rooms_record() -> None:
    """A verb that nobody writes is a sentence that nobody reads."""
    room = PROJECT / "influence"
    sources = [path for path in room.rglob("*.py") if path != room / "home" / "words.py"]
    written = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert not {verb for verb in SENTENCES if f'"{verb}"' not in written}


def test_a_good_practice_is_told_with_its_post(home: House) -> None:
    post = Post.objects.get(pk=makers.published(home, text="Notre service de nuit.").post_id)
    star = practices.star(post, reason="Une équipe nommée.", by=home.bruno, at=NOW)
    practices.propose(star, to=colleague(home), note="", by=home.bruno, at=NOW)
    about = "Claire Martin · Notre service de nuit. · Bruno Petit"
    assert told(home, leader=home.leader.pk)[:2] == [
        f"Bonne pratique proposée · {about}", f"Bonne pratique retenue · {about}"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (-5, "à l'instant"),
        (90, "depuis 1 minute"),
        (7_200, "depuis 2 heures"),
        (200_000, "depuis 2 jours"),
    ],
)
def test_ages(gone: int, words: str) -> None:
    assert plain(age(NOW - timedelta(seconds=gone), now=NOW)) == words


def queries_of_the_page(home: House) -> int:
    browser = Browser(home.bruno)
    with CaptureQueriesContext(
        connection,
    ) as found:
        browser.read("/activite/")
    assert browser.status == 200
    return len(found)


def test_the_page_is_a_fixed_number_of_queries(home: House) -> None:
    def more(first: int, count: int) -> None:
        for n in range(first, first + count):
            draft(home, where=slot(home, at=NOW + timedelta(days=1, hours=n)))
            submit(
                draft(home, where=slot(home, at=NOW + timedelta(days=300, hours=n))), by=home.bruno, at=NOW
            )
            makers.published(home, at=NOW - timedelta(days=1, hours=n))
            Account.objects.filter(pk=home.account.pk).update(state="reconnect")

    more(1, 1)
    queries_of_the_page(home)
    one = queries_of_the_page(home)
    more(10, 4)
    assert queries_of_the_page(home) == one


def test_a_leader_and_a_reader_have_pages_of_their_own(home: House) -> None:
    for user in (home.claire, home.remi):
        browser = Browser(user)
        browser.read("/activite/")
        assert browser.status == 403
    assert Membership.objects.filter(user=home.claire).count() == 1
