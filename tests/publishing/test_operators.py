"""What a person takes into their own hands: try again, call it off, say that it is live. And the whole story of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from influence.editorial import actions as editorial
from influence.journal.models import Entry
from influence.networks.errors import Reason, Refused, Unclear
from influence.publishing import actions, queries
from influence.publishing.history import for_support, history
from influence.publishing.models import Outcome, Publication
from influence.publishing.policy import CATCH_UP
from influence.publishing.refusals import LinkTaken, NotSettleable, NotWaiting, ReasonNeeded, SlotOver
from tests.makers import House
from tests.networks.loopback import Loopback
from tests.publishing.stage import DUE, TOKEN, URN, again, claimed, network_of, planned, states, urn_at
from tests.publishing.test_pages import address, after, page, signed_in

LATER = DUE + timedelta(minutes=5)
LINK = f"https://www.linkedin.com/feed/update/{URN}/"


def failed(home: House, linkedin: Loopback) -> Publication:
    return after(home, linkedin, Refused(Reason.FORBIDDEN, http_status=403, request_id="req-9"))


def missed(home: House) -> Publication:
    publication = planned(home)
    actions.sweep(now=DUE + CATCH_UP + timedelta(seconds=1))
    return again(publication)


def reasons(verb: str) -> list[str]:
    return [entry.details.get("reason", "") for entry in Entry.objects.filter(verb=verb).order_by("sequence")]


# Trying again.


def test_what_failed_goes_out_again_once_somebody_put_it_right(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    actions.again(publication, reason="Le droit est rendu", by=home.odile, at=LATER)
    assert states(publication) == ("due", "scheduled")
    assert reasons("publication.tried_again") == ["Le droit est rendu"]
    [claim] = actions.claim(now=LATER)
    linkedin.answer(201, x_restli_id=URN)
    sent = actions.publish_one(
        claim.publication_id, token=claim.token, now=LATER, network=network_of(linkedin)
    )
    assert sent == Outcome.PUBLISHED
    assert len(linkedin.seen) == 1


def test_it_asks_why(home: House, linkedin: Loopback) -> None:
    with pytest.raises(ReasonNeeded):
        actions.again(failed(home, linkedin), reason=" ", by=home.odile, at=LATER)


def test_too_late_it_says_so_and_leads_to_a_new_slot(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    late = DUE + CATCH_UP + timedelta(seconds=1)
    with pytest.raises(SlotOver):
        actions.again(publication, reason="Réglé", by=home.odile, at=late)
    assert not queries.may_try_again(publication, now=late)
    assert states(publication) == ("failed", "failed")
    assert "Reprendre la publication" in page(home.bruno, address(publication))


def test_what_was_taken_up_again_meanwhile_is_not_tried(home: House, linkedin: Loopback) -> None:
    """Edited since: the yes was to another text."""
    publication = failed(home, linkedin)
    editorial.revise(
        publication.post, text="Un autre texte.", seen=publication.version.number, by=home.bruno, at=LATER
    )
    with pytest.raises(NotWaiting):
        actions.again(publication, reason="Réglé", by=home.odile, at=LATER)
    assert actions.claim(now=LATER) == []


def test_two_at_once_make_one(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    actions.again(publication, reason="Réglé", by=home.odile, at=LATER)
    with pytest.raises(NotWaiting):
        actions.again(publication, reason="Réglé", by=home.bruno, at=LATER)
    assert reasons("publication.tried_again") == ["Réglé"]


@pytest.mark.parametrize(
    "state", ["due", "claimed", "sending", "unclear", "missed", "cancelled", "published"]
)
def test_nothing_else_is_tried_by_this(home: House, linkedin: Loopback, state: str) -> None:
    publication = failed(home, linkedin)
    facts: dict[str, Any] = {"urn": URN, "published_at": DUE} if state == "published" else {}
    token = {"claim_token": "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f", "claimed_until": LATER}
    Publication.objects.filter(pk=publication.pk).update(state=state, **facts, **token)
    with pytest.raises(NotWaiting):
        actions.again(publication, reason="Réglé", by=home.odile, at=LATER)


# Saying that it is live.


def test_whoever_knows_better_says_that_what_failed_is_live(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    actions.settle(publication, is_live=True, link=LINK, reason="Publiée à la main", by=home.odile, at=LATER)
    assert states(publication) == ("published", "published")
    assert (again(publication).urn, reasons("publication.settled_live")) == (URN, ["Publiée à la main"])
    actions.plan(now=LATER)
    assert actions.claim(now=LATER) == []


def test_what_was_missed_and_what_is_due_too(home: House) -> None:
    late = missed(home)
    actions.settle(late, is_live=True, link=LINK, reason="À la main", by=home.bruno, at=LATER)
    assert states(late) == ("published", "published")
    due = planned(home, at=DUE + timedelta(days=2))
    link = f"https://www.linkedin.com/feed/update/{urn_at(DUE, last=7)}/"
    actions.settle(due, is_live=True, link=link, reason="Plus tôt, à la main", by=home.claire, at=LATER)
    assert states(due) == ("published", "published")
    assert actions.claim(now=DUE + timedelta(days=2)) == []


def test_who_was_not_asked_says_why(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    with pytest.raises(ReasonNeeded):
        actions.settle(publication, is_live=True, link=LINK, by=home.odile, at=LATER)
    assert states(publication) == ("failed", "failed")


def test_not_while_a_worker_has_it_in_hand(home: House) -> None:
    claim = claimed(home)
    publication = again(claim.publication_id)
    assert not queries.may_mark(publication)
    with pytest.raises(NotSettleable):
        actions.settle(publication, is_live=True, link=LINK, reason="Vue", by=home.odile, at=DUE)
    assert states(publication) == ("claimed", "scheduled")


def test_a_post_is_one_publications_only(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    actions.settle(publication, is_live=True, link=LINK, reason="Vue", by=home.odile, at=LATER)
    other = planned(home, at=DUE + timedelta(days=1))
    with pytest.raises(LinkTaken):
        actions.settle(other, is_live=True, link=LINK, reason="Vue", by=home.odile, at=LATER)
    assert states(other) == ("due", "scheduled")


def test_of_a_retry_and_a_link_at_once_one_wins(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    actions.again(publication, reason="Réglé", by=home.odile, at=LATER)
    actions.settle(publication, is_live=True, link=LINK, reason="Vue", by=home.bruno, at=LATER)
    assert states(publication) == ("published", "published")
    with pytest.raises(NotWaiting):
        actions.again(publication, reason="Réglé", by=home.odile, at=LATER)


# Calling it off.


def test_what_failed_or_was_missed_is_called_off_for_good(home: House) -> None:
    publication = missed(home)
    actions.withdraw(publication, reason="Sans objet", by=home.bruno, at=LATER)
    assert states(publication) == ("cancelled", "withdrawn")
    assert reasons("publication.cancelled") == ["Sans objet"]
    with pytest.raises(NotWaiting):
        actions.withdraw(publication, by=home.bruno, at=LATER)


def test_an_open_question_is_not_called_off(home: House, linkedin: Loopback) -> None:
    publication = after(home, linkedin, Unclear(Reason.NO_ANSWER))
    with pytest.raises(NotWaiting):
        actions.withdraw(publication, by=home.bruno, at=LATER)
    assert states(publication) == ("unclear", "publishing")


# The page.


def post(client: Client, publication: Publication, verb: str, **given: str) -> Any:
    return client.post(address(publication, verb), given, follow=True)


def test_the_page_asks_for_a_reason_and_keeps_the_link(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    answer = post(signed_in(home.odile), publication, "live", link=LINK)
    assert answer.status_code == 422
    assert LINK in answer.content.decode()
    answer = post(signed_in(home.odile), publication, "live", link=LINK, reason="Publiée à la main")
    assert states(publication) == ("published", "published")


def test_the_page_offers_what_may_be_done_and_nothing_else(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    shown = page(home.odile, address(publication))
    assert "Reprendre la main" in shown
    actions.withdraw(publication, by=home.bruno, at=LATER)
    assert "Reprendre la main" not in page(home.odile, address(publication))


def test_of_what_nobody_can_read_the_page_says_so(home: House, linkedin: Loopback) -> None:
    claim = claimed(home)
    linkedin.answer(201, x_restli_id=URN)
    actions.publish_one(claim.publication_id, token=claim.token, now=DUE, network=network_of(linkedin))
    shown = page(home.bruno, address(again(claim.publication_id)))
    assert "LinkedIn a confirmé ; nous ne pouvons pas relire" in shown


@pytest.mark.parametrize("verb", ["again", "there", "gone"])
def test_a_verb_is_never_a_link_and_never_a_strangers(home: House, abroad: House, verb: str) -> None:
    publication = planned(home)
    assert signed_in(home.bruno).get(address(publication, verb)).status_code == 405
    assert post(signed_in(abroad.claire), publication, verb).status_code == 404


def test_the_story_is_one_list_in_its_order(home: House, linkedin: Loopback) -> None:
    publication = after(home, linkedin, Unclear(Reason.NO_ANSWER, http_status=504, request_id="req-1"))
    actions.settle(publication, is_live=True, link=LINK, by=home.bruno, at=LATER)
    with translation.override("fr"):
        told = history(again(publication))
    assert [one.at for one in told] == sorted(one.at for one in told)
    said = [one.what for one in told]
    wanted = [
        "Programmée", "Tentative 1", "Issue inconnue", "Courrier", "Courrier", "Vérifiée"
    ]  # fmt: skip
    assert any(what.startswith("Texte approuvé") for what in said)
    found = [next(n for n, what in enumerate(said) if what.startswith(word)) for word in wanted]
    assert found == sorted(found)
    assert {one.who for one in told} >= {"Bruno Petit", "Claire Martin"}


def test_what_goes_to_support_holds_codes_and_nothing_of_anybody(home: House, linkedin: Loopback) -> None:
    publication = failed(home, linkedin)
    block = for_support(publication)
    for known in ("HTTP 403", "request req-9", "attempt 1", f"publication {publication.pk} ", "refused", "Z"):
        assert known in block, known
    for secret in (TOKEN, publication.version.text, home.claire.email, "Claire", "Bruno"):
        assert secret not in block
    assert block in page(home.bruno, address(publication))
