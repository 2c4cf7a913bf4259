"""A leader adds a passkey, then approves from the mail with it. Chromium plays the device."""

from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, expect

from influence.editorial.models import Decision
from tests import makers
from tests.browser.pictures import picture
from tests.browser.stage import Stage, fr
from tests.browser.test_leader import submitted
from tests.editorial.stories import fresh
from tests.makers import House

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def with_a_device(page: Page) -> Page:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def here(stage: Stage, address: str) -> str:
    """Browsers bind passkeys to names, not to numbers."""
    port = urlsplit(stage.base).port
    return urlsplit(address)._replace(scheme="http", netloc=f"localhost:{port}").geturl()


def test_a_leader_adds_a_passkey_and_approves_with_it_from_the_mail(
    stage: Stage, home: House, settings: object
) -> None:
    cache.clear()
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]  # type: ignore[attr-defined]
    post = submitted(home)
    page = with_a_device(stage.visit(phone=True))
    page.goto(here(stage, "/connexion/?next=/mon-compte/cles/"))
    page.get_by_label("Adresse électronique").fill(home.claire.email)
    page.get_by_label("Mot de passe", exact=True).fill(makers.PASSWORD)
    page.get_by_role("button", name="Se connecter").tap()
    page.get_by_role("link", name=fr("Ajouter une clé d'accès")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(fr("Confirmer que c'est vous"))
    page.get_by_label("Mot de passe").fill(makers.PASSWORD)
    page.get_by_role("button", name="Continuer").tap()
    picture(page, "passkey-add", whole=True)
    page.get_by_role("button", name="Créer la clé").tap()
    expect(page.get_by_role("status")).to_contain_text(fr("Votre clé d'accès est enregistrée"))
    picture(page, "passkeys", whole=True)
    assert Authenticator.objects.get().user == home.claire
    assert stage.letter(home.claire, "clé d")
    page.get_by_role("button", name="Se déconnecter").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")

    page.goto(here(stage, stage.link_in(stage.letter(home.claire, "attend votre décision"))))
    picture(page, "passkey-link", whole=True)
    page.get_by_role("button", name=fr("Utiliser ma clé d'accès")).tap()
    expect(page.get_by_role("button", name="Approuver", exact=False).first).to_be_visible()
    assert urlsplit(page.url).path == f"/a-decider/{post.pk}/"
    page.get_by_role("button", name="Approuver", exact=False).first.tap()
    expect(page.get_by_role("status")).to_contain_text("Approuvée.")
    assert fresh(post).state == "approved"
    assert Decision.objects.get().channel == "session"
