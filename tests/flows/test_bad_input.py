"""What bad input gets at the edge of two rooms: judged the same on the page, in a file and at the network, in words, with
nothing half done. What one room judges alone is tested there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from influence.core import cadence
from influence.core.text import LIMIT, utf16_length
from influence.demo import backstage, connections
from influence.editorial import actions
from influence.editorial.models import CalendarFile, Decision, Post, Version
from influence.journal.queries import breaks
from influence.publishing.models import Attempt, Publication
from tests import makers
from tests.editorial import stories
from tests.editorial.test_pages import NEW, Browser
from tests.flows import company
from tests.flows.outside import Outside
from tests.makers import NOW, House

DUE = NOW + timedelta(days=8, hours=1)
PAGE = "/calendrier/importer/"
# Two UTF-16 units each.
EMOJI = "🩺"


@pytest.fixture
def bruno(outside: Outside, home: House) -> Browser:
    return Browser(home.bruno)


def long_text(units: int) -> str:
    """So many UTF-16 units, most of them in emoji, with no sign that LinkedIn needs escaped."""
    text = EMOJI * (units // 2) + "x" * (units % 2)
    assert utf16_length(text) == units
    return text


def typed(home: House, text: str, **more: object) -> dict[str, object]:
    day, hour = cadence.wall(DUE, home.leader.zone)
    return {
        "leader": home.leader.pk, "day": day.isoformat(), "time": f"{hour:%H:%M}", "pillar": home.pillar.pk, "language": "fr",
        "template": "", "text": text, "audience": "PUBLIC", "do": "submit",
    } | more  # fmt: skip


def calendar(home: House, text: str, *, date: str = "09/06/2026", time: str = "11h00") -> bytes:
    return (
        f'date;heure;dirigeant;pilier;texte\n{date};{time};Claire Martin;Transformation;"{text}"\n'.encode()
    )


def uploaded(bruno: Browser, content: bytes) -> str:
    words = bruno.send(PAGE, PAGE, file=SimpleUploadedFile("juin.csv", content, content_type="text/csv"))
    check = f"{PAGE}{CalendarFile.objects.latest('pk').pk}/"
    if "Importer</button>" in words:
        words = bruno.send(check, check)
    return words


TOO_LONG = [
    pytest.param(long_text(LIMIT + 1), "3000", id="3001 units, half as many characters"),
    pytest.param("(" * (LIMIT // 2 + 1), "compter double", id="1501 signs that travel as two"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "said"), TOO_LONG)
def test_a_text_that_linkedin_would_refuse_is_told_by_the_page_and_the_draft_kept(
    bruno: Browser, home: House, text: str, said: str
) -> None:
    words = bruno.send(NEW, NEW, **typed(home, text))
    assert said in words.replace("\u202f", "").replace(" 000", "000")
    assert (stories.fresh(Post.objects.get()).state, Version.objects.get().text) == ("draft", text)


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "said"), TOO_LONG)
def test_a_text_that_linkedin_would_refuse_is_told_of_a_file_and_nothing_imported(
    bruno: Browser, text: str, said: str, home: House
) -> None:
    words = uploaded(bruno, calendar(home, text))
    assert said in words
    assert "1 problème : rien ne sera importé" in words
    assert not Post.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["page", "file"])
@pytest.mark.parametrize("text", [long_text(LIMIT), "(" * (LIMIT // 2)], ids=["3000 units", "1500 signs"])
def test_the_longest_text_goes_out_whole(
    bruno: Browser, home: House, outside: Outside, text: str, way: str
) -> None:
    """What the house lets pass, the network takes, to the last unit."""
    cast = company.cast_of(home, home.leader)
    outside.sandbox.register([{"id": cast.member_ids[home.leader.pk], "name": "Claire Martin"}])
    connections.connect_leaders(outside.sandbox, cast, at=NOW)
    if way == "page":
        bruno.send(NEW, NEW, **typed(home, text))
    else:
        assert "1 publication est créée" in uploaded(bruno, calendar(home, text))
        actions.submit(Post.objects.get(), by=home.bruno, at=NOW)
    stories.yes(home, stories.fresh(Post.objects.get()))
    due = stories.fresh(Post.objects.get()).slot
    assert due
    outside.sandbox.set_clock(due.at)
    backstage.publish(now=due.at)
    assert outside.texts() == [text]
    assert not outside.state()["counts"]["truncated"]


@pytest.mark.django_db
def test_an_hour_that_the_clocks_skip_is_asked_back_by_page_and_file_and_goes_out_as_answered(
    bruno: Browser, home: House, outside: Outside
) -> None:
    """Paris, 28 March 2027: two o'clock is three o'clock."""
    given = typed(home, "À l'heure.", day="2027-03-28", time="02:30", do="save")
    assert "existe pas" in bruno.send(NEW, NEW, **given)
    words = uploaded(bruno, calendar(home, "À l'heure.", date="28/03/2027", time="2h30"))
    assert "existe pas" in words
    assert not Post.objects.exists()
    bruno.send(NEW, NEW, **given, fold="1", asked="2027-03-28T02:30")
    slot = stories.fresh(Post.objects.get()).slot
    assert slot
    assert cadence.instant(slot.day, slot.time, slot.zone) == slot.at
    assert slot.time.strftime("%H:%M") in ("01:30", "03:30")


@pytest.mark.django_db(transaction=True)
def test_two_editors_save_at_once_and_the_second_sees_what_the_first_wrote(outside: Outside) -> None:
    home = makers.house()
    post = stories.draft(home, text="Une équipe de nuit.", where=makers.slot(home, at=DUE))
    page = f"/publications/{post.pk}/modifier/"
    start = Barrier(2)

    def save(browser: Browser, text: str) -> str:
        browser.read(page)
        start.wait(timeout=10)
        try:
            return browser.send(page, page, **typed(home, text, do="save", seen=1))
        finally:
            connection.close()

    people = [(Browser(home.bruno), "Une équipe de jour."), (Browser(home.odile), "Une équipe du soir.")]
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda one: save(*one), people))
    kept = stories.fresh(post).version
    assert kept
    assert kept.number == 2
    [(loser, _text)] = [
        (page, text) for page, (_b, text) in zip(pages, people, strict=True) if text != kept.text
    ]
    assert "a modifié ce texte" in loser
    assert "<ins>" in loser
    assert next(text for _b, text in people if text != kept.text) in loser
    assert list(breaks(home.organisation.pk)) == []


@pytest.mark.django_db(transaction=True)
def test_an_impatient_leader_and_impatient_workers_make_one_post(outside: Outside) -> None:
    """Four taps at once on approve, from one browser's cookies; then three workers with the same claims."""
    home = makers.house()
    cast = company.cast_of(home, home.leader)
    outside.sandbox.register([{"id": cast.member_ids[home.leader.pk], "name": "Claire Martin"}])
    connections.connect_leaders(outside.sandbox, cast, at=NOW)
    post = stories.in_review(home, where=makers.slot(home, at=DUE))
    slot, version = post.slot, post.version
    assert slot
    assert version
    shown = {"version": version.pk, "content_hash": version.content_hash, "shown_at": slot.at.isoformat(),
             "kind": "approve", "reason": ""}  # fmt: skip
    taps = at_once(4, lambda: Browser(home.claire).send(f"/a-decider/{post.pk}/", "/a-decider/", **shown))
    assert Decision.objects.count() == 1
    assert sum("avait déjà reçu votre décision" in words for words in taps) == 3
    outside.sandbox.set_clock(DUE)
    at_once(3, lambda: backstage.publish(now=DUE))
    backstage.publish(now=DUE + timedelta(seconds=1))
    assert Publication.objects.get().state == "published"
    assert (len(outside.created()), Attempt.objects.count()) == (1, 1)
    assert list(breaks(home.organisation.pk)) == []


def at_once(many: int, act):  # type: ignore[no-untyped-def]
    start = Barrier(many)

    def run(_: int) -> object:
        start.wait(timeout=10)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(run, range(many)))
