from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from influence.accounts import actions, words
from influence.accounts.models import Account, AccountState, App
from influence.accounts.networks import NotConnected, capabilities, credentials, network_for
from influence.accounts.refusals import NotYours
from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.networks.ports import Capability, Identity, Mode, TokenGrant, Why
from influence.people.models import Leader, Role
from tests.accounts.conftest import CLAIRE, NADIA, LinkedInSandbox, as_person, said, settings_for
from tests.makers import NOW, House, member

pytestmark = pytest.mark.django_db


def leave_for_linkedin(client: Client, home: House) -> str:
    answer = client.post(f"/comptes/{home.account.pk}/connecter/")
    assert answer.status_code == 302
    return answer["Location"]


def connect(home: House, linkedin: LinkedInSandbox, *, member: str = CLAIRE) -> Client:
    client = as_person(home.claire)
    back = linkedin.consent(leave_for_linkedin(client, home), member=member)
    assert client.get(back)["Location"] == "/comptes/"
    home.account.refresh_from_db()
    return client


def test_a_leader_connects_their_own_account(home: House, linkedin: LinkedInSandbox) -> None:
    client = connect(home, linkedin)
    assert home.account.state == AccountState.CONNECTED
    assert home.account.author_urn == f"urn:li:person:{CLAIRE}"
    assert home.account.mode == Mode.PUBLISH_ONLY
    assert Capability.PUBLISH in capabilities(home.account)
    assert "Le compte est connecté au profil LinkedIn de Claire Martin." in said(client)
    token = credentials(home.account).access_token
    assert network_for(home.account).identity(credentials(home.account)).urn == home.account.author_urn
    assert token in linkedin.live_tokens
    assert Entry.objects.get(verb="account.connected").details["mode"] == "publish_only"
    assert list(breaks(home.organisation.pk)) == []


def test_the_community_app_gives_measures_and_a_token_that_renews_itself(
    home: House, linkedin: LinkedInSandbox
) -> None:
    scopes = (
        "r_basicprofile w_member_social w_member_social_feed r_member_postAnalytics r_member_profileAnalytics"
    )
    with settings_for(linkedin.url, product="cma-std", scopes=scopes):
        client = connect(home, linkedin)
        page = said(client)
    assert home.account.mode == Mode.FULL
    assert home.account.sealed_refresh is not None
    assert "se renouvelle seule" in page
    assert "Compter les réactions des collaborateurs inscrits" in page


def test_no_token_is_readable_in_the_database_the_journal_the_session_or_the_logs(
    home: House, linkedin: LinkedInSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    connect(home, linkedin)
    token = credentials(home.account).access_token
    actions.mark_reconnect(home.account, problem="token_revoked", at=NOW)
    assert token in linkedin.live_tokens
    assert token not in whole_database()
    assert token.encode().hex() not in whole_database()
    assert token not in caplog.text
    assert token not in repr(home.account)


def whole_database() -> str:
    """Every row of every table, as text (R-4.1)."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        rows = []
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_a_sealed_token_is_really_in_the_dump_that_was_searched(
    home: House, linkedin: LinkedInSandbox
) -> None:
    connect(home, linkedin)
    assert bytes(home.account.sealed_access).hex() in whole_database()


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [("refuse", "Vous n'avez pas donné votre accord"), ("cancel", "Vous n'avez pas donné votre accord")],
)
def test_a_refused_consent_changes_nothing_and_says_so(
    home: House, linkedin: LinkedInSandbox, decision: str, sentence: str
) -> None:
    client = as_person(home.claire)
    client.get(linkedin.consent(leave_for_linkedin(client, home), decision=decision))
    assert sentence in said(client)
    home.account.refresh_from_db()
    assert home.account.state == AccountState.DISCONNECTED


def test_a_scope_that_the_app_has_not_is_said(home: House, linkedin: LinkedInSandbox) -> None:
    with settings_for(linkedin.url, scopes="openid profile r_member_social"):
        client = as_person(home.claire)
        client.get(linkedin.consent(leave_for_linkedin(client, home)))
        assert "n'a pas tous les droits demandés" in said(client)


def test_a_consent_without_the_right_to_publish_is_no_connection(
    home: House, linkedin: LinkedInSandbox
) -> None:
    with settings_for(linkedin.url, scopes="openid profile"):
        client = as_person(home.claire)
        client.get(linkedin.consent(leave_for_linkedin(client, home)))
        assert "n'a pas donné le droit de publier" in said(client)
    home.account.refresh_from_db()
    assert home.account.sealed_access is None


def test_a_wrong_secret_of_the_app_is_said(home: House, linkedin: LinkedInSandbox) -> None:
    client = as_person(home.claire)
    back = linkedin.consent(leave_for_linkedin(client, home))
    with settings_for(linkedin.url, secret="wrong"):
        client.get(back)
    assert "l'identifiant ou le secret de l'application" in said(client)


def test_a_forged_or_used_code_is_said(home: House, linkedin: LinkedInSandbox) -> None:
    client = as_person(home.claire)
    back = linkedin.consent(leave_for_linkedin(client, home))
    state = back.partition("state=")[2].partition("&")[0]
    client.get(f"/comptes/retour/?code=forged&state={state}")
    assert "elle a expiré ou a déjà servi" in said(client)


def test_a_network_that_is_down_is_said(home: House, linkedin: LinkedInSandbox) -> None:
    client = as_person(home.claire)
    back = linkedin.consent(leave_for_linkedin(client, home))
    with settings_for("http://127.0.0.1:9"):
        client.get(back)
    assert "LinkedIn ne répond pas pour le moment" in said(client)
    home.account.refresh_from_db()
    assert home.account.state == AccountState.DISCONNECTED


def test_a_state_serves_once(home: House, linkedin: LinkedInSandbox) -> None:
    client = as_person(home.claire)
    back = linkedin.consent(leave_for_linkedin(client, home))
    client.get(back)
    said(client)
    client.get(back)
    assert "a expiré, a déjà servi ou vient d'un autre navigateur" in said(client)


def test_a_state_lives_ten_minutes(home: House, linkedin: LinkedInSandbox) -> None:
    client = as_person(home.claire)
    with time_machine.travel(NOW, tick=False):
        back = linkedin.consent(leave_for_linkedin(client, home))
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        client.get(back)
        assert "a expiré, a déjà servi" in said(client)


@pytest.mark.parametrize("forged", ["", "state=", "state=abc", "state=%C3%A9&code=1", "code=1&error=x"])
def test_a_return_that_nobody_asked_for_is_refused(
    home: House, linkedin: LinkedInSandbox, forged: str
) -> None:
    client = as_person(home.claire)
    leave_for_linkedin(client, home)
    assert client.get(f"/comptes/retour/?{forged}").status_code == 302
    assert "a expiré, a déjà servi ou vient d'un autre navigateur" in said(client)


def test_a_state_of_another_browser_is_refused(home: House, linkedin: LinkedInSandbox) -> None:
    back = linkedin.consent(leave_for_linkedin(as_person(home.claire), home))
    other = as_person(home.claire)
    other.get(back)
    assert "vient d'un autre navigateur" in said(other)
    home.account.refresh_from_db()
    assert home.account.state == AccountState.DISCONNECTED


def test_a_return_without_a_session_leads_to_sign_in_without_the_code(
    home: House, linkedin: LinkedInSandbox
) -> None:
    back = linkedin.consent(leave_for_linkedin(as_person(home.claire), home))
    answer = Client().get(back)
    assert answer.status_code == 302
    assert answer["Location"] == "/connexion/?next=/comptes/"


def test_another_profile_than_the_first_one_is_refused(home: House, linkedin: LinkedInSandbox) -> None:
    client = connect(home, linkedin)
    said(client)
    assert "un autre profil LinkedIn" in said(connect(home, linkedin, member=NADIA))
    assert home.account.author_urn == f"urn:li:person:{CLAIRE}"
    assert network_for(home.account).identity(credentials(home.account)).name == "Claire Martin"


def test_the_profile_stays_after_a_disconnection(home: House, linkedin: LinkedInSandbox) -> None:
    connect(home, linkedin)
    actions.disconnect(home.account, by=home.claire, at=NOW)
    client = as_person(home.claire)
    client.get(linkedin.consent(leave_for_linkedin(client, home), member=NADIA))
    assert "un autre profil LinkedIn" in said(client)
    home.account.refresh_from_db()
    assert home.account.state == AccountState.DISCONNECTED


def test_two_leaders_of_a_house_never_share_a_profile(home: House, linkedin: LinkedInSandbox) -> None:
    connect(home, linkedin)
    other = member(home.organisation, "Nadia Benali", Role.LEADER, "nadia@saint-luc.example")
    second = Leader.objects.create(
        organisation=home.organisation, codir=home.codir, department=home.department, user=other, name="Nadia Benali",
        function="DRH", zone="Europe/Paris",
    )  # fmt: skip
    account = actions.account_for(second)
    client = as_person(other)
    address = client.post(f"/comptes/{account.pk}/connecter/")["Location"]
    client.get(linkedin.consent(address, member=CLAIRE))
    assert "déjà celui d'un autre dirigeant" in said(client)
    account.refresh_from_db()
    assert account.state == AccountState.DISCONNECTED


def test_nobody_connects_the_account_of_another(
    home: House, abroad: House, linkedin: LinkedInSandbox
) -> None:
    address = f"/comptes/{home.account.pk}/connecter/"
    assert as_person(abroad.claire).post(address).status_code == 404
    for user in (home.bruno, home.odile, home.remi):
        assert as_person(user).post(address).status_code == 403
    assert as_person(home.claire).get(address).status_code == 405
    grant = TokenGrant(
        access_token="t", expires_at=NOW + timedelta(days=60), scopes=frozenset({"w_member_social"})
    )
    with pytest.raises(NotYours):
        actions.connect(
            home.account,
            app=App.SELF_SERVE,
            grant=grant,
            identity=Identity("urn:li:person:x", "X"),
            by=home.bruno,
            at=NOW,
        )


def test_a_leader_sees_only_their_own_account_and_a_stranger_none(home: House, abroad: House) -> None:
    Account.objects.filter(pk=home.account.pk).update(author_name="Claire sur LinkedIn")
    assert "Claire sur LinkedIn" in said(as_person(home.bruno))
    assert "Claire sur LinkedIn" in said(as_person(home.claire))
    assert "Claire sur LinkedIn" not in said(as_person(abroad.claire))
    assert "Claire sur LinkedIn" not in said(as_person(abroad.bruno))
    assert as_person(home.remi).get("/comptes/").status_code == 403
    assert Client().get("/comptes/").status_code == 302


def test_disconnecting_erases_the_token_here_and_revokes_it_there(
    home: House, linkedin: LinkedInSandbox
) -> None:
    client = connect(home, linkedin)
    token = credentials(home.account).access_token
    assert client.post(f"/comptes/{home.account.pk}/deconnecter/").status_code == 302
    home.account.refresh_from_db()
    assert (home.account.state, home.account.sealed_access) == (AccountState.DISCONNECTED, None)
    assert token not in linkedin.live_tokens
    with pytest.raises(NotConnected):
        credentials(home.account)
    assert capabilities(home.account) == frozenset()


def test_disconnecting_works_while_the_network_is_down(home: House, linkedin: LinkedInSandbox) -> None:
    connect(home, linkedin)
    with settings_for("http://127.0.0.1:9"):
        assert actions.disconnect(home.account, by=home.claire, at=NOW)
        assert not actions.disconnect(home.account, by=home.claire, at=NOW)
    assert home.account.sealed_access is None
    assert Entry.objects.filter(verb="account.disconnected").count() == 1


def test_an_operator_may_disconnect_and_an_editor_may_not(home: House, linkedin: LinkedInSandbox) -> None:
    connect(home, linkedin)
    address = f"/comptes/{home.account.pk}/deconnecter/"
    assert as_person(home.bruno).post(address).status_code == 404
    assert as_person(home.remi).post(address).status_code == 404
    home.account.refresh_from_db()
    assert home.account.state == AccountState.CONNECTED
    assert as_person(home.odile).post(address).status_code == 302
    home.account.refresh_from_db()
    assert home.account.state == AccountState.DISCONNECTED


def test_looking_at_the_page_writes_nothing_and_a_leader_connects_from_it_all_the_same(
    home: House, linkedin: LinkedInSandbox
) -> None:
    home.account.delete()
    client = as_person(home.claire)
    assert "Connecter avec LinkedIn" in said(client)
    assert "Claire Martin" in said(as_person(home.bruno))
    assert not Account.objects.exists()
    out = client.post("/comptes/connecter/")
    client.get(linkedin.consent(out["Location"]))
    account = Account.objects.get(leader=home.leader)
    assert account.state == AccountState.CONNECTED
    assert client.get("/comptes/connecter/").status_code == 405


def test_an_editor_invites_a_leader_of_whom_there_is_no_account(home: House, abroad: House) -> None:
    home.account.delete()
    address = f"/comptes/dirigeants/{home.leader.pk}/inviter/"
    bruno = as_person(home.bruno)
    assert address in said(bruno)
    bruno.post(address)
    assert "Un courrier part vers Claire Martin." in said(bruno)
    assert Account.objects.get(leader=home.leader).state == AccountState.DISCONNECTED
    assert as_person(abroad.bruno).post(address).status_code == 404
    Leader.objects.filter(pk=home.leader.pk).update(is_active=False)
    assert bruno.post(address).status_code == 404


def test_what_an_account_may_do_and_why_not_is_said_to_everybody(
    home: House, linkedin: LinkedInSandbox
) -> None:
    connect(home, linkedin)
    page = said(as_person(home.claire))
    assert "Ce que permet ce compte : 4 sur 15" in page
    assert "Réservé à l'application « Community Management »." in page
    assert "LinkedIn le réserve à quelques partenaires." in page
    assert "w_member_social_feed" not in page
    operators = said(as_person(home.odile))
    assert "w_member_social_feed" in operators
    assert "LINKEDIN_COMMUNITY_CLIENT_ID" in operators


def test_every_capability_and_every_reason_has_its_words() -> None:
    assert set(words.CAPABILITIES) == set(Capability)
    assert set(words.WHYS) == set(Why)
    assert set(words.MODES) == set(words.MODES_MEAN) == set(Mode)
