"""What every page has around it, and what the frame promises to a browser."""

import pytest
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from influence.web import errors
from influence.web.dates import day_long, hour, moment, month, number, percent, stamp
from influence.web.marks import as_read
from tests.makers import NOW, House


def page(address: str, **more: object) -> str:
    return Client(**more).get(address).content.decode()  # type: ignore[arg-type]


def test_a_page_says_its_language_and_offers_the_other(db: None) -> None:
    french = page("/connexion/", headers={"Accept-Language": "fr"})
    assert '<html lang="fr">' in french
    assert 'lang="en">English</button>' in french
    english = page("/connexion/", headers={"Accept-Language": "en-GB,en;q=0.8"})
    assert '<html lang="en">' in english


def test_the_chosen_language_wins_and_leads_back(db: None) -> None:
    client = Client(headers={"Accept-Language": "fr"})
    answer = client.post("/langue/", {"language": "en", "next": "/accessibilite/"})
    assert answer.headers["Location"] == "/accessibilite/"
    assert '<html lang="en">' in client.get("/accessibilite/").content.decode()


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_choosing_a_language_never_leads_elsewhere(db: None, where: str) -> None:
    assert Client().post("/langue/", {"language": "en", "next": where}).headers["Location"] == "/"


def test_an_unknown_language_is_not_kept(db: None) -> None:
    assert "language" not in Client().post("/langue/", {"language": "tlh"}).cookies


def test_a_page_has_one_heading_a_skip_link_and_the_declaration(home: House) -> None:
    client = Client()
    client.force_login(home.odile)
    for address in (
        "/connexion/",
        "/accessibilite/",
        "/nowhere/",
        "/organisation/",
        "/mon-compte/",
        "/courriers/",
    ):
        html = client.get(address, follow=True).content.decode()
        assert html.count("<h1") == 1, address
        assert 'class="skip" href="#main"' in html
        assert 'href="/accessibilite/"' in html


def test_a_browser_may_load_from_us_only(db: None) -> None:
    answer = Client().get("/connexion/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_form_from_another_page_is_refused(home: House) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(home.odile)
    assert client.post("/organisation/codirs/nouveau/", {"name": "X"}).status_code == 403


def test_cookies_are_closed_to_scripts_and_to_other_sites(home: House) -> None:
    answer = Client().post(
        "/connexion/", {"login": home.bruno.email, "password": "correct horse battery staple"}
    )
    cookie = answer.cookies["influence_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.not_found, 404), (errors.forbidden, 403), (errors.too_many, 429), (errors.broken, 500)],
)
def test_an_error_has_a_page_of_ours(db: None, view: object, status: int) -> None:
    request = RequestFactory().get("/x/")
    answer = view(request)  # type: ignore[operator]
    assert answer.status_code == status
    assert "<h1>" in answer.content.decode()


def test_health_says_that_the_parts_answer(db: None) -> None:
    assert Client().get("/sante/").json() == {"web": "ok"}
    assert Client().get("/sante/prete/").json() == {"web": "ok", "database": "ok", "broker": "ok"}


@override_settings(REDIS_URL="redis://127.0.0.1:1/0")
def test_health_names_the_part_that_does_not(db: None) -> None:
    answer = Client().get("/sante/prete/")
    assert answer.status_code == 503
    assert answer.json() == {"web": "ok", "database": "ok", "broker": "down"}


@override_settings(REDIS_URL="redis://127.0.0.1:1/0")
def test_people_sign_in_while_the_broker_is_down(home: House) -> None:
    answer = Client().post(
        "/connexion/", {"login": home.bruno.email, "password": "correct horse battery staple"}
    )
    assert answer.status_code == 302


FRENCH_SPACE = "\u202f"


def test_dates_read_as_their_language_writes_them() -> None:
    with translation.override("fr"):
        assert day_long(NOW, "Europe/Paris") == "lundi 1er juin 2026"
        assert hour(NOW, "Europe/Paris") == "10:00"
        assert month(NOW.date()) == "juin 2026"
        assert stamp(NOW, "America/Guadeloupe") == "1er juin 04:00"
        assert moment(NOW, "Europe/Paris").startswith("lundi 1er juin 2026 ")
    with translation.override("en"):
        assert day_long(NOW, "Europe/Paris") == "Monday, 1 June 2026"
        assert hour(NOW, "Europe/Paris") == "10:00"


def test_numbers_read_as_their_language_writes_them() -> None:
    with translation.override("fr"):
        assert number(12_345.5) == f"12{FRENCH_SPACE}345,5"
        assert percent(0.0421).replace("\xa0", " ") == "4,2 %"
        assert number(None) == "–"
    with translation.override("en"):
        assert number(12_345.5) == "12,345.5"


def test_a_rate_without_a_denominator_is_never_zero() -> None:
    with translation.override("fr"):
        assert percent(None) == "n.m."
        assert percent(0).replace("\xa0", " ") == "0 %"


def test_what_a_person_typed_is_never_markup() -> None:
    html = str(as_read('<script>alert("x")</script>\n& #Soins'))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<br>" in html
    assert '<span class="hashtag">#Soins</span>' in html


def test_a_form_from_elsewhere_is_refused_in_words(home: House) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "fr"})
    client.force_login(home.bruno)
    answer = client.post("/publications/nouvelle/", {"text": "Bonjour"})
    assert answer.status_code == 403
    assert "recommencez" in answer.content.decode()
