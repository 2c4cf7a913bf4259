"""Claire decides on her phone, from the mail that announces a draft."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from influence.approval.models import Code, Device
from influence.editorial.models import Decision, Post
from tests import makers
from tests.browser.phone import approve, ask_for_code, code_in_mail, make_known, opened, prove
from tests.browser.pictures import picture
from tests.browser.stage import Stage, fr
from tests.editorial.stories import fresh, in_review
from tests.flows.dumps import everything
from tests.makers import NOW, House

CLAIRE = "urn:li:person:Ab12Cd34Ef"
SLOT = NOW + timedelta(days=1, hours=22, minutes=30)
TEXT = (
    "Hier, au bloc (salle 4), une équipe m'a appris quelque chose.\n\n"
    "Nous pensions que la liste de contrôle ralentissait tout. Elle nous a rendu onze minutes par intervention, "
    "parce que plus personne ne cherche un instrument au dernier moment.\n\n"
    "Ce n'est pas une méthode (il y en a de meilleures) : c'est une habitude, prise à plusieurs, un mardi soir.\n\n"
    "Merci à celles et ceux qui ont insisté. #QualitéDesSoins"
)


def submitted(home: House, text: str = TEXT, *, days: int = 0) -> Post:
    return in_review(home, text=text, where=makers.slot(home, at=SLOT + timedelta(days=days)))


def phone(stage: Stage, **given: bool) -> Page:
    return stage.visit(phone=True, **given)


def test_a_leader_approves_from_the_mail_with_a_code_then_with_one_tap(stage: Stage, home: House) -> None:
    makers.connected(home, urn=CLAIRE)
    first = submitted(home)
    page = opened(stage, home, phone(stage))
    expect(page.get_by_role("heading", level=1)).to_have_text("Une publication attend votre décision")
    expect(page.get_by_role("button", name="Approuver")).to_have_count(0)
    make_known(stage, home, page)
    expect(page.get_by_text("…voir plus")).to_be_visible()
    picture(page, "approval-phone")
    page.get_by_text("…voir plus").tap()
    expect(page.get_by_text("Merci à celles et ceux qui ont insisté.")).to_be_visible()
    approve(page)
    expect(page.get_by_role("status")).to_contain_text(
        fr("Approuvée. Sera mise en ligne mercredi 3 juin 2026 à 08:30.")
    )
    assert fresh(first).state == "approved"
    assert Decision.objects.get().channel == "code"
    second = submitted(home, "Une seconde publication (courte).", days=2)
    opened(stage, home, page)
    approve(page)
    expect(page.get_by_role("status")).to_contain_text("Approuvée.")
    assert fresh(second).state == "approved"
    assert Code.objects.count() == 1
    the_first_one_is_published_whole(stage, first)


def the_first_one_is_published_whole(stage: Stage, post: Post) -> None:
    """LinkedIn cuts a text at a bare parenthesis: nothing is lost on the way."""
    stage.go_out(SLOT - timedelta(minutes=1))
    assert fresh(post).state == "scheduled"
    stage.go_out(SLOT + timedelta(seconds=20))
    assert fresh(post).state == "published"
    page = stage.visit()
    page.goto(f"{stage.sandbox_url}/feed")
    page.get_by_text("…voir plus").click()
    expect(page.locator("article.post .text").last).to_be_visible()
    assert "".join(page.locator("article.post .text").all_text_contents()) == TEXT
    assert stage.sandbox.state()["posts"][0]["text"] == TEXT


@pytest.mark.deep
def test_a_wrong_code_costs_a_try_and_the_fifth_ends_it(stage: Stage, home: House) -> None:
    submitted(home)
    page = opened(stage, home, phone(stage))
    ask_for_code(page)
    right = code_in_mail(stage, home)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    prove(page, "12 34")
    expect(page.locator(".problem")).to_contain_text("Le code a six chiffres.")
    for _ in range(4):
        prove(page, wrong)
        expect(page.locator("#code[aria-invalid=true]")).to_be_visible()
    prove(page, wrong)
    expect(page.get_by_label("Code à six chiffres")).to_have_count(0)
    expect(page.get_by_role("alert")).to_be_visible()
    assert not Device.objects.exists()
    ask_for_code(page)
    prove(page, code_in_mail(stage, home))
    expect(page.get_by_role("button", name="Approuver")).to_be_visible()


@pytest.mark.deep
def test_a_leader_asks_for_a_change_in_words(stage: Stage, home: House) -> None:
    post = submitted(home)
    page = opened(stage, home, phone(stage))
    make_known(stage, home, page)
    page.locator("summary", has_text="Demander une modification").tap()
    page.get_by_label("Que faut-il changer").fill("Le chiffre est à vérifier (onze minutes ?).")
    page.get_by_role("button", name="Envoyer la demande").tap()
    expect(page.get_by_role("status")).to_contain_text("part à Bruno Petit")
    assert fresh(post).state == "returned"
    assert "onze minutes ?" in " ".join(stage.letter(home.bruno, "modification").text().split())


def test_a_leader_refuses_without_javascript(stage: Stage, home: House) -> None:
    post = submitted(home)
    page = opened(stage, home, phone(stage, script=False))
    make_known(stage, home, page)
    page.locator("summary", has_text="Refuser").click()
    page.get_by_label("Pourquoi ne pas la publier").fill("Ce n'est pas à moi de porter ce sujet.")
    page.get_by_role("button", name="Refuser la publication").click()
    expect(page.get_by_role("status")).to_contain_text("Refusée.")
    assert fresh(post).state == "refused"


@pytest.mark.deep
def test_a_double_tap_on_approve_decides_once(stage: Stage, home: House) -> None:
    post = submitted(home)
    page = opened(stage, home, phone(stage))
    make_known(stage, home, page)
    page.get_by_role("button", name="Approuver").dblclick(no_wait_after=True)
    expect(page.get_by_role("status")).to_contain_text("Approuvée.")
    assert fresh(post).state == "approved"
    assert Decision.objects.count() == 1


@pytest.mark.deep
def test_a_leader_decides_after_signing_in_and_takes_it_back(stage: Stage, home: House) -> None:
    post = submitted(home)
    page = opened(stage, home, phone(stage))
    page.get_by_role("link", name="Se connecter").tap()
    page.get_by_label("Adresse électronique").fill(home.claire.email)
    page.get_by_label("Mot de passe", exact=True).fill(makers.PASSWORD)
    page.get_by_role("button", name="Se connecter").tap()
    approve(page)
    expect(page.get_by_role("status")).to_contain_text("Approuvée.")
    page.get_by_role("button", name="Reprendre mon accord").tap()
    expect(page.get_by_role("status")).to_contain_text("Votre accord est repris")
    assert fresh(post).state == "in_review"


@pytest.mark.deep
@pytest.mark.parametrize("script", [True, False])
def test_a_robot_that_opens_the_link_changes_nothing(stage: Stage, home: House, script: bool) -> None:
    """A mail scanner loads the page, runs what is on it, waits and looks around."""
    post = submitted(home)
    address = stage.link_in(stage.letter(home.claire, "attend votre décision"))
    before = sorted(everything(), key=repr)
    page = stage.visit(script=script)
    page.request.head(address)
    page.request.get(address, headers={"Sec-Purpose": "prefetch"})
    page.goto(address)
    # Longer than the page of a known person takes to say that it was read.
    page.wait_for_timeout(3_000 if script else 300)
    for found in page.get_by_role("link").all():
        page.request.get(str(found.get_attribute("href")), fail_on_status_code=False)
    assert sorted(everything(), key=repr) == before
    assert fresh(post).state == "in_review"


@pytest.mark.deep
def test_a_forged_link_and_an_old_one_say_so(stage: Stage, home: House) -> None:
    submitted(home)
    page = opened(stage, home, phone(stage))
    address = page.url
    page.goto(f"{stage.base}/a/{'x' * 43}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(fr("Ce lien n'ouvre rien"))
    stage.stand_at(SLOT + timedelta(hours=1))
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Le créneau est passé")
