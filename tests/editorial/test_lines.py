"""Editorial lines, and how the calendar covers them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from influence.editorial import actions
from influence.editorial.actions.embargoes import place_embargo
from influence.editorial.coverage import Coverage, Months, Voice, coverage
from influence.editorial.line_story import steps
from influence.editorial.models import Line, LinePillar, Post
from influence.journal.models import Entry
from influence.people.models import Leader, User
from influence.safeguards.models import Policy
from tests import makers
from tests.editorial.importing.files import plain
from tests.editorial.stories import colleague, draft
from tests.editorial.test_collisions import NEARLY, OTHER, TEXT, submitted
from tests.makers import NOW, House

JUNE = Months(date(2026, 6, 1), 1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(user: User, name: str, *args: object, query: str = "") -> str:
    return plain(browser(user).get(reverse(name, args=args) + query).content.decode())


def kept(home: House, owner: object = None, **given: object) -> Line:
    words = {"purpose": "Parler du soin.", "voice": "Simple.", "avoid": "", "weights": {home.pillar.pk: 100}}
    return actions.keep_line(owner or home.leader, **words | given, by=home.bruno, at=NOW)  # type: ignore[arg-type]


def on(
    home: House, day: date, *, leader: Leader | None = None, pillar: object = None, state: str = ""
) -> Post:
    at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    publication = makers.published(home, at=at, leader=leader, pillar=pillar)  # type: ignore[arg-type]
    if state:
        Post.objects.filter(pk=publication.post_id).update(state=state)
    return Post.objects.get(pk=publication.post_id)


def test_a_line_is_written_with_all_that_it_holds(home: House) -> None:
    bruno, page = browser(home.bruno), reverse("line_of_leader", args=[home.leader.pk])
    given = {
        "purpose": "Parler du soin.", "voice": "Simple.", "avoid": "La concurrence.", "languages": ["fr", "en"],
        "forbidden": "fusion\n  plan social \n\nfusion", "posts_per_month": "6",
        f"weight_{home.pillar.pk}": "70", f"weight_{home.other_pillar.pk}": "20",
    }  # fmt: skip
    said = plain(bruno.post(page, given, follow=True).content.decode())
    assert "La ligne est enregistrée." in said
    assert "Les poids font 90 % en tout, et non 100 %" in said
    line = Line.objects.get(leader=home.leader)
    assert (line.forbidden, line.languages) == ("fusion\nplan social", ["fr", "en"])
    assert Leader.objects.get(pk=home.leader.pk).posts_per_month == 6
    assert sorted(LinePillar.objects.filter(line=line).values_list("weight", flat=True)) == [20, 70]
    said = plain(bruno.post(page, given | {f"weight_{home.pillar.pk}": "80"}, follow=True).content.decode())
    assert "en tout, et non" not in said


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("forbidden", "x" * 81, "80 caractères au plus par ligne"),
        ("languages", "xx", "xx"),
        ("posts_per_month", "-1", "problem"),
        ("posts_per_month", "", "problem"),
    ],
)
def test_a_line_that_cannot_be_is_told_at_its_field(home: House, field: str, value: str, words: str) -> None:
    page = reverse("line_of_leader", args=[home.leader.pk])
    answer = browser(home.bruno).post(page, {"purpose": "Gardé.", "posts_per_month": "4", field: value})
    said = plain(answer.content.decode())
    assert words in said
    assert "Gardé." in said
    assert not Line.objects.filter(leader=home.leader).exists()


def test_the_story_of_a_line_names_parts_and_figures_never_words(home: House) -> None:
    kept(home)
    line = kept(
        home, voice="Très simple.", forbidden="fusion", weights={home.other_pillar.pk: 100}, posts_per_month=6
    )
    told = [
        (one.by, tuple(map(plain, one.parts)))
        for one in steps(line, pillars=[home.pillar, home.other_pillar])
    ]
    assert told == [
        (
            "Bruno Petit",
            (
                "ton et mots", "sujets interdits", "Transformation : 100 % → 0 %", "Qualité des soins : 0 % → 100 %",
                "publications par mois : 4 → 6",
            ),
        ),
        ("Bruno Petit", ("intention", "ton et mots", "Transformation : 0 % → 100 %")),
    ]  # fmt: skip
    written = str(list(Entry.objects.filter(verb="line.kept").values_list("details", flat=True)))
    assert "simple" not in written
    assert "fusion" not in written
    assert "Très simple." in read(home.bruno, "line_of_leader", home.leader.pk)


def test_a_leader_reads_their_own_line_and_the_collegial_one(home: House) -> None:
    karim = colleague(home)
    kept(home, purpose="La ligne de Claire.")
    kept(home, karim, purpose="La ligne de Karim.")
    kept(home, home.codir, purpose="La ligne du CoDir.")
    said = read(home.claire, "lines")
    assert "La ligne de Claire." in said
    assert "La ligne du CoDir." in said
    assert "La ligne de Karim." not in said
    assert reverse("line_of_leader", args=[home.leader.pk]) not in said
    assert "La ligne de Karim." in read(home.bruno, "lines")


def voice_of(found: Coverage, leader: Leader) -> Voice:
    return next(one for one in found.voices if one.leader == leader)


def test_the_mix_is_held_against_the_collegial_target(home: House) -> None:
    for day in (2, 9, 16):
        on(home, date(2026, 6, day))
    on(home, date(2026, 6, 23), pillar=home.other_pillar, state="draft")
    found = coverage(home.organisation, JUNE)
    assert [(one.pillar.letter, one.count, one.part, one.target, one.verdict) for one in found.mix] == [
        ("Q", 1, 0.25, 0.4, "under"),
        ("T", 3, 0.75, 0.6, "over"),
    ]
    assert found.total == 4


def test_what_is_not_said_does_not_count(home: House) -> None:
    for n, state in enumerate(("withdrawn", "refused", "missed", "failed")):
        on(home, date(2026, 6, 2 + n), state=state)
    gone = on(home, date(2026, 6, 12))
    Post.objects.filter(pk=gone.pk).update(reason="removed")
    on(home, date(2026, 7, 1))
    found = coverage(home.organisation, JUNE)
    assert (found.total, found.mix[0].part, found.mix[0].verdict) == (0, None, "")


def test_silences_and_weeks_without_anybody_are_named(home: House) -> None:
    karim = colleague(home)
    Leader.objects.filter(pk=karim.pk).update(posts_per_month=0)
    lea = colleague(home, "Léa Roux")
    on(home, date(2026, 5, 28), leader=home.leader)
    on(home, date(2026, 6, 2))
    on(home, date(2026, 6, 30))
    found = coverage(home.organisation, JUNE)
    claire = voice_of(found, home.leader)
    assert (claire.count, claire.agreed, claire.missing) == (2, 4, 2)
    assert claire.silence
    assert (claire.silence.starts, claire.silence.ends, claire.silence.days) == (
        date(2026, 6, 3),
        date(2026, 6, 29),
        27,
    )
    assert (voice_of(found, lea).is_silent, voice_of(found, karim).is_silent) == (True, False)
    assert voice_of(found, karim).silence is None
    assert list(found.empty_weeks) == [date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 22)]
    assert found.voices[0].leader == lea


def test_pillars_without_a_voice_are_named(home: House) -> None:
    kept(home, weights={home.pillar.pk: 100})
    on(home, date(2026, 6, 2), pillar=home.other_pillar)
    found = coverage(home.organisation, JUNE)
    assert (list(found.unvoiced), list(found.unspoken)) == ([home.other_pillar], [home.pillar])
    share = voice_of(found, home.leader).mix
    assert {one.pillar.letter: (one.part, one.target) for one in share} == {"Q": (1.0, None), "T": (0.0, 1.0)}


@pytest.mark.parametrize(
    ("query", "first", "months"),
    [
        ("", "Juin 2026", 1),
        ("?mois=2026-07", "Juillet 2026", 1),
        ("?trimestre=2026-12", "Octobre 2026 à décembre 2026", 3),
        ("?trimestre=oups", "Avril 2026 à juin 2026", 3),
        ("?mois=99999-1", "Juin 2026", 1),
    ],
)
def test_the_address_says_which_months(home: House, query: str, first: str, months: int) -> None:
    assert first in read(home.bruno, "coverage", query=query)


def test_the_page_lists_collisions_with_who_let_them_stand(home: House) -> None:
    Policy.objects.update(theme_hours=24, alike_days=60)
    karim, when = colleague(home), NOW + 8 * DAY
    submitted(home, home.leader, when)
    submitted(home, karim, when + DAY / 2, text=NEARLY, why="Deux voix, exprès.")
    said = read(home.bruno, "coverage")
    assert said.count("Deux voix, exprès.") == 2
    assert "Presque le même texte" in said
    assert "Deux voix" not in read(home.claire, "coverage")


def test_the_page_says_of_what_is_sealed_only_that_a_place_is_taken(home: House) -> None:
    Policy.objects.update(theme_hours=24, alike_days=60)
    karim, when = colleague(home), NOW + 8 * DAY
    secret = submitted(home, home.leader, when)
    place_embargo(secret, lifts_at=when, address="", readers=[], by=home.odile, at=NOW)
    submitted(home, karim, when + DAY / 2, text=TEXT, why="Exprès.")
    said = read(home.bruno, "coverage")
    assert "Le même thème" in said
    assert "Presque le même texte" not in said
    assert reverse("post", args=[secret.pk]) not in said
    assert "Presque le même texte" in read(home.odile, "coverage")


def test_another_organisation_is_not_covered(home: House, abroad: House) -> None:
    on(abroad, date(2026, 6, 2))
    assert coverage(home.organisation, JUNE).total == 0


def test_the_page_is_a_fixed_number_of_queries(home: House) -> None:
    Policy.objects.update(theme_hours=24, alike_days=60)
    client, counts = browser(home.bruno), []
    for n in range(2):
        for m in range(6):
            who = colleague(home, f"{n}{m}a Dirigeant")
            submitted(home, who, NOW + (n * 7 + m + 1) * DAY, text=f"{OTHER} {n} {m}", why="Exprès.")
            draft(home, text="Une idée.", where=makers.slot(home, at=NOW + (20 + n * 7 + m) * DAY))
        client.get(reverse("coverage"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("coverage"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] < 30
