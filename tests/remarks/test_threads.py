"""Who says what to whom about a draft, who hears of it, and what is left of it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from influence.editorial import actions as editorial
from influence.editorial import talking
from influence.editorial.models import Post
from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.people import actions as people
from influence.people.models import User
from influence.remarks import actions, queries
from influence.remarks.models import Remark, Thread
from influence.remarks.refusals import NotInTheText, NotYourRemark, TooLateToAmend, WithdrawnAlready
from tests import makers
from tests.editorial.stories import colleague, draft, fresh, in_review
from tests.makers import NOW, House
from tests.people.test_mandates import given
from tests.reading import plain


def begun(
    post: Post,
    *,
    by: User,
    text: str = "À revoir.",
    quote: str = "",
    internal: bool = False,
    at: datetime = NOW,
) -> Thread:
    assert post.version
    return actions.open_thread(
        organisation_id=post.organisation_id, post_id=post.pk, version_id=post.version.pk, said=talking.said(post), text=text,
        quote=quote, is_internal=internal, audience=talking.audience(post, is_internal=internal, now=at),
        told=talking.writers(post), by=by, at=at,
    )  # fmt: skip


def told(post: Post) -> set[str]:
    return {mail.to_name for mail in Message.objects.filter(kind="remark")}


def test_whoever_is_named_and_whoever_wrote_it_hear_once(home: House) -> None:
    post = draft(home)
    begun(post, by=home.odile, text="@Claire Martin, est-ce bien votre ton ? @Rémi Faure")
    assert told(post) == {"Claire Martin", "Bruno Petit"}
    mail = Message.objects.get(kind="remark", to_email=home.claire.email)
    assert plain(mail.subject) == "Odile Roche vous cite au sujet d'une publication de Claire Martin"
    assert Entry.objects.filter(verb="remark.opened").count() == 1


def test_among_editors_the_leader_neither_hears_nor_reads(home: House) -> None:
    post = draft(home)
    begun(post, by=home.odile, text="@Claire ne dira jamais cela.", internal=True)
    assert told(post) == {"Bruno Petit"}
    for person, seen in ((home.claire, 0), (home.bruno, 1)):
        talk = talking.talking(home.member(person), post, now=NOW)
        assert talk is not None
        assert len(talk.talks) == seen
    assert talking.talking(home.member(home.remi), post, now=NOW) is None


def test_an_embargo_keeps_remarks_from_those_who_are_not_on_its_list(home: House) -> None:
    post = draft(home)
    editorial.place_embargo(
        post, lifts_at=NOW + timedelta(days=1), address="", readers=[], by=home.bruno, at=NOW
    )
    begun(post, by=home.bruno, text="@Odile Roche @Claire")
    assert told(post) == {"Claire Martin"}


def test_an_answer_reaches_those_who_spoke_and_opens_the_thread_again(home: House) -> None:
    post = draft(home)
    thread = begun(post, by=home.claire)
    assert actions.resolve(thread, by=home.bruno, at=NOW)
    assert not actions.resolve(thread, by=home.odile, at=NOW)
    Message.objects.all().delete()
    actions.reply(
        thread,
        text="C'est fait.",
        audience=talking.audience(post, is_internal=False, now=NOW),
        by=home.odile,
        at=NOW,
    )
    assert told(post) == {"Claire Martin"}
    assert queries.unresolved([post.pk], with_internal=True) == {post.pk: 1}


def test_a_quoted_passage_that_is_gone_says_so(home: House) -> None:
    post = draft(home)
    begun(post, by=home.odile, quote="une équipe m'a  appris")
    with pytest.raises(NotInTheText):
        begun(post, by=home.odile, quote="trois équipes")
    [talk] = queries.talks(post.pk, said=talking.said(post), with_internal=True)
    assert talk.is_there
    editorial.revise(post, text="Tout autre chose.", seen=1, by=home.bruno, at=NOW)
    [talk] = queries.talks(post.pk, said=talking.said(fresh(post)), with_internal=True)
    assert talk.is_there is False
    assert talk.thread.version.number == 1


def test_ones_own_words_are_put_right_for_ten_minutes_and_withdrawn_at_any_time(home: House) -> None:
    begun(draft(home), by=home.odile)
    remark = Remark.objects.get()
    soon, late = NOW + timedelta(minutes=10), NOW + timedelta(minutes=10, seconds=1)
    with pytest.raises(NotYourRemark):
        actions.amend(remark, text="Non.", by=home.bruno, at=soon)
    actions.amend(remark, text="À relire.", by=home.odile, at=soon)
    with pytest.raises(TooLateToAmend):
        actions.amend(remark, text="Non.", by=home.odile, at=late)
    actions.withdraw(remark, by=home.odile, at=late)
    with pytest.raises(WithdrawnAlready):
        actions.withdraw(remark, by=home.odile, at=late)
    remark.refresh_from_db()
    assert (remark.text, remark.withdrawn_at) == ("", late)


def test_counts_and_threads_cost_the_same_for_many(home: House, django_assert_num_queries: object) -> None:
    post = draft(home)
    for _ in range(3):
        begun(post, by=home.odile)
    begun(post, by=home.odile, internal=True)
    assert queries.unresolved([post.pk, 0], with_internal=False) == {post.pk: 3}
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(queries.talks(post.pk, said="", with_internal=True)) == 4


def test_a_leader_answers_on_the_page_and_cannot_open_a_thread_among_editors(
    home: House, client: Client
) -> None:
    post = draft(home)
    begun(post, by=home.bruno, internal=True)
    shared = begun(post, by=home.bruno, text="Le chiffre est-il juste ?")
    client.force_login(home.claire)
    page = plain(client.get(reverse("post", args=[post.pk])).content.decode())
    assert "Le chiffre est-il juste ?" in page
    assert "À revoir." not in page
    client.post(reverse("thread_reply", args=[shared.pk]), {"text": "Oui, vérifié."})
    client.post(reverse("thread_new", args=[post.pk]), {"text": "Autre point.", "is_internal": "1"})
    assert Thread.objects.latest("pk").is_internal is False
    assert shared.remarks.count() == 2


def test_who_decides_in_the_leaders_place_reads_and_answers_as_long_as_that_lasts(
    home: House, client: Client, clock: object
) -> None:
    post = in_review(home)
    inside = begun(post, by=home.bruno, internal=True)
    shared = begun(post, by=home.odile, text="Le chiffre est-il juste ?")
    mandate = given(home, delegate=home.remi)
    client.force_login(home.remi)
    page = client.get(reverse("post", args=[post.pk]), follow=True)
    assert page.redirect_chain == [(reverse("decide", args=[post.pk]), 302)]
    words = plain(page.content.decode())
    assert "Le chiffre est-il juste ?" in words
    assert "À revoir." not in words
    reply, new = reverse("thread_reply", args=[shared.pk]), reverse("thread_new", args=[post.pk])
    client.post(reply, {"text": "Oui, vérifié.", "from": "queue"})
    client.post(new, {"text": "Autre point, @Claire.", "is_internal": "1"})
    assert [one.author for one in Remark.objects.filter(thread__is_internal=False)] == [
        home.odile, home.remi, home.remi
    ]  # fmt: skip
    assert client.post(reverse("thread_resolve", args=[inside.pk])).status_code == 404
    begun(post, by=home.bruno, text="@Rémi Faure, merci.")
    assert Message.objects.filter(kind="remark", to_email=home.remi.email).count() == 1
    people.revoke_mandate(mandate, by=home.member(home.claire), at=NOW)
    assert [client.post(one, {"text": "x"}).status_code for one in (reply, new)] == [404, 404]
    assert client.get(reverse("post", args=[post.pk])).status_code == 404


def test_a_draft_and_its_remarks_are_not_put_before_a_delegate_yet(
    home: House, client: Client, clock: object
) -> None:
    given(home, delegate=home.remi)
    post = draft(home)
    thread = begun(post, by=home.bruno, text="@Rémi Faure ?")
    client.force_login(home.remi)
    assert told(post) == set()
    assert client.get(reverse("post", args=[post.pk])).status_code == 404
    assert client.post(reverse("thread_reply", args=[thread.pk]), {"text": "x"}).status_code == 404


def test_what_cannot_be_kept_comes_back_with_all_that_was_typed(home: House, client: Client) -> None:
    post = draft(home)
    client.force_login(home.bruno)
    answer = client.post(reverse("thread_new", args=[post.pk]), {"text": "Trop long ?", "quote": "absent"})
    assert answer.status_code == 422
    page = plain(answer.content.decode())
    assert "Ce passage n'est pas dans le texte" in page
    assert "Trop long ?" in page


def test_nobody_else_reaches_a_thread(home: House, abroad: House, client: Client) -> None:
    post = draft(home)
    inside, shared = begun(post, by=home.bruno, internal=True), begun(post, by=home.bruno)
    others = [home.remi, colleague(home).user, abroad.claire, abroad.bruno]
    for person in others:
        client.force_login(person)
        assert client.post(reverse("thread_reply", args=[shared.pk]), {"text": "x"}).status_code == 404
    client.force_login(home.claire)
    assert client.post(reverse("thread_resolve", args=[inside.pk])).status_code == 404
    client.force_login(home.odile)
    own = inside.remarks.get()
    assert client.post(reverse("remark_withdraw", args=[own.pk])).status_code == 404


def test_remarks_go_with_their_post(home: House) -> None:
    post = draft(home)
    begun(post, by=home.bruno)
    Post.objects.filter(pk=post.pk).update(version=None)
    Post.objects.filter(pk=post.pk).delete()
    assert not Remark.objects.exists()


def test_a_card_says_how_many_remarks_wait(home: House, client: Client) -> None:
    post = draft(home, where=makers.slot(home))
    begun(post, by=home.bruno)
    begun(post, by=home.bruno, internal=True)
    seen = {}
    for person in (home.bruno, home.claire, home.remi):
        client.force_login(person)
        page = plain(client.get(reverse("calendar") + "?mois=2026-06").content.decode())
        seen[person.name] = next((words for words in ("2 remarques", "1 remarque") if words in page), "")
    assert seen == {"Bruno Petit": "2 remarques", "Claire Martin": "1 remarque", "Rémi Faure": ""}
