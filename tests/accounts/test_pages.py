"""Pages of organisations that a leader administers, as the network says when they are added and every day after."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from influence.accounts import actions, care, checks, pages
from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import NotConnected, capabilities, credentials, network_for
from influence.accounts.queries import cards, listed
from influence.accounts.refusals import NotAdministrator, NotYours, PageTaken
from influence.editorial.beside import beside
from influence.editorial.models import Version
from influence.journal.models import Entry
from influence.networks.errors import Reason
from influence.networks.linkedin.commenting import Route
from influence.networks.ports import Capability, Content
from influence.outbox.models import Message
from influence.people.models import Leader, Role
from influence.publishing.commenting import route_for
from sandbox.entities import Organization
from sandbox.entities import Role as PageRole
from sandbox.personas import PAGE
from tests.accounts.conftest import CLAIRE, NADIA, LinkedInSandbox, as_person, connect, said
from tests.accounts.test_care import due_on, mails
from tests.makers import NOW, House, member

pytestmark = pytest.mark.django_db

URN = f"urn:li:organization:{PAGE}"
DAY = timedelta(days=1)


@pytest.fixture
def profile(home: House, two_apps: LinkedInSandbox) -> Account:
    connect(home.account, two_apps)
    return home.account


@pytest.fixture
def page(home: House, profile: Account) -> Account:
    return pages.add_page(profile, organisation_urn=URN, by=home.claire, at=NOW)


def role(linkedin: LinkedInSandbox, *, state: str, name: str = "ADMINISTRATOR", who: str = CLAIRE) -> None:
    answer = linkedin.session.post(
        f"{linkedin.url}/_sandbox/roles",
        json={"organization": URN, "member": who, "role": name, "state": state}, timeout=10,
    )  # fmt: skip
    assert answer.ok, answer.text


def nadia(home: House, linkedin: LinkedInSandbox) -> Account:
    """Another leader of the house, connected as herself."""
    user = member(home.organisation, "Nadia Benali", Role.LEADER, "nadia@saint-luc.example")
    leader = Leader.objects.create(
        organisation=home.organisation, codir=home.codir, department=home.department, user=user, name="Nadia Benali",
        function="Directrice des soins", zone="Europe/Paris",
    )  # fmt: skip
    account = actions.account_for(leader)
    connect(account, linkedin, member=NADIA)
    return account


def test_a_leader_adds_a_page_that_they_administer(
    home: House, profile: Account, two_apps: LinkedInSandbox
) -> None:
    client = as_person(home.claire)
    assert "Ajouter une page" in said(client)
    address = f"/comptes/{profile.pk}/pages/"
    assert "Clinique du Parc" in client.get(address).content.decode()
    assert client.post(address, {"page": URN})["Location"] == "/comptes/"
    assert "La page Clinique du Parc est ajoutée." in said(client)
    added = Account.objects.get(kind=AccountKind.PAGE)
    assert (added.author_urn, added.author_name, added.through) == (URN, "Clinique du Parc", profile)
    assert (added.state, added.app, added.sealed_access) == ("connected", "community", None)
    assert "déjà ajoutée" in client.get(address).content.decode()
    assert Entry.objects.filter(verb="account.page_added").count() == 1


def test_a_page_speaks_through_its_leaders_token(
    page: Account, profile: Account, two_apps: LinkedInSandbox
) -> None:
    assert credentials(page) == credentials(profile)
    assert Capability.PAGE_PUBLISH in capabilities(page)
    out = network_for(page).publish(Content(author_urn=URN, text="Bonjour"), credentials=credentials(page))
    assert two_apps.world.post(out.urn).author == URN


def test_a_token_that_ended_is_said_where_pages_are_asked_for(
    home: House, profile: Account, two_apps: LinkedInSandbox
) -> None:
    two_apps.fault("401-revoked")
    client = as_person(home.claire)
    assert client.get(f"/comptes/{profile.pk}/pages/")["Location"] == "/comptes/"
    assert "L'autorisation a été retirée sur LinkedIn." in said(client)
    profile.refresh_from_db()
    assert (profile.state, profile.last_problem) == (AccountState.RECONNECT, "token_revoked")


def test_a_day_without_calls_left_is_no_matter_of_minutes(
    home: House, profile: Account, two_apps: LinkedInSandbox
) -> None:
    two_apps.fault("429-app-day")
    client = as_person(home.claire)
    client.get(f"/comptes/{profile.pk}/pages/")
    assert "recommencez après minuit UTC" in said(client)


def test_a_page_without_its_profile_is_mute(home: House, page: Account, profile: Account) -> None:
    actions.disconnect(profile, by=home.claire, at=NOW)
    page = Account.objects.select_related("through").get(pk=page.pk)
    with pytest.raises(NotConnected):
        credentials(page)
    assert capabilities(page) == frozenset()
    shown = said(as_person(home.claire))
    assert "La page parle par le profil de Claire Martin, qui est à reconnecter." in shown


@pytest.mark.parametrize("of", ["urn:li:organization:99", "", "urn:li:person:Ab12Cd34Ef"])
def test_a_page_that_the_leader_does_not_administer_is_refused(
    home: House, profile: Account, of: str
) -> None:
    client = as_person(home.claire)
    client.post(f"/comptes/{profile.pk}/pages/", {"page": of})
    assert "LinkedIn ne vous connaît pas comme administrateur de cette page." in said(client)
    assert not Account.objects.filter(kind=AccountKind.PAGE).exists()


@pytest.mark.parametrize(("name", "state"), [("ANALYST", "APPROVED"), ("ADMINISTRATOR", "REQUESTED")])
def test_a_lesser_or_unconfirmed_role_is_none(
    home: House, two_apps: LinkedInSandbox, name: str, state: str
) -> None:
    account = nadia(home, two_apps)
    role(two_apps, state=state, name=name, who=NADIA)
    assert pages.offers(account) == []
    with pytest.raises(NotAdministrator):
        pages.add_page(account, organisation_urn=URN, by=account.leader.user, at=NOW)


def test_who_administers_no_page_is_told_so(home: House, two_apps: LinkedInSandbox) -> None:
    account = nadia(home, two_apps)
    shown = as_person(account.leader.user).get(f"/comptes/{account.pk}/pages/").content.decode()
    assert "comme administrateur d&#39;aucune page" in shown.replace("’", "&#39;").replace("'", "&#39;")


def test_a_page_is_one_leaders(home: House, page: Account, two_apps: LinkedInSandbox) -> None:
    account = nadia(home, two_apps)
    role(two_apps, state="APPROVED", who=NADIA)
    with pytest.raises(PageTaken):
        pages.add_page(account, organisation_urn=URN, by=account.leader.user, at=NOW)
    client = as_person(account.leader.user)
    client.post(f"/comptes/{account.pk}/pages/", {"page": URN})
    assert "Cette page est déjà celle d'un autre dirigeant" in said(client)
    [offer] = pages.offers(account)
    assert (offer.taken_by, offer.is_mine) == ("Claire Martin", False)


def test_a_page_that_was_given_up_may_become_anothers_and_is_not_taken_back(
    home: House, page: Account, profile: Account, two_apps: LinkedInSandbox
) -> None:
    assert pages.remove_page(page, by=home.claire, at=NOW)
    assert not pages.remove_page(page, by=home.claire, at=NOW)
    account = nadia(home, two_apps)
    role(two_apps, state="APPROVED", who=NADIA)
    hers = pages.add_page(account, organisation_urn=URN, by=account.leader.user, at=NOW)
    assert hers.pk != page.pk
    with pytest.raises(PageTaken):
        pages.add_page(profile, organisation_urn=URN, by=home.claire, at=NOW)
    page.refresh_from_db()
    assert page.state == AccountState.DISCONNECTED


def test_a_page_that_is_added_again_is_the_same_account(home: House, page: Account, profile: Account) -> None:
    """What was approved for it may go out."""
    pages.remove_page(page, by=home.claire, at=NOW)
    assert pages.add_page(profile, organisation_urn=URN, by=home.claire, at=NOW).pk == page.pk
    assert Account.objects.filter(kind=AccountKind.PAGE).count() == 1


def test_removing_a_page_keeps_the_profiles_token(
    home: House, page: Account, profile: Account, two_apps: LinkedInSandbox
) -> None:
    client = as_person(home.claire)
    client.post(f"/comptes/{page.pk}/deconnecter/")
    assert "La page est retirée" in said(client)
    page.refresh_from_db()
    profile.refresh_from_db()
    assert (page.state, profile.state) == (AccountState.DISCONNECTED, AccountState.CONNECTED)
    assert credentials(profile).access_token in two_apps.live_tokens
    assert "Clinique du Parc" not in said(client)
    assert Entry.objects.filter(verb="account.page_removed").count() == 1


def test_only_the_leader_adds_and_only_leader_or_operator_removes(
    home: House, abroad: House, profile: Account, page: Account
) -> None:
    with pytest.raises(NotYours):
        pages.add_page(profile, organisation_urn=URN, by=home.bruno, at=NOW)
    assert as_person(abroad.claire).post(f"/comptes/{profile.pk}/pages/").status_code == 404
    assert as_person(home.bruno).get(f"/comptes/{profile.pk}/pages/").status_code == 403
    assert as_person(home.claire).get(f"/comptes/{page.pk}/pages/").status_code == 404
    assert as_person(home.claire).post(f"/comptes/{page.pk}/connecter/").status_code == 404
    assert as_person(home.bruno).post(f"/comptes/{page.pk}/rappeler/").status_code == 404
    assert as_person(home.bruno).post(f"/comptes/{page.pk}/deconnecter/").status_code == 404
    assert as_person(home.odile).post(f"/comptes/{page.pk}/deconnecter/").status_code == 302


def test_without_the_scopes_of_pages_there_is_nothing_to_add(home: House, two_apps: LinkedInSandbox) -> None:
    connect(home.account, two_apps, app="self_serve")
    client = as_person(home.claire)
    assert "Ajouter une page" not in said(client)
    client.get(f"/comptes/{home.account.pk}/pages/")
    assert "ne donne pas le droit de publier sur des pages" in said(client)


def test_a_network_that_is_down_adds_nothing(
    home: House, profile: Account, two_apps: LinkedInSandbox
) -> None:
    two_apps.fault("500-before")
    client = as_person(home.claire)
    client.post(f"/comptes/{profile.pk}/pages/", {"page": URN})
    assert "LinkedIn ne répond pas pour le moment" in said(client)


def test_a_role_that_was_taken_away_is_noticed_within_a_day_and_told_once(
    home: House, page: Account, two_apps: LinkedInSandbox
) -> None:
    role(two_apps, state="REVOKED")
    assert pages.check_roles(now=NOW + DAY / 2) == 0
    assert pages.check_roles(now=NOW + DAY) == 1
    assert pages.check_roles(now=NOW + DAY * 1.5) == 0
    assert pages.check_roles(now=NOW + 2 * DAY) == 1
    page.refresh_from_db()
    assert (page.state, page.last_problem) == (AccountState.RECONNECT, pages.ROLE_LOST)
    [mail] = mails("account_page_lost")
    assert mail.to_email == home.claire.email
    assert "Clinique du Parc" in mail.subject
    assert {mail.to_email for mail in mails("account_page_lost_team")} == {home.bruno.email, home.odile.email}
    assert "ne connaît plus le dirigeant comme administrateur" in said(as_person(home.claire))
    with pytest.raises(NotConnected):
        credentials(Account.objects.get(pk=page.pk))


def test_a_role_that_is_given_back_makes_the_page_speak_again(
    page: Account, two_apps: LinkedInSandbox
) -> None:
    role(two_apps, state="REVOKED")
    pages.check_roles(now=NOW + DAY)
    role(two_apps, state="APPROVED")
    pages.check_roles(now=NOW + 2 * DAY)
    page.refresh_from_db()
    assert (page.state, page.last_problem) == (AccountState.CONNECTED, "")
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="account.page").order_by("id")] == [
        "account.page_added",
        "account.page_lost",
        "account.page_back",
    ]


def test_a_leader_with_several_pages_is_asked_about_once(
    home: House, page: Account, profile: Account, two_apps: LinkedInSandbox
) -> None:
    world = two_apps.world
    world.organizations["77"] = Organization("77", "Fondation du Parc")
    world.roles.append(PageRole("urn:li:organization:77", f"urn:li:person:{CLAIRE}"))
    pages.add_page(profile, organisation_urn="urn:li:organization:77", by=home.claire, at=NOW)
    assert [offer.page.name for offer in pages.offers(profile)] == ["Clinique du Parc", "Fondation du Parc"]
    assert pages.check_roles(now=NOW + DAY) == 1
    assert Account.objects.filter(kind=AccountKind.PAGE, role_checked_at=NOW + DAY).count() == 2


def test_what_the_network_does_not_answer_changes_nothing(page: Account, two_apps: LinkedInSandbox) -> None:
    two_apps.fault("500-before", times=3)
    assert pages.check_roles(now=NOW + DAY) == 0
    page.refresh_from_db()
    assert page.state == AccountState.CONNECTED
    assert mails("account_page_lost") == []


def test_a_token_that_is_refused_while_roles_are_asked_is_marked(
    page: Account, profile: Account, two_apps: LinkedInSandbox
) -> None:
    two_apps.fault("401-revoked")
    pages.check_roles(now=NOW + DAY)
    profile.refresh_from_db()
    assert (profile.state, profile.last_problem) == (AccountState.RECONNECT, Reason.TOKEN_REVOKED)


def test_a_page_whose_token_is_refused_marks_the_profile(page: Account, profile: Account) -> None:
    """What the sweep does when a post of the page meets a 401."""
    held = Account.objects.select_related("through__leader__user").get(pk=page.pk)
    assert actions.mark_reconnect(held, problem=Reason.TOKEN_REVOKED, at=NOW)
    profile.refresh_from_db()
    page.refresh_from_db()
    assert (profile.state, page.state) == (AccountState.RECONNECT, AccountState.CONNECTED)
    assert len(mails("account_reconnect")) == 1


def test_moving_to_an_app_without_pages_stops_them_until_the_leader_moves_back(
    home: House, page: Account, profile: Account, two_apps: LinkedInSandbox
) -> None:
    connect(profile, two_apps, app="self_serve")
    assert capabilities(Account.objects.get(pk=page.pk)) == capabilities(profile)
    pages.check_roles(now=NOW)
    page.refresh_from_db()
    assert (page.state, page.last_problem) == (AccountState.RECONNECT, Reason.SCOPE_MISSING)
    connect(profile, two_apps, app="community")
    pages.check_roles(now=NOW)
    page.refresh_from_db()
    assert page.state == AccountState.CONNECTED


def test_posts_of_a_page_count_with_the_token_that_they_need(
    home: House, page: Account, profile: Account
) -> None:
    Account.objects.filter(pk=profile.pk).update(access_expires_at=NOW + 30 * DAY, sealed_refresh=None)
    due_on(home, days=20, account=page)
    due_on(home, days=31, account=page)
    due_on(home, days=32, account=page)
    due_on(home, days=33)
    shown = {card.account.kind: card for card in cards(listed(home.organisation.pk), now=NOW)}
    assert shown["page"].planned_after_expiry == 2
    assert (shown["page"].waiting, shown["page"].days_left) == (3, 30)
    assert shown["member"].planned_after_expiry == 3
    care.refresh_due(now=NOW + 15 * DAY)
    assert "3 publications sont prévues après cette date." in mails("account_expires")[0].text


def test_the_token_behind_a_page_is_looked_at_before_the_pages_post(
    home: House, page: Account, profile: Account, two_apps: LinkedInSandbox
) -> None:
    Account.objects.filter(pk=profile.pk).update(token_checked_at=NOW)
    due_on(home, days=3, account=page)
    assert checks.check_before(now=NOW + DAY) == 0
    assert checks.check_before(now=NOW + 2 * DAY) == 1
    assert checks.check_before(now=NOW + 2 * DAY) == 0


def test_the_table_of_a_page_has_what_pages_can_do(page: Account) -> None:
    [_profile, shown] = cards(listed(page.organisation_id), now=NOW)
    by_name = {one.capability: one.granted for one in shown.can}
    assert by_name[Capability.PAGE_PUBLISH]
    assert by_name[Capability.READ_COUNTS]
    assert by_name[Capability.PAGE_COMMENT]
    assert Capability.COMMENT not in by_name
    assert Capability.PUBLISH not in by_name
    assert Capability.MEMBER_ANALYTICS not in by_name


def test_a_page_comments_by_its_own_right_and_a_profile_by_its_own(page: Account, profile: Account) -> None:
    assert route_for(page) == route_for(profile) == Route.CURRENT
    without(profile, "w_organization_social_feed")
    assert (route_for(through(page)), route_for(profile)) == (None, Route.CURRENT)
    assert beside(speaking(page), files={}, account=through(page)).comments_by_hand
    without(profile, "w_member_social_feed", but_again="w_organization_social_feed")
    assert (route_for(through(page)), route_for(profile)) == (Route.CURRENT, None)
    assert not beside(speaking(page), files={}, account=through(page)).comments_by_hand


def test_the_old_way_to_comment_is_no_way_around_a_pages_rights(
    page: Account, profile: Account, settings: Settings
) -> None:
    settings.LINKEDIN_OLD_COMMENTS = True
    without(profile, "w_organization_social_feed", "w_organization_social")
    assert route_for(through(page)) is None


def without(profile: Account, *scopes: str, but_again: str = "") -> None:
    profile.scopes = sorted({*profile.scopes, *filter(None, [but_again])} - set(scopes))
    profile.save(update_fields=["scopes"])


def through(page: Account) -> Account:
    return Account.objects.select_related("through").get(pk=page.pk)


def speaking(page: Account) -> Version:
    return Version(text="Bonjour", first_comment="Le lien est ici.", account=page)


def test_a_page_needs_a_profile_to_speak_through(home: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(
            organisation=home.organisation, leader=home.leader, kind=AccountKind.PAGE, author_urn=URN
        )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mails_about_a_lost_page_render(
    home: House, page: Account, two_apps: LinkedInSandbox, language: str
) -> None:
    Leader.objects.filter(pk=home.leader.pk).update(language=language)
    role(two_apps, state="REVOKED")
    pages.check_roles(now=NOW + DAY)
    for mail in Message.objects.filter(kind__startswith="account_page_lost"):
        assert "%(" not in mail.subject + mail.text + mail.html
        assert "{{" not in mail.text + mail.html


def test_an_old_answer_does_not_stop_a_page_that_was_added_again(
    home: House, page: Account, profile: Account
) -> None:
    stale = Account.objects.get(pk=page.pk)
    pages.remove_page(page, by=home.claire, at=NOW)
    pages.add_page(profile, organisation_urn=URN, by=home.claire, at=NOW + timedelta(minutes=1))
    pages.settle(stale, problem=pages.ROLE_LOST, now=NOW + timedelta(minutes=2))
    page.refresh_from_db()
    assert page.state == AccountState.CONNECTED
    assert mails("account_page_lost") == []


def test_who_has_no_page_is_never_asked_and_a_removed_page_hides_no_other(
    home: House, page: Account, profile: Account, two_apps: LinkedInSandbox
) -> None:
    nadia(home, two_apps)
    world = two_apps.world
    world.organizations["77"] = Organization("77", "Fondation du Parc")
    world.roles.append(PageRole("urn:li:organization:77", f"urn:li:person:{CLAIRE}"))
    other = pages.add_page(profile, organisation_urn="urn:li:organization:77", by=home.claire, at=NOW)
    pages.remove_page(other, by=home.claire, at=NOW)
    assert pages.check_roles(now=NOW + DAY) == 1
    page.refresh_from_db()
    assert page.role_checked_at == NOW + DAY
