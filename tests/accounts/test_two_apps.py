"""Two developer apps (linkedin-api.md §0.1): ids and tokens belong to one of them, and nothing of one serves the other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from influence.accounts import actions
from influence.accounts.models import Account, AccountState, App
from influence.accounts.networks import capabilities, credentials, network_for, usual_app
from influence.core.fingerprint import content_hash
from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.networks.ports import Capability, Content, Mode
from sandbox.entities import Member
from tests.accounts.conftest import (
    BOTH,
    CLAIRE,
    EVERYTHING,
    NADIA,
    LinkedInSandbox,
    app_of,
    as_person,
    connect,
    said,
    with_apps,
)
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db

NAMESAKE = "Namesake01"


def test_a_leader_is_led_to_the_app_that_can_do_more(home: House, two_apps: LinkedInSandbox) -> None:
    page = said(connect(home.account, two_apps))
    assert (home.account.app, home.account.mode) == (App.COMMUNITY, Mode.FULL)
    assert capabilities(home.account) >= {Capability.READ_REACTORS, Capability.PAGE_PUBLISH}
    assert "Mise en ligne et mesure automatiques" in page
    assert network_for(home.account).identity(credentials(home.account)).urn == home.account.author_urn


def test_a_leader_may_choose_to_publish_only(home: House, two_apps: LinkedInSandbox) -> None:
    page = said(as_person(home.claire))
    assert "Se connecter autrement : publication seulement" in page
    connect(home.account, two_apps, app="self_serve")
    assert (home.account.app, home.account.mode) == (App.SELF_SERVE, Mode.PUBLISH_ONLY)
    assert network_for(home.account).identity(credentials(home.account)).urn == home.account.author_urn


def test_renewing_stays_with_the_app_that_the_leader_chose(home: House, two_apps: LinkedInSandbox) -> None:
    page = said(connect(home.account, two_apps, app="self_serve"))
    renewing = page.partition("Renouveler l'autorisation")[0].rpartition("<form")[2]
    assert 'name="app" value="self_serve"' in renewing


def test_the_same_person_has_another_id_in_the_other_app_and_keeps_their_account(
    home: House, two_apps: LinkedInSandbox
) -> None:
    connect(home.account, two_apps, app="self_serve")
    before = home.account.author_urn
    old = credentials(home.account).access_token
    connect(home.account, two_apps, app="community")
    assert home.account.app == App.COMMUNITY
    assert home.account.author_urn != before
    assert home.account.profiles == {"self_serve": before, "community": home.account.author_urn}
    entry = Entry.objects.filter(verb="account.connected").latest("sequence")
    assert (entry.details["app_before"], entry.details["app"]) == ("self_serve", "community")
    assert list(breaks(home.organisation.pk)) == []
    # One consent is enough: the other app's token is given back with that app's own secret.
    assert two_apps.world.tokens[old].is_revoked
    assert credentials(home.account).access_token in two_apps.live_tokens


def test_what_was_approved_before_goes_out_on_the_same_profile_after(
    home: House, two_apps: LinkedInSandbox
) -> None:
    """A decision names the account, whose content hash does not change with the app."""
    connect(home.account, two_apps, app="self_serve")
    approved = content_hash(text="Bonjour", account=str(home.account.pk), audience="PUBLIC")
    connect(home.account, two_apps, app="community")
    assert content_hash(text="Bonjour", account=str(home.account.pk), audience="PUBLIC") == approved
    content = Content(author_urn=home.account.author_urn, text="Bonjour")
    out = network_for(home.account).publish(content, credentials=credentials(home.account))
    assert two_apps.world.post(out.urn).author == f"urn:li:person:{CLAIRE}"


def test_another_person_is_refused_in_the_other_app(home: House, two_apps: LinkedInSandbox) -> None:
    connect(home.account, two_apps, app="self_serve")
    token, urn = credentials(home.account).access_token, home.account.author_urn
    page = said(connect(home.account, two_apps, app="community", member=NADIA))
    assert "LinkedIn donne à ce profil un autre nom" in page
    assert (home.account.app, home.account.author_urn) == (App.SELF_SERVE, urn)
    assert credentials(home.account).access_token == token
    assert token in two_apps.live_tokens


def test_a_namesake_is_refused_in_an_app_that_knows_the_person(
    home: House, two_apps: LinkedInSandbox
) -> None:
    """The name decides once, at the first consent to the other app; from then on the ids do."""
    two_apps.world.members[NAMESAKE] = Member(NAMESAKE, "Claire", "Martin")
    connect(home.account, two_apps, app="self_serve")
    connect(home.account, two_apps, app="community")
    urn = home.account.author_urn
    for app in ("self_serve", "community"):
        page = said(connect(home.account, two_apps, app=app, member=NAMESAKE))
        assert "un autre profil LinkedIn" in page
    assert (home.account.app, home.account.author_urn) == (App.COMMUNITY, urn)
    connect(home.account, two_apps, app="self_serve")
    assert home.account.app == App.SELF_SERVE


def test_who_changed_their_name_renews_first_and_moves_then(home: House, two_apps: LinkedInSandbox) -> None:
    connect(home.account, two_apps, app="self_serve")
    claire = two_apps.world.members[CLAIRE]
    two_apps.world.members[CLAIRE] = replace(claire, last_name="Martin-Roux")
    assert "un autre nom" in said(connect(home.account, two_apps, app="community"))
    connect(home.account, two_apps, app="self_serve")
    assert home.account.author_name == "Claire Martin-Roux"
    connect(home.account, two_apps, app="community")
    assert home.account.app == App.COMMUNITY


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Claire Martin", "claire  MARTIN", True),
        ("Zoé Noël", "Zoe\u0301 Noe\u0308l", True),
        ("Claire Martin", "Claire Martín", False),
        ("Claire Martin", "Martin Claire", False),
    ],
)
def test_names_are_compared_as_people_do(one: str, other: str, same: bool) -> None:
    assert (actions.folded(one) == actions.folded(other)) is same


def test_a_disconnection_is_told_to_the_app_that_gave_the_token(
    home: House, two_apps: LinkedInSandbox
) -> None:
    for app in ("self_serve", "community"):
        connect(home.account, two_apps, app=app)
        token = credentials(home.account).access_token
        assert actions.disconnect(home.account, by=home.claire, at=NOW)
        assert two_apps.world.tokens[token].is_revoked


def test_an_app_that_is_not_configured_cannot_be_chosen(home: House, two_apps: LinkedInSandbox) -> None:
    with with_apps(two_apps.url, {"self_serve": app_of()}):
        connect(home.account, two_apps, app="community")
        assert usual_app() == home.account.app == App.SELF_SERVE
        assert "Se connecter autrement" not in said(as_person(home.claire))


def test_without_any_app_nobody_is_led_anywhere(home: House, two_apps: LinkedInSandbox) -> None:
    with with_apps(two_apps.url, {}):
        client = as_person(home.claire)
        assert client.post(f"/comptes/{home.account.pk}/connecter/")["Location"] == "/comptes/"
        page = said(client)
        assert "Aucune application LinkedIn n'est configurée ici" in page
        assert "Connecter avec LinkedIn" not in page
        assert "LINKEDIN_CLIENT_ID" in said(as_person(home.odile))


def test_an_account_whose_app_was_taken_out_of_the_settings_still_publishes(
    home: House, two_apps: LinkedInSandbox
) -> None:
    connect(home.account, two_apps, app="self_serve")
    with with_apps(two_apps.url, {"community": BOTH["community"]}):
        content = Content(author_urn=home.account.author_urn, text="Bonjour")
        assert network_for(home.account).publish(content, credentials=credentials(home.account)).urn
        assert said(as_person(home.claire))


def test_two_leaders_do_not_share_a_profile_by_way_of_two_apps(
    home: House, two_apps: LinkedInSandbox
) -> None:
    """Karim's account was Claire's in the community app once: a profile that an account knows stays with it."""
    connect(home.account, two_apps, app="community")
    urn = home.account.author_urn
    connect(home.account, two_apps, app="self_serve")
    home.leader.pk, home.leader.user, home.leader.name = None, home.bruno, "Bruno Petit"
    home.leader.save(force_insert=True)
    account = Account.objects.create(organisation=home.organisation, leader=home.leader)
    grant, identity = actions.ask_who(app="community", code=code(two_apps))
    assert identity.urn == urn
    with pytest.raises(actions.ProfileTaken):
        actions.connect(account, app="community", grant=grant, identity=identity, by=home.bruno, at=NOW)
    account.refresh_from_db()
    assert account.state == AccountState.DISCONNECTED


def code(linkedin: LinkedInSandbox) -> str:
    from influence.accounts.networks import linkedin as adapter

    back = linkedin.consent(adapter(app="community").authorize_url(state="s", scopes=EVERYTHING.split()))
    return back.partition("code=")[2].partition("&")[0]


def test_a_token_that_renews_itself_is_renewed_by_its_own_app(home: House, two_apps: LinkedInSandbox) -> None:
    from influence.accounts import care

    connect(home.account, two_apps)
    before, end = credentials(home.account).access_token, home.account.access_expires_at
    assert end
    assert care.refresh_due(now=end - timedelta(days=6)) == 1
    home.account.refresh_from_db()
    assert credentials(home.account).access_token != before
