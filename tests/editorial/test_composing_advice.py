"""What a draft is told while it is written, and what keeps it from its leader."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from influence.accounts.models import Account
from influence.core.lints import Finding, Rule
from influence.core.tone import Why
from influence.editorial import actions
from influence.editorial.composing.advice import SAID, advice_on, worded
from influence.editorial.composing.forbidden import forbidden
from influence.editorial.composing.offers import hashtags_like, mentions, usual_hashtags
from influence.editorial.models import Embargo, Line, Slot
from influence.editorial.preview import preview
from influence.editorial.refusals import NotReady
from influence.people.models import Leader
from tests.editorial.stories import LATER, colleague, draft, page
from tests.makers import NOW, House, slot


def test_every_rule_has_its_words() -> None:
    tones = [Finding(Rule.TONE, why=why) for why in Why]
    for one in [*(Finding(rule, better="7") for rule in SAID), *tones]:
        found = worded(one, text="")
        assert found.sentence.endswith(".")
        assert "%(" not in found.sentence + found.mend
    assert set(SAID) == set(Rule) - {Rule.TONE}


def test_the_preview_says_what_where_and_how_to_mend_it(home: House, client: Client) -> None:
    client.force_login(home.bruno)
    text = "Bonjour {prénom}, NOUS SOMMES TOUS ICI PRÉSENTS #santépublique"
    draft(home, text="Ici aussi. #SantéPublique")
    given = {"leader": home.leader.pk, "language": "fr", "text": text}
    words = client.post(reverse("post_preview"), given, headers={"accept-language": "fr"}).content.decode()
    assert "<mark>{prénom}</mark>" in words
    assert "<mark>NOUS SOMMES TOUS ICI PRÉSENTS</mark>" in words
    assert "#SantéPublique »" in words.replace("\u202f", " ")


def test_a_text_is_counted_as_read_and_as_it_travels() -> None:
    found = preview("Un (mot) #Tag 😀")
    assert (found.length, found.sent) == (15 + 1, 16 + 2 + len(r"{hashtag|\#|Tag}") - 4)
    assert not found.is_too_long_sent
    assert preview("(" * 2000).is_too_long_sent


def test_a_line_of_a_megabyte_is_folded_at_once() -> None:
    assert [len(one.shown) for one in preview("mot" * 350_000).folds] == [141, 180, 210]


def test_a_field_left_in_braces_keeps_a_post_from_its_leader(home: House) -> None:
    post = draft(home, text="Bonjour {prénom}.")
    with pytest.raises(NotReady) as refused, translation.override("fr"):
        actions.submit(post, by=home.bruno, at=NOW)
    assert "accolades" in refused.value.sentences[0]


@pytest.mark.parametrize("whose", ["leader", "codir"])
def test_words_that_a_line_forbids_keep_a_post_from_its_leader(home: House, whose: str) -> None:
    if whose == "leader":
        Line.objects.create(
            organisation=home.organisation,
            codir=home.codir,
            leader=home.leader,
            forbidden="plan social\n\ngrève",
        )
    else:
        Line.objects.filter(codir=home.codir, leader=None).update(forbidden="plan social\n\ngrève")
    post = draft(home, text="Le #PlanSocial est une rumeur.", first_comment="Aucune GREVE n'est prévue.")
    with pytest.raises(NotReady) as refused, translation.override("fr"):
        actions.submit(post, by=home.bruno, at=NOW)
    (sentence,) = refused.value.sentences
    assert "« plan social », « grève »" in sentence.replace("\u202f", " ")
    assert ("Claire Martin" in sentence) == (whose == "leader")
    actions.revise(post, text="Rien de tel.", first_comment="", seen=1, by=home.bruno, at=LATER)
    actions.submit(post, by=home.bruno, at=LATER)


def test_another_organisations_line_forbids_nothing(home: House, abroad: House) -> None:
    Line.objects.filter(codir=abroad.codir).update(forbidden="grève")
    assert forbidden(home.leader, "La grève.") == []
    assert forbidden(abroad.leader, "La grève.")[0].words == ("grève",)


def test_hashtags_are_offered_as_most_texts_write_them_most_used_first(home: House, abroad: House) -> None:
    for text in ("#Qualité et #qualité", "#QualitéDesSoins #Qualité", "#Qualité #Autre"):
        draft(home, text=text, where=later(home))
    draft(abroad, text="#QualitéSecrète")
    assert [one.text for one in hashtags_like(home.organisation, "quali", now=NOW)] == [
        "#Qualité",
        "#QualitéDesSoins",
    ]
    assert usual_hashtags(home.organisation) == ["Qualité", "Autre", "QualitéDesSoins"]


def later(home: House) -> Slot:
    return slot(home, at=NOW + timedelta(days=3 + Slot.objects.count()))


def test_a_hashtag_under_embargo_is_offered_to_nobody(home: House) -> None:
    post = draft(home, text="#Fusion demain.")
    Embargo.objects.create(post=post, lifts_at=LATER, created_by=home.bruno, created_at=NOW)
    assert usual_hashtags(home.organisation) == []


def test_people_and_pages_whose_urn_is_known_are_offered(home: House, abroad: House) -> None:
    page(home)
    page(abroad)
    assert [(one.text, one.detail) for one in mentions(home.organisation, "mart")] == [
        ("@[Claire Martin](urn:li:person:claire00001)", "Directrice générale")
    ]
    assert [one.label for one in mentions(home.organisation, "sa")] == ["Saint-Luc"]
    assert mentions(home.organisation, "x") == []


def test_a_person_is_tagged_by_the_urn_of_the_app_through_which_the_post_leaves(home: House) -> None:
    """LinkedIn calls a person otherwise in each developer app: the other app's name would tag nobody, or a stranger."""
    karim = colleague(home)
    account_of(karim, app="community", author_urn="urn:li:person:k-community")
    account_of(
        home.leader, app="self_serve", author_urn="urn:li:person:c-self",
        profiles={"community": "urn:li:person:c-community"},
    )  # fmt: skip
    tags = {
        who.name: [one.text for one in mentions(home.organisation, name, speaker=who)]
        for who, name in ((karim, "claire"), (home.leader, "karim"))
    }
    assert tags == {"Karim Benali": ["@[Claire Martin](urn:li:person:c-community)"], "Claire Martin": []}


def account_of(leader: Leader, **fields: object) -> None:
    Account.objects.update_or_create(
        leader=leader, network="linkedin", kind="member",
        defaults=fields | {"organisation_id": leader.organisation_id},
    )  # fmt: skip


def test_a_draft_that_is_well_written_gets_no_advice(home: House) -> None:
    given = {"organisation": home.organisation, "leader": home.leader, "language": "fr"}
    assert advice_on("Hier, au bloc, j'ai appris quelque chose. #QualitéDesSoins", **given) == []
