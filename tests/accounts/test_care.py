from datetime import timedelta

import pytest
from django.test import Client
from structlog.testing import capture_logs

from influence.accounts import actions, care, pages
from influence.accounts.models import Account, AccountState, App
from influence.accounts.networks import NotConnected, credentials
from influence.accounts.queries import cards, listed
from influence.accounts.seal import Purpose, unseal
from influence.editorial.models import Post, Version
from influence.journal.models import Entry
from influence.networks.errors import Reason
from influence.networks.ports import Identity, TokenGrant
from influence.outbox.models import Message
from influence.people.actions.leaders import amend_leader
from influence.publishing.models import Publication
from sandbox.personas import PAGE
from tests.accounts.conftest import LinkedInSandbox, as_person, connect, said, settings_for
from tests.makers import NOW, House, slot

pytestmark = pytest.mark.django_db

SIXTY = timedelta(days=60)
WHO = Identity("urn:li:person:Ab12Cd34Ef", "Claire Martin")


def connected(home: House, *, refresh: str | None = None, access: str = "access-1") -> Account:
    grant = TokenGrant(
        access_token=access, expires_at=NOW + SIXTY, scopes=frozenset({"openid", "w_member_social"}),
        refresh_token=refresh, refresh_expires_at=NOW + timedelta(days=365) if refresh else None,
    )  # fmt: skip
    actions.connect(home.account, app=App.SELF_SERVE, grant=grant, identity=WHO, by=home.claire, at=NOW)
    return home.account


def due_on(home: House, *, days: float, account: Account | None = None) -> Publication:
    found, speaker = slot(home, at=NOW + timedelta(days=days)), account or home.account
    post = Post.objects.create(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, slot=found, created_by=home.bruno,
        created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    version = Version.objects.create(
        post=post,
        number=1,
        text="Bonjour",
        account=speaker,
        content_hash="0" * 64,
        written_by=home.bruno,
        written_at=NOW,
    )
    return Publication.objects.create(
        organisation=home.organisation, post=post, account=speaker, version=version, content_hash="0" * 64,
        due_at=found.at, changed_at=NOW,
    )  # fmt: skip


def mails(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind).order_by("id"))


def test_a_refused_token_is_erased_and_everybody_is_told_once(home: House) -> None:
    account = connected(home)
    stale = Account.objects.get(pk=account.pk)
    assert actions.mark_reconnect(account, problem=Reason.TOKEN_REVOKED, at=NOW)
    assert not actions.mark_reconnect(account, problem=Reason.TOKEN_REVOKED, at=NOW)
    assert not actions.mark_reconnect(stale, problem=Reason.TOKEN_REVOKED, at=NOW)
    assert (account.state, account.sealed_access) == (AccountState.RECONNECT, None)
    with pytest.raises(NotConnected):
        credentials(account)
    [leader] = mails("account_reconnect")
    assert leader.to_email == home.claire.email
    assert "/comptes/" in leader.text
    assert {mail.to_email for mail in mails("account_lost")} == {home.bruno.email, home.odile.email}
    assert Entry.objects.filter(verb="account.reconnect_needed").count() == 1


def test_a_worker_with_the_old_token_does_not_undo_a_new_connection(home: House) -> None:
    stale = Account.objects.get(pk=connected(home).pk)
    grant = TokenGrant(access_token="access-2", expires_at=NOW + SIXTY, scopes=frozenset({"w_member_social"}))
    actions.connect(
        home.account,
        app=App.SELF_SERVE,
        grant=grant,
        identity=WHO,
        by=home.claire,
        at=NOW + timedelta(hours=1),
    )
    assert not actions.mark_reconnect(stale, problem=Reason.TOKEN_REVOKED, at=NOW + timedelta(hours=1))
    assert credentials(stale).access_token == "access-2"
    assert mails("account_reconnect") == []


def test_a_second_episode_mails_again(home: House) -> None:
    account = connected(home)
    actions.mark_reconnect(account, problem=Reason.TOKEN_REVOKED, at=NOW)
    grant = TokenGrant(access_token="access-2", expires_at=NOW + SIXTY, scopes=frozenset({"w_member_social"}))
    actions.connect(
        account, app=App.SELF_SERVE, grant=grant, identity=WHO, by=home.claire, at=NOW + timedelta(days=1)
    )
    actions.mark_reconnect(account, problem=Reason.TOKEN_REVOKED, at=NOW + timedelta(days=2))
    assert len(mails("account_reconnect")) == 2


def test_the_page_says_what_is_wrong_and_what_waits(home: House, linkedin: LinkedInSandbox) -> None:
    account = connected(home)
    due_on(home, days=2)
    due_on(home, days=3)
    actions.mark_reconnect(account, problem=Reason.TOKEN_REVOKED, at=NOW)
    page = said(as_person(home.claire))
    assert "L'autorisation a été retirée sur LinkedIn." in page
    assert "2 publications attendent la reconnexion." in page
    assert "Reconnecter avec LinkedIn" in page


def test_an_expired_token_is_marked_without_a_call(home: House) -> None:
    account = connected(home)
    care.refresh_due(now=NOW + SIXTY - timedelta(seconds=1))
    account.refresh_from_db()
    assert account.state == AccountState.CONNECTED
    care.refresh_due(now=NOW + SIXTY)
    account.refresh_from_db()
    assert (account.state, account.last_problem) == (AccountState.RECONNECT, "token_expired")


def test_warnings_go_out_on_days_45_50_55_and_58_once_each(home: House) -> None:
    connected(home)
    days = []
    for hours in range(0, 60 * 24, 6):
        before = len(mails("account_expires"))
        care.refresh_due(now=NOW + timedelta(hours=hours))
        if len(mails("account_expires")) > before:
            days.append(hours / 24)
    assert days == [45, 50, 55, 58]
    assert {mail.to_email for mail in mails("account_expires")} == {home.claire.email}


def test_posts_planned_after_the_expiry_are_counted_in_words(home: House) -> None:
    account = connected(home)
    due_on(home, days=59)
    due_on(home, days=61)
    due_on(home, days=62)
    [card] = cards(listed(home.organisation.pk), now=NOW)
    assert (card.planned_after_expiry, card.waiting, card.days_left) == (2, 3, 60)
    assert "2 publications sont prévues après l'expiration." in said(as_person(home.bruno))
    care.refresh_due(now=NOW + timedelta(days=45))
    assert "2 publications sont prévues après cette date." in mails("account_expires")[0].text
    assert account.pk == card.account.pk


def test_a_token_that_renews_itself_is_renewed_before_its_end(home: House, linkedin: LinkedInSandbox) -> None:
    with settings_for(linkedin.url, product="cma-std", scopes="r_basicprofile w_member_social"):
        client = as_person(home.claire)
        client.get(linkedin.consent(client.post(f"/comptes/{home.account.pk}/connecter/")["Location"]))
        home.account.refresh_from_db()
        before = credentials(home.account).access_token
        end = home.account.access_expires_at
        assert end is not None
        assert care.refresh_due(now=end - timedelta(days=8)) == 0
        assert care.refresh_due(now=end - timedelta(days=6)) == 1
        home.account.refresh_from_db()
    assert home.account.state == AccountState.CONNECTED
    assert credentials(home.account).access_token != before
    assert credentials(home.account).access_token in linkedin.live_tokens
    assert set(home.account.scopes) >= {"w_member_social"}
    assert Entry.objects.filter(verb="account.renewed").count() == 1


def test_a_refused_renewal_keeps_the_access_token_until_its_end(
    home: House, linkedin: LinkedInSandbox
) -> None:
    with settings_for(linkedin.url, product="cma-std"):
        account = connected(home, refresh="forged")
        with capture_logs() as told:
            assert care.refresh_due(now=NOW + SIXTY - timedelta(days=6)) == 0
        account.refresh_from_db()
    [line] = [one for one in told if one["event"] == "account.renewal_failed"]
    assert (line["account"], line["status_code"], line["vendor_code"]) == (account.pk, 400, "invalid_request")
    assert line["request_id"]
    assert "forged" not in str(told)
    assert account.state == AccountState.CONNECTED
    assert account.sealed_refresh is None
    assert credentials(account).access_token == "access-1"
    assert len(mails("account_expires")) == 1


def test_a_wrong_secret_of_the_app_loses_no_refresh_token(home: House, linkedin: LinkedInSandbox) -> None:
    account = connected(home, refresh="refresh-1")
    with settings_for(linkedin.url, secret="wrong"):
        assert care.refresh_due(now=NOW + SIXTY - timedelta(days=6)) == 0
    account.refresh_from_db()
    assert unseal(account.sealed_refresh, account=account, purpose=Purpose.REFRESH) == "refresh-1"
    assert account.last_problem == ""


def test_a_renewal_waits_while_the_network_is_down(home: House) -> None:
    account = connected(home, refresh="refresh-1")
    with settings_for("http://127.0.0.1:9"):
        assert care.refresh_due(now=NOW + SIXTY - timedelta(days=6)) == 0
    account.refresh_from_db()
    assert unseal(account.sealed_refresh, account=account, purpose=Purpose.REFRESH) == "refresh-1"


def test_an_editor_reminds_a_leader_once_a_day(home: House, abroad: House) -> None:
    address = f"/comptes/{home.account.pk}/rappeler/"
    bruno = as_person(home.bruno)
    bruno.post(address)
    assert "Un courrier part vers Claire Martin." in said(bruno)
    bruno.post(address)
    assert "Un rappel a déjà été envoyé aujourd'hui." in said(bruno)
    [mail] = mails("account_invite")
    assert "Bruno Petit vous propose de connecter" in mail.text
    assert as_person(abroad.bruno).post(address).status_code == 404
    assert as_person(home.claire).post(address).status_code == 403
    assert Client().post(address).status_code == 302


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_mail_about_an_account_renders_in_both_languages(home: House, language: str) -> None:
    type(home.leader).objects.filter(pk=home.leader.pk).update(language=language)
    home.bruno.language = language
    home.bruno.save(update_fields=["language"])
    home.account.leader.refresh_from_db()
    actions.remind(home.account, by=home.bruno, at=NOW)
    account = connected(home)
    care.refresh_due(now=NOW + timedelta(days=45))
    actions.mark_reconnect(account, problem=Reason.TOKEN_EXPIRED, at=NOW)
    found = {
        mail.kind: mail for mail in Message.objects.filter(to_email__in=[home.claire.email, home.bruno.email])
    }
    assert set(found) == {"account_invite", "account_expires", "account_reconnect", "account_lost"}
    for mail in found.values():
        assert mail.language == language
        assert f'lang="{language}"' in mail.html
        assert "%(" not in mail.subject + mail.text + mail.html
        assert "{{" not in mail.text + mail.html
        assert 'role="presentation"' in mail.html


def test_the_list_costs_the_same_whatever_the_number_of_leaders(
    home: House, django_assert_max_num_queries: object
) -> None:
    client = as_person(home.bruno)
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        client.get("/comptes/")


def test_sentences_of_a_page_do_not_run_into_each_other(home: House) -> None:
    account = connected(home)
    due_on(home, days=61)
    page = said(as_person(home.bruno))
    assert "après l'expiration. Renouvelez l'autorisation" in page
    actions.mark_reconnect(account, problem=Reason.TOKEN_REVOKED, at=NOW)
    page = " ".join(said(as_person(home.bruno)).split())
    assert "retirée sur LinkedIn. 1 publication attend" in page


def test_a_reminder_says_what_the_state_of_the_account_asks_for(home: House) -> None:
    account = connected(home)
    assert actions.remind(account, by=home.bruno, at=NOW)
    assert len(mails("account_expires")) == 1
    actions.mark_reconnect(account, problem=Reason.TOKEN_REVOKED, at=NOW)
    assert actions.remind(account, by=home.bruno, at=NOW)
    assert len(mails("account_reconnect")) == 2
    assert mails("account_invite") == []


def test_a_worker_with_the_token_before_a_renewal_does_not_undo_the_renewal(home: House) -> None:
    stale = Account.objects.get(pk=connected(home, refresh="refresh-1").pk)
    renewed = TokenGrant(
        access_token="access-2", expires_at=NOW + 2 * SIXTY, scopes=frozenset(), refresh_token="refresh-1"
    )
    assert care.keep_renewed(home.account, grant=renewed, now=NOW)
    assert not actions.mark_reconnect(stale, problem=Reason.TOKEN_EXPIRED, at=NOW)
    assert credentials(stale).access_token == "access-2"
    assert stale.scopes == ["openid", "w_member_social"]


def test_the_accounts_of_who_is_no_longer_a_leader_are_disconnected(
    home: House, abroad: House, two_apps: LinkedInSandbox
) -> None:
    connect(home.account, two_apps)
    page = pages.add_page(
        home.account, organisation_urn=f"urn:li:organization:{PAGE}", by=home.claire, at=NOW
    )
    token = credentials(home.account).access_token
    amend_leader(home.leader, changes={"is_active": False}, by=home.odile, at=NOW)
    other = connected(abroad)
    care.refresh_due(now=NOW)
    for account in (home.account, page, other):
        account.refresh_from_db()
    assert (home.account.state, page.state) == (AccountState.DISCONNECTED, AccountState.DISCONNECTED)
    assert (home.account.sealed_access, home.account.sealed_refresh) == (None, None)
    assert two_apps.world.tokens[token].is_revoked
    assert other.state == AccountState.CONNECTED
    assert care.retire(now=NOW) == 0
    gone = Entry.objects.filter(verb__in=["account.disconnected", "account.page_removed"])
    assert [entry.actor_id for entry in gone] == [None, None]
