import pytest
from django.test import Client

from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.people import actions
from influence.people.models import Leader, Membership, Role, User
from influence.people.refusals import (
    AlreadyMember,
    AlreadySignedIn,
    LastOperator,
    NameTaken,
    NoLeader,
    OtherRole,
)
from tests.makers import NOW, House
from tests.people.test_sign_in import choose, link_in, sign_in
from tests.reading import said as text


@pytest.fixture
def odile(home: House) -> Client:
    client = Client()
    client.force_login(home.odile)
    return client


def invited(home: House, **given: object) -> Membership:
    words = {
        "name": "Paul Roux",
        "email": "paul@saint-luc.example",
        "role": Role.EDITOR,
        "by": home.odile,
        "at": NOW,
    }
    return actions.invite(home.organisation, **(words | given))  # type: ignore[arg-type]


def verbs(home: House) -> list[str]:
    return list(Entry.objects.filter(organisation=home.organisation).values_list("verb", flat=True))


def test_an_invited_person_chooses_a_password_and_is_in(home: House, odile: Client) -> None:
    answer = odile.post(
        "/organisation/membres/nouveau/",
        {"name": "Paul Roux", "email": "Paul@Saint-Luc.example", "role": "editor"},
    )
    assert answer.status_code == 302
    mail = Message.objects.get(kind="invitation")
    assert (mail.to_email, mail.is_secret) == ("paul@saint-luc.example", True)
    assert "Odile Roche" in mail.text
    client = Client()
    choose(client, link_in(mail))
    assert client.get("/").headers["Location"] == "/activite/"
    assert verbs(home) == ["member.invited"]


def test_nobody_signs_in_to_an_account_that_has_no_password_yet(home: House) -> None:
    invited(home)
    for guess in ("", "!", "None"):
        assert sign_in("paul@saint-luc.example", guess).status_code == 200


def test_the_journal_names_nobody(home: House) -> None:
    invited(home)
    entry = Entry.objects.get()
    assert "paul" not in str(entry.details).lower()


def test_a_person_of_another_organisation_keeps_name_and_password(home: House, abroad: House) -> None:
    hash_before = abroad.bruno.password
    membership = invited(home, email=abroad.bruno.email.upper(), name="Somebody Else")
    assert membership.user == abroad.bruno
    abroad.bruno.refresh_from_db()
    assert (abroad.bruno.name, abroad.bruno.password) == ("Bruno Petit", hash_before)
    mail = Message.objects.get()
    assert mail.kind == "added_to_organisation"
    assert "mot-de-passe" not in mail.text


def test_a_member_is_not_invited_twice(home: House, odile: Client) -> None:
    with pytest.raises(AlreadyMember):
        invited(home, email=home.bruno.email)
    page = odile.post(
        "/organisation/membres/nouveau/", {"name": "B", "email": home.bruno.email, "role": "reader"}
    )
    assert page.status_code == 422
    assert "déjà celle d'un membre" in text(page)
    assert home.member(home.bruno).role == Role.EDITOR
    assert Message.objects.count() == 0


def test_an_invitation_that_expired_is_sent_again_once_a_minute(home: House, odile: Client) -> None:
    membership = invited(home)
    address = f"/organisation/membres/{membership.pk}/inviter/"
    assert "Une invitation part" in text(odile.post(address, follow=True))
    assert "vient déjà de partir" in text(odile.post(address, follow=True))
    assert Message.objects.filter(kind="invitation").count() == 2
    with pytest.raises(AlreadySignedIn):
        actions.invite_again(home.member(home.bruno), by=home.odile, at=NOW)


def test_the_last_operator_stays(home: House, odile: Client) -> None:
    only = home.member(home.odile)
    for refused in (
        lambda: actions.change_role(only, role=Role.READER, by=home.odile, at=NOW),
        lambda: actions.remove(only, by=home.odile, at=NOW),
    ):
        with pytest.raises(LastOperator):
            refused()
    assert "dernier opérateur" in text(odile.post(f"/organisation/membres/{only.pk}/retirer/", follow=True))
    assert home.member(home.odile).role == Role.OPERATOR


def test_the_last_but_one_operator_may_go(home: House) -> None:
    invited(home, role=Role.OPERATOR)
    actions.remove(home.member(home.odile), by=home.odile, at=NOW)
    assert Membership.objects.filter(organisation=home.organisation, role=Role.OPERATOR).count() == 1


def test_a_removed_member_meets_a_closed_door_and_keeps_their_account(home: House, odile: Client) -> None:
    bruno = Client()
    bruno.force_login(home.bruno)
    assert bruno.get("/calendrier/").status_code == 200
    odile.post(f"/organisation/membres/{home.member(home.bruno).pk}/retirer/")
    assert bruno.get("/calendrier/").status_code == 403
    assert User.objects.filter(pk=home.bruno.pk, is_active=True).exists()
    assert verbs(home) == ["member.removed"]


def test_removing_twice_writes_once(home: House) -> None:
    gone = home.member(home.bruno)
    actions.remove(gone, by=home.odile, at=NOW)
    actions.remove(gone, by=home.odile, at=NOW)
    assert verbs(home) == ["member.removed"]


def test_a_leader_who_leaves_speaks_no_more(home: House) -> None:
    actions.remove(home.member(home.claire), by=home.odile, at=NOW)
    home.leader.refresh_from_db()
    assert home.leader.is_active is False


@pytest.mark.parametrize("gone", ["left", "another role"])
def test_a_leader_who_left_does_not_speak_again_by_a_tick(home: House, gone: str) -> None:
    member = home.member(home.claire)
    if gone == "left":
        actions.remove(member, by=home.odile, at=NOW)
    else:
        actions.change_role(member, role=Role.READER, by=home.odile, at=NOW)
    home.leader.refresh_from_db()
    with pytest.raises(NoLeader):
        actions.amend_leader(home.leader, changes={"is_active": True}, by=home.odile, at=NOW)
    home.leader.refresh_from_db()
    assert home.leader.is_active is False


def test_a_role_changes_once_and_the_journal_says_from_what_to_what(home: House, odile: Client) -> None:
    address = f"/organisation/membres/{home.member(home.remi).pk}/"
    assert odile.post(address, {"role": "editor"}).status_code == 302
    assert odile.post(address, {"role": "editor"}).status_code == 302
    entry = Entry.objects.get()
    assert (entry.verb, entry.details) == ("member.role_changed", {"before": "reader", "after": "editor"})
    assert odile.post(address, {"role": "emperor"}).status_code == 422


def facts(home: House, **given: object) -> dict[str, object]:
    return {
        "name": "Paul Roux", "function": "Directeur des soins", "codir": home.codir, "department": home.department,
        "zone": "Europe/Paris", "language": "fr", "posts_per_month": 3,
    } | given  # fmt: skip


def test_a_new_leader_is_invited_and_leads(home: House, odile: Client) -> None:
    fields = facts(home) | {
        "email": "paul@saint-luc.example",
        "codir": home.codir.pk,
        "department": home.department.pk,
    }
    assert odile.post("/organisation/dirigeants/nouveau/", fields).status_code == 302
    leader = Leader.objects.get(name="Paul Roux")
    assert home.member(leader.user).role == Role.LEADER
    assert verbs(home) == ["member.invited", "leader.added"]
    client = Client()
    choose(client, link_in(Message.objects.get(kind="invitation")))
    assert client.get("/").headers["Location"] == "/ma-page/"


def test_an_editor_does_not_become_a_leader_by_the_way(home: House) -> None:
    """A person who submits and decides would approve their own words."""
    with pytest.raises(OtherRole):
        actions.add_leader(
            home.organisation, email=home.bruno.email, facts=facts(home), by=home.odile, at=NOW
        )


def test_two_leaders_do_not_share_a_name_and_nothing_is_left_half_done(home: House) -> None:
    with pytest.raises(NameTaken):
        actions.add_leader(
            home.organisation,
            email="x@saint-luc.example",
            facts=facts(home, name="Claire Martin"),
            by=home.odile,
            at=NOW,
        )
    assert not User.objects.filter(email="x@saint-luc.example").exists()
    assert (Message.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize("field", ["codir", "department"])
def test_a_leader_is_not_put_into_another_organisation(
    home: House, abroad: House, odile: Client, field: str
) -> None:
    fields = facts(home) | {
        "email": "p@saint-luc.example",
        "codir": home.codir.pk,
        "department": home.department.pk,
    }
    answer = odile.post("/organisation/dirigeants/nouveau/", fields | {field: getattr(abroad, field).pk})
    assert answer.status_code == 422
    assert Leader.objects.filter(organisation=home.organisation).count() == 1


def test_a_zone_that_nobody_knows_is_refused(home: House, odile: Client) -> None:
    fields = facts(home, name="Claire Martin", zone="Europe/Saint-Luc") | {
        "codir": home.codir.pk, "department": home.department.pk, "is_active": "on"
    }  # fmt: skip
    answer = odile.post(f"/organisation/dirigeants/{home.leader.pk}/", fields)
    assert answer.status_code == 422
    assert "fuseau horaire connu" in text(answer)
    home.leader.refresh_from_db()
    assert home.leader.zone == "Europe/Paris"


def test_an_amended_leader_leaves_the_names_of_the_fields_only(home: House) -> None:
    actions.amend_leader(
        home.leader, changes={"function": "Présidente", "zone": "Europe/Paris"}, by=home.odile, at=NOW
    )
    assert Entry.objects.get().details == {"fields": ["function"]}
