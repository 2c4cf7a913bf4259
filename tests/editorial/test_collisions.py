"""The same theme, nearly the same text, and who let them stand: R-2.8. Gaps are test_spacing's matter."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import process_time
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from influence.core import cadence
from influence.editorial import actions, colliding
from influence.editorial.actions.embargoes import place_embargo
from influence.editorial.actions.waivers import withdraw_waiver
from influence.editorial.collisions import Said, clashes, near_to, told_of, unexplained, waivers_of
from influence.editorial.importing import plan, read
from influence.editorial.likeness import alike, likeness, words
from influence.editorial.models import Collision, Pillar, Post, Slot, Waiver
from influence.editorial.refusals import NotReady, TooClose
from influence.editorial.stops import Mark
from influence.journal.models import Entry
from influence.people.models import Leader, User
from influence.safeguards.models import Policy
from tests import makers
from tests.editorial.importing.files import plain
from tests.editorial.stories import LATER, colleague, draft, fresh
from tests.makers import NOW, House

TUESDAY = NOW + timedelta(days=8)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

TEXT = """Hier, au bloc, une équipe m'a appris quelque chose.

Trois mois de travail pour réduire de moitié l'attente avant une opération : non pas en courant plus vite, mais en préparant \
chaque matin la journée ensemble, dix minutes, debout, chirurgiens, infirmières et brancardiers. #QualitéDesSoins"""
NEARLY = (
    TEXT.replace("Hier", "Avant-hier").replace("#QualitéDesSoins", "#Santé https://exemple.fr/bloc").upper()
)
OTHER = """Le numérique ne remplacera pas la main posée sur l'épaule. Notre nouveau dossier patient fait gagner une heure par \
jour à chaque infirmière ; cette heure, nous l'avons rendue aux chambres, pas aux écrans."""
OWN_VOICE = """En tant que directeur financier, je regarde d'abord les chiffres. Au bloc, l'attente avant une opération a \
baissé de moitié en trois mois. Pas un euro de plus : dix minutes chaque matin, debout, tous ensemble."""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def strict(home: House) -> House:
    """Theme and words as where nobody set any; the gaps out of the way."""
    Policy.objects.update(theme_hours=24, alike_days=60)
    return home


def written(
    home: House, leader: Leader, at: datetime, *, text: str = TEXT, pillar: Pillar | None = None
) -> Post:
    day, hour = cadence.wall(at, leader.zone)
    theme = pillar or home.pillar
    place = Slot.objects.create(
        organisation=home.organisation, leader=leader, pillar=theme, day=day, time=hour, zone=leader.zone, at=at
    )  # fmt: skip
    return actions.write_post(
        organisation=home.organisation, leader=leader, pillar=theme, slot=place, text=text, by=home.bruno, at=NOW
    )  # fmt: skip


def submitted(home: House, leader: Leader, at: datetime, *, why: str = "", **given: object) -> Post:
    post = written(home, leader, at, **given)  # type: ignore[arg-type]
    actions.submit(post, by=home.bruno, at=NOW, closeness_reason=why)
    return fresh(post)


def refused(home: House, post: Post) -> list[str]:
    with pytest.raises(NotReady) as refusal:
        actions.submit(post, by=home.bruno, at=NOW)
    return [str(getattr(one, "kind", one)) for one in refusal.value.problems]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        (NEARLY, True),
        ("\n".join(reversed(TEXT.splitlines())), True),
        ("Je partage avec plaisir le message de notre directrice générale.\n\n" + TEXT, True),
        (TEXT + "\n\n" + OTHER, True),
        ("𝐇𝐢𝐞𝐫" + TEXT[4:], True),
        (OWN_VOICE, False),
        (OTHER, False),
        ("Bravo à toutes les équipes du bloc !", False),
        ("", False),
        ("\ud800" * 40, False),
    ],
)
def test_texts_are_alike_whatever_their_dress(other: str, is_alike: bool) -> None:
    assert (likeness(words(TEXT), words(other)) > 0, likeness(words(other), words(TEXT)) > 0) == (
        is_alike,
        is_alike,
    )


def test_short_texts_are_never_alike() -> None:
    assert likeness(words("Bravo à toutes les équipes !"), words("Bravo à toutes les équipes !")) == 0


def test_two_months_of_twelve_leaders_are_compared_in_a_moment() -> None:
    """400 posts of some 1,500 characters; the bound of the issue is 50 ms, on a machine of one's own."""
    others = {
        n: " ".join(f"{word}{n % 7}" for word in (OTHER + OWN_VOICE + TEXT).split() * 2) for n in range(400)
    }
    begun = process_time()
    assert alike(NEARLY, others | {400: TEXT}) == {400: 95}
    assert process_time() - begun < 0.25


def test_two_leaders_do_not_speak_on_one_theme_within_a_day(strict: House) -> None:
    karim = colleague(strict)
    submitted(strict, strict.leader, TUESDAY)
    assert refused(strict, written(strict, karim, TUESDAY + 23 * HOUR, text=OTHER)) == ["theme"]
    submitted(strict, karim, TUESDAY + 24 * HOUR, text=OTHER)
    submitted(strict, karim, TUESDAY + 5 * HOUR, text=OWN_VOICE, pillar=strict.other_pillar)


def test_nearly_the_same_text_within_two_months_is_asked_about(strict: House) -> None:
    karim = colleague(strict)
    first = submitted(strict, strict.leader, TUESDAY)
    post = written(strict, karim, TUESDAY + 59 * DAY, text=NEARLY)
    assert refused(strict, post) == ["alike"]
    (found,) = unexplained(fresh(post), now=NOW)
    assert found.other_id == first.pk
    sentence = (
        "Presque le même texte (95 %) que la publication de Claire Martin, le mardi 9 juin 2026 à 10:00."
    )
    assert plain(found) == sentence
    submitted(strict, karim, TUESDAY + 61 * DAY, text=NEARLY + " ")


def test_ones_own_old_text_counts_too_and_what_was_taken_down_does_not(strict: House) -> None:
    out = makers.published(strict, at=NOW - 30 * DAY, text=TEXT)
    post = written(strict, strict.leader, TUESDAY, text=NEARLY)
    assert refused(strict, post) == ["alike"]
    Post.objects.filter(pk=out.post_id).update(reason="removed")
    actions.submit(post, by=strict.bruno, at=NOW)


def test_another_organisations_words_and_themes_are_its_own(strict: House, abroad: House) -> None:
    Policy.objects.update(theme_hours=24, alike_days=60)
    submitted(abroad, abroad.leader, TUESDAY)
    assert submitted(strict, strict.leader, TUESDAY, text=NEARLY).state == "in_review"


def test_the_policy_may_ask_nothing(home: House) -> None:
    karim = colleague(home)
    submitted(home, home.leader, TUESDAY)
    assert submitted(home, karim, TUESDAY).state == "in_review"


def test_the_voices_of_one_announcement_are_compared_wherever_they_stand(strict: House) -> None:
    karim, number = colleague(strict), uuid4()
    one, two = (
        written(strict, strict.leader, TUESDAY),
        written(strict, karim, TUESDAY + 100 * DAY, text=NEARLY),
    )
    Post.objects.filter(pk__in=(one.pk, two.pk)).update(announcement=number)
    (found,) = near_to(Said.of(fresh(two)), now=NOW)
    assert (found.kind, found.other_id) == (Collision.ALIKE, one.pk)
    assert not clashes(Said.of(fresh(two)), now=NOW)


def test_whoever_edits_a_post_is_told_what_it_collides_with_and_not_what_was_let_stand(
    strict: House, abroad: House
) -> None:
    Policy.objects.filter(organisation=strict.organisation).update(spacing_minutes=60)
    karim, bruno = colleague(strict), browser(strict.bruno)
    submitted(strict, karim, TUESDAY)
    post = written(strict, strict.leader, TUESDAY + HOUR / 2, text=OTHER, pillar=strict.other_pillar)
    typed = {
        "leader": post.leader_id,
        "kept_place": f"post:{post.pk}",
        "pillar": post.pillar_id,
        "text": OTHER,
    }

    def told(**more: object) -> set[str]:
        page = plain(bruno.post(reverse("post_preview"), typed | more).content.decode())
        return {word for word in ("Trop près", "Même thème", "Presque le même texte") if word in page}

    assert "Trop près" in plain(bruno.get(reverse("post_edit", args=[post.pk])).content.decode())
    assert told() == {"Trop près"}
    assert told(pillar=strict.pillar.pk, text=NEARLY) == {"Trop près", "Même thème", "Presque le même texte"}
    actions.submit(post, by=strict.bruno, at=NOW, closeness_reason="Exprès.")
    assert told() == set()
    assert told(text=NEARLY) == {"Presque le même texte"}
    theirs = bruno.post(reverse("post_preview"), typed | {"kept_place": f"post:{draft(abroad).pk}"})
    assert theirs.status_code == 404


def test_under_embargo_nothing_is_said_to_whom_is_not_on_the_list(strict: House) -> None:
    karim = colleague(strict)
    secret = written(strict, strict.leader, TUESDAY)
    place_embargo(secret, lifts_at=TUESDAY, address="", readers=[strict.odile], by=strict.odile, at=NOW)
    Post.objects.filter(pk=secret.pk).update(state="in_review")
    said = Said(karim, strict.other_pillar, TUESDAY + DAY, NEARLY)
    assert not clashes(said, now=NOW, reader=strict.bruno)
    assert not clashes(said, now=NOW)
    assert [one.other_id for one in clashes(said, now=NOW, reader=strict.odile)] == [secret.pk]


def test_whoever_says_why_lets_them_stand_and_it_is_written_down(strict: House) -> None:
    karim = colleague(strict)
    first = submitted(strict, strict.leader, TUESDAY)
    post = submitted(strict, karim, TUESDAY + HOUR, text=NEARLY, why="  Deux voix, exprès. ")
    kept = {one.kind: one for one in waivers_of(post)}
    assert set(kept) == {"theme", "alike"}
    assert {(one.other_id, one.reason, one.waived_by, one.waived_at) for one in kept.values()} == {
        (first.pk, "Deux voix, exprès.", strict.bruno, NOW)
    }
    assert (kept["alike"].content_hash, kept["theme"].content_hash) == (post.version.content_hash, "")
    entry = Entry.objects.filter(verb="post.submitted").latest("sequence")
    assert (entry.details["same_theme_as"], entry.details["alike"]) == ([first.pk], [first.pk])
    assert "voix" not in str(entry.details)


def test_the_leader_reads_one_sentence_for_each_other_post(strict: House) -> None:
    karim = colleague(strict)
    submitted(strict, strict.leader, TUESDAY)
    post = submitted(strict, karim, TUESDAY + HOUR, text=NEARLY, why="Deux voix.")
    (said,) = told_of([post])[post.pk]
    assert plain(said) == (
        "À côté de la publication de Claire Martin (mardi 9 juin 2026 à 10:00) : le même thème dans les 24 heures, "
        "presque le même texte. Admis par Bruno Petit : « Deux voix. »"
    )
    assert "Deux voix." in browser(karim.user).get(reverse("queue")).content.decode()


def test_words_that_were_let_stand_are_asked_about_again_once_they_change(strict: House) -> None:
    karim = colleague(strict)
    submitted(strict, strict.leader, TUESDAY)
    post = submitted(strict, karim, TUESDAY + HOUR, text=NEARLY, why="Deux voix.")
    actions.revise(post, text=NEARLY + " Merci.", seen=1, by=strict.bruno, at=NOW)
    assert [one.kind for one in waivers_of(fresh(post))] == ["theme"]
    assert refused(strict, post) == ["alike"]


def test_a_theme_that_was_let_stand_ends_with_its_place(strict: House) -> None:
    karim = colleague(strict)
    submitted(strict, strict.leader, TUESDAY)
    post = submitted(strict, karim, TUESDAY + HOUR, text=OTHER, why="Deux voix.")
    yes_of(post, karim.user)

    def shift(at: datetime, why: str = "") -> None:
        day, hour = cadence.wall(at, "Europe/Paris")
        actions.move(
            post, day=day, time=hour, zone="Europe/Paris", fold=None, by=strict.bruno, at=LATER, closeness_reason=why
        )  # fmt: skip

    shift(TUESDAY + 3 * DAY)
    assert not waivers_of(fresh(post))
    with pytest.raises(TooClose):
        shift(TUESDAY + 2 * HOUR)
    shift(TUESDAY + 2 * HOUR, "Finalement, si.")
    assert [(one.kind, one.reason) for one in waivers_of(fresh(post))] == [("theme", "Finalement, si.")]
    assert fresh(post).state == "approved"


def yes_of(post: Post, user: User) -> None:
    actions.approve(
        post.version, by=user, content_hash=post.version.content_hash, channel="session", at=LATER
    )


def test_a_waiver_can_be_taken_back_once(strict: House) -> None:
    karim = colleague(strict)
    submitted(strict, strict.leader, TUESDAY)
    post = submitted(strict, karim, TUESDAY + HOUR, text=OTHER, why="Deux voix.")
    (waiver,) = waivers_of(post)
    withdraw_waiver(waiver, by=strict.odile, at=LATER)
    withdraw_waiver(waiver, by=strict.odile, at=LATER)
    assert (Waiver.objects.count(), Entry.objects.filter(verb="waiver.withdrawn").count()) == (0, 1)
    assert [one.kind for one in unexplained(fresh(post), now=NOW)] == [Collision.THEME]


def test_only_editors_of_the_house_take_a_waiver_back(strict: House, abroad: House) -> None:
    karim = colleague(strict)
    submitted(strict, strict.leader, TUESDAY)
    post = submitted(strict, karim, TUESDAY + HOUR, text=OTHER, why="Deux voix.")
    address = reverse("waiver_withdraw", args=[waivers_of(post)[0].pk])
    assert browser(abroad.bruno).post(address).status_code == 404
    assert browser(strict.claire).post(address).status_code == 403
    page = browser(strict.bruno).get(reverse("post", args=[post.pk])).content.decode()
    assert "Deux voix." in page
    assert address in page
    browser(strict.bruno).post(address)
    assert not Waiver.objects.exists()


def marked(home: House) -> dict[int, list[Mark]]:
    """Of all that stands in the calendar: one query, then those of the marks."""
    places = dict(Post.objects.filter(state__in=colliding.OPEN).values_list("pk", "slot__at"))
    return colliding.of(places, organisation=home.organisation, reader=home.bruno)


def test_the_calendar_says_what_collides_and_apart_what_was_let_stand(strict: House) -> None:
    Policy.objects.update(spacing_minutes=60)
    karim, lea = colleague(strict), colleague(strict, "Léa Roux")
    first = submitted(strict, strict.leader, TUESDAY)
    second = submitted(strict, karim, TUESDAY + HOUR / 2, text=NEARLY, why="Deux voix.")
    draft = written(strict, lea, TUESDAY + 20 * HOUR, text=OTHER)
    alone = written(strict, lea, TUESDAY + 9 * DAY, text=OWN_VOICE)
    found = marked(strict)
    both = ["même thème", "admis : même heure, texte proche"]
    assert {pk: [plain(one.words) for one in marks] for pk, marks in found.items()} == {
        first.pk: both,
        second.pk: both,
        draft.pk: ["même thème"],
    }
    assert alone.pk not in found


def test_the_marks_of_a_month_are_a_fixed_number_of_queries(
    strict: House, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    karim = colleague(strict)
    for n in range(12):
        who = strict.leader if n % 2 else karim
        written(strict, who, TUESDAY + n * 8 * HOUR, text=f"{OTHER} Mot {n}.")
        with django_assert_max_num_queries(7):
            marked(strict)


def test_the_posts_page_asks_why_for_words_and_themes(strict: House) -> None:
    karim = colleague(strict)
    submitted(strict, strict.leader, TUESDAY)
    post = written(strict, karim, TUESDAY + HOUR, text=NEARLY)
    bruno = browser(strict.bruno)
    page = plain(bruno.get(reverse("post", args=[post.pk])).content.decode())
    assert "Presque le même texte" in page
    assert "Pourquoi malgré tout ?" in page
    bruno.post(reverse("post_submit", args=[post.pk]), {"why": "Deux voix."})
    assert fresh(post).state == "in_review"


def test_an_import_tells_themes_and_words_and_keeps_nothing_out(strict: House) -> None:
    colleague(strict)
    submitted(strict, strict.leader, TUESDAY)
    rows = [
        ["09/06/2026", "16:00", "Karim Benali", "Transformation", OTHER],
        ["30/06/2026", "09:00", "Karim Benali", "Qualité des soins", NEARLY.replace("\n", " ")],
        ["29/07/2026", "09:00", "Claire Martin", "Qualité des soins", OTHER + " Merci."],
    ]
    sheet = "\n".join(
        ["date;heure;dirigeant;pilier;texte", *(";".join(f'"{cell}"' for cell in row) for row in rows)]
    )
    found = plan(read(sheet.encode()), organisation=strict.organisation, now=NOW)
    assert not found.problems
    assert [(one.line, plain(one.sentence).split(" (")[0]) for one in found.remarks] == [
        (2, "Même thème"),
        (3, "Presque le même texte"),
        (4, "Presque le même texte"),
    ]
    assert len(found.new) == 3


def test_the_composer_says_what_the_words_and_the_theme_collide_with(strict: House) -> None:
    karim, bruno = colleague(strict), browser(strict.bruno)
    submitted(strict, strict.leader, TUESDAY)
    typed = {
        "leader": str(karim.pk),
        "pillar": str(strict.pillar.pk),
        "day": "2026-06-09",
        "time": "15:00",
        "text": OTHER,
    }
    said = plain(bruno.post(reverse("post_preview"), typed).content.decode())
    assert "Même thème" in said
    assert "Presque le même texte" not in said
    said = plain(
        bruno.post(
            reverse("post_preview"), typed | {"text": NEARLY, "day": "", "pillar": "x"}
        ).content.decode()
    )
    assert "Presque le même texte" in said
    assert "Même thème" not in said
