import re
from datetime import time

import pytest
from django.core.cache import cache
from django.test import Client

from influence.outbox.models import Message
from influence.people.models import User
from tests import makers
from tests.makers import PASSWORD, House
from tests.reading import said as text

NEW = "une phrase à moi seule 2026"


@pytest.fixture(autouse=True)
def no_attempts_yet(db: None) -> None:
    cache.clear()


def sign_in(email: str, password: str = PASSWORD, *, client: Client | None = None, to: str = ""):
    return (client or Client()).post(f"/connexion/{to}", {"login": email, "password": password})


def link_in(mail: Message) -> str:
    found = re.search(r"https?://[^/]+(/mot-de-passe/nouveau/\S+)", mail.text)
    assert found, mail.text
    return found[1]


def choose(client: Client, address: str, password: str = NEW):
    """Open the link of a mail and choose a password on the page to which it leads."""
    page = client.get(address, follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


@pytest.mark.parametrize(
    ("who", "where"),
    [("claire", "/ma-page/"), ("bruno", "/activite/"), ("odile", "/activite/"), ("remi", "/rapports/")],
)
def test_each_role_arrives_at_its_own_first_page(home: House, who: str, where: str) -> None:
    client = Client()
    assert sign_in(getattr(home, who).email, client=client).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == where


def test_the_address_counts_whatever_its_case(home: House) -> None:
    assert sign_in(home.bruno.email.upper()).status_code == 302


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(home: House) -> None:
    sentence = "L'adresse ou le mot de passe n'est pas le bon."
    assert sentence in text(sign_in(home.bruno.email, "wrong"))
    assert sentence in text(sign_in("nobody@saint-luc.example", "wrong"))


def test_a_person_comes_back_to_the_page_they_asked_for(home: House) -> None:
    client = Client()
    asked = client.get("/organisation/").headers["Location"]
    assert asked == "/connexion/?next=/organisation/"
    assert (
        sign_in(home.odile.email, client=client, to="?next=/organisation/").headers["Location"]
        == "/organisation/"
    )


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere_after_signing_in(home: House, where: str) -> None:
    assert sign_in(home.odile.email, to=f"?next={where}").headers["Location"] == "/"


def test_guessing_is_stopped_and_the_right_password_with_it(home: House) -> None:
    for _ in range(5):
        sign_in(home.bruno.email, "wrong")
    assert "Trop d'essais" in text(sign_in(home.bruno.email))
    assert sign_in(home.odile.email).status_code == 302


def test_a_person_who_may_not_sign_in_any_more_is_refused(home: House) -> None:
    User.objects.filter(pk=home.bruno.pk).update(is_active=False)
    client = Client()
    sign_in(home.bruno.email, client=client)
    assert client.get("/mon-compte/").status_code == 302


def test_signing_out_takes_a_form_and_a_link_only_asks(home: House) -> None:
    client = Client()
    sign_in(home.bruno.email, client=client)
    assert client.get("/deconnexion/").status_code == 200
    assert client.get("/mon-compte/").status_code == 200
    assert client.post("/deconnexion/").headers["Location"] == "/connexion/"
    assert client.get("/mon-compte/").status_code == 302


def test_nobody_signs_up_alone(db: None) -> None:
    for address in ("/inscription/", "/signup/", "/accounts/signup/"):
        assert Client().get(address).status_code == 404
    assert "signup" not in text(Client().get("/connexion/"))


def test_a_forgotten_password_is_replaced_through_the_mail(home: House) -> None:
    assert Client().post("/mot-de-passe/oublie/", {"email": home.bruno.email}).status_code == 302
    (mail,) = Message.objects.filter(kind="password_reset")
    assert (mail.to_email, mail.organisation, mail.is_secret) == (home.bruno.email, home.organisation, True)
    client = Client()
    assert choose(client, link_in(mail)).headers["Location"] == "/"
    assert client.get("/mon-compte/").status_code == 200
    assert sign_in(home.bruno.email, NEW).status_code == 302
    assert sign_in(home.bruno.email).status_code == 200
    assert Message.objects.filter(kind="password_changed", to_email=home.bruno.email).count() == 1


def test_the_link_serves_once(home: House) -> None:
    Client().post("/mot-de-passe/oublie/", {"email": home.bruno.email})
    address = link_in(Message.objects.get(kind="password_reset"))
    choose(Client(), address)
    late = Client().get(address, follow=True)
    assert "Ce lien a déjà servi" in text(late)
    assert "password1" not in text(late)


def test_reading_the_link_changes_nothing(home: House) -> None:
    """Mail scanners open every link (domain.md §4.3)."""
    Client().post("/mot-de-passe/oublie/", {"email": home.bruno.email})
    address = link_in(Message.objects.get(kind="password_reset"))
    for _ in range(3):
        Client().get(address, follow=True)
        Client().head(address)
    home.bruno.refresh_from_db()
    assert home.bruno.check_password(PASSWORD)
    assert choose(Client(), address).status_code == 302


def test_an_unknown_address_gets_no_mail_and_the_page_does_not_tell(home: House) -> None:
    known = Client().post("/mot-de-passe/oublie/", {"email": home.bruno.email}, follow=True)
    unknown = Client().post("/mot-de-passe/oublie/", {"email": "nobody@saint-luc.example"}, follow=True)
    assert known.request["PATH_INFO"] == unknown.request["PATH_INFO"]
    assert text(known).partition("<main")[2] == text(unknown).partition("<main")[2]
    assert Message.objects.count() == 1


def test_asking_without_end_is_stopped_with_a_page_of_ours(home: House) -> None:
    answers = [Client().post("/mot-de-passe/oublie/", {"email": home.bruno.email}) for _ in range(6)]
    assert [answer.status_code for answer in answers[:5]] == [302] * 5
    assert answers[5].status_code == 429
    assert "Trop de demandes" in text(answers[5])


@pytest.mark.parametrize("weak", ["court", "motdepasse", "bruno@saint-luc.example"])
def test_a_weak_password_is_refused_with_its_reason(home: House, weak: str) -> None:
    client = Client()
    client.force_login(home.bruno)
    answer = client.post("/mot-de-passe/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert answer.status_code == 200
    assert 'class="problem"' in text(answer)
    assert sign_in(home.bruno.email).status_code == 302


def test_changing_the_password_wants_the_one_in_force_and_says_so_by_mail(home: House) -> None:
    client, other = Client(), Client()
    client.force_login(home.bruno)
    other.force_login(home.bruno)
    wrong = client.post("/mot-de-passe/", {"oldpassword": "guess", "password1": NEW, "password2": NEW})
    assert "Ce n'est pas votre mot de passe actuel." in text(wrong)
    right = client.post("/mot-de-passe/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert right.status_code == 302
    assert client.get("/mon-compte/").status_code == 200
    assert other.get("/mon-compte/").status_code == 302, (
        "another browser stays signed in with the old password"
    )
    assert Message.objects.filter(kind="password_changed").count() == 1


def test_the_mail_is_in_the_language_of_its_reader(home: House) -> None:
    User.objects.filter(pk=home.bruno.pk).update(language="en")
    Client().post("/mot-de-passe/oublie/", {"email": home.bruno.email})
    assert Message.objects.get().language == "en"


def test_the_profile_keeps_name_and_language(home: House) -> None:
    client = Client()
    client.force_login(home.bruno)
    client.cookies["language"] = "fr"
    answer = client.post("/mon-compte/", {"name": "Bruno Le Petit", "language": "en"})
    assert answer.status_code == 302
    assert answer.cookies["language"].value == ""
    home.bruno.refresh_from_db()
    assert (home.bruno.name, home.bruno.language) == ("Bruno Le Petit", "en")
    assert 'lang="en"' in text(client.get("/mon-compte/"))
    assert client.post("/mon-compte/", {"name": "", "language": "xx"}).status_code == 422


def test_the_profile_keeps_the_phrase_and_both_quiet_hours_or_none(home: House) -> None:
    client = Client()
    client.force_login(home.claire)
    given = {"name": "Claire Martin", "language": "fr", "phrase": "Un jeudi à Oléron", "quiet_from": "20:00"}
    assert "Il faut les deux heures" in text(client.post("/mon-compte/", given))
    assert client.post("/mon-compte/", given | {"quiet_until": "07:30"}).status_code == 302
    home.claire.refresh_from_db()
    assert (home.claire.phrase, home.claire.quiet_from, home.claire.quiet_until) == (
        "Un jeudi à Oléron",
        time(20),
        time(7, 30),
    )
    assert 'value="07:30"' in text(client.get("/mon-compte/"))


def test_a_person_of_two_organisations_chooses_where_they_act(home: House, abroad: House) -> None:
    makers.Membership.objects.create(user=home.bruno, organisation=abroad.organisation, role="reader")
    client = Client()
    client.force_login(home.bruno)
    assert abroad.organisation.name in text(client.get("/mon-compte/"))
    client.post("/mon-compte/organisation/", {"organisation": home.organisation.pk})
    assert client.get("/").headers["Location"] == "/activite/"
    client.post("/mon-compte/organisation/", {"organisation": abroad.organisation.pk})
    assert client.get("/").headers["Location"] == "/rapports/"


def test_a_person_without_an_organisation_is_told_so(db: None) -> None:
    client = Client()
    client.force_login(makers.user("Nadia", "nadia@nowhere.example"))
    answer = client.get("/calendrier/")
    assert answer.status_code == 403
    assert "Aucune organisation" in text(answer)
    assert client.get("/mon-compte/").status_code == 200
