"""One announcement in several voices, and a post once more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from influence.editorial import actions
from influence.editorial.composing.announcing import Echo, Refused, Voice, announce, echoes
from influence.editorial.composing.copying import NothingToCopy, Sealed, duplicate
from influence.editorial.models import Decision, Embargo, Line, Post, Slot
from influence.editorial.refusals import SlotInThePast, SlotTaken
from influence.journal.queries import breaks
from influence.people.models import Leader
from tests.editorial.stories import LATER, approved, colleague, draft, fresh, kept, page, part
from tests.editorial.test_pages import SOON, Browser
from tests.makers import NOW, House, slot

NEW = "/publications/annonce/"
COMMON = "Nous ouvrons une unité de nuit à la maternité, avec douze personnes et trois mois de préparation en commun."


@pytest.fixture
def bruno(home: House) -> Browser:
    return Browser(home.bruno)


@pytest.fixture
def karim(home: House) -> Leader:
    return colleague(home)


def voices(home: House, karim: Leader, **other: object) -> list[Voice]:
    day = (NOW + timedelta(days=4)).date()
    claire = {"pillar": home.pillar, "text": COMMON, "day": day, "hour": NOW.time()}
    return [
        Voice(home.leader, **(claire | other)),
        Voice(karim, home.other_pillar, "Douze recrutements en un été."),
    ]  # type: ignore[arg-type]


def said(home: House, found: list[Voice]) -> list[Post]:
    return announce(found, organisation=home.organisation, number=uuid4(), by=home.bruno, at=NOW)


def test_each_leader_gets_a_draft_of_their_own_and_all_share_a_number(home: House, karim: Leader) -> None:
    posts = [fresh(one) for one in said(home, voices(home, karim))]
    assert [(one.leader, one.pillar, one.state) for one in posts] == [
        (home.leader, home.pillar, "draft"), (karim, home.other_pillar, "draft"),
    ]  # fmt: skip
    assert posts[0].announcement == posts[1].announcement is not None
    assert posts[0].slot
    assert not posts[1].slot
    assert not list(breaks(home.organisation.pk))


def test_one_voice_that_cannot_be_keeps_them_all_back_and_every_reason_is_told(
    home: House, karim: Leader
) -> None:
    taken = slot(home, at=NOW + timedelta(days=4))
    draft(home, where=taken)
    found = voices(home, karim, day=taken.day, hour=taken.time)
    past = Voice(karim, home.pillar, "Hier.", day=(NOW - timedelta(days=3)).date(), hour=NOW.time())
    with pytest.raises(Refused) as refused:
        said(home, [found[0], past])
    why = {pk: type(one) for pk, one in refused.value.by_leader.items()}
    assert why == {home.leader.pk: SlotTaken, karim.pk: SlotInThePast}
    assert Post.objects.count() == Slot.objects.count() == 1


def test_voices_that_say_nearly_the_same_are_told_apart_from_those_that_do_not() -> None:
    assert echoes({1: COMMON, 2: COMMON.replace("douze", "quinze"), 3: "Tout autre chose, dit par quelqu'un qui y était hier."}) == [
        Echo(1, 2, 94)
    ]  # fmt: skip
    assert echoes({}) == []


def form(home: House, karim: Leader, **other: object) -> dict[str, object]:
    return {
        "pillar": home.pillar.pk, "language": "fr", "template": "", "text": COMMON, "audience": "PUBLIC",
        "leaders": [home.leader.pk, karim.pk], "joined": "",
    } | other  # fmt: skip


def of(leader: Leader, **given: object) -> dict[str, object]:
    return {f"voix-{leader.pk}-{name}": value for name, value in given.items()}


def test_texts_are_prepared_from_the_common_one_beside_each_line(
    home: House, karim: Leader, bruno: Browser
) -> None:
    Line.objects.create(
        organisation=home.organisation, codir=home.codir, leader=karim, voice="Des chiffres, peu d'adjectifs."
    )
    words = bruno.send(NEW, NEW, **form(home, karim, do="prepare"))
    assert words.count(COMMON) >= 4
    assert "Des chiffres, peu d'adjectifs." in words
    assert "Presque le même texte que :" in words
    assert "Karim Benali (100 %)" in words
    assert not Post.objects.exists()


def test_a_template_is_said_by_each_in_their_own_name(home: House, karim: Leader, bruno: Browser) -> None:
    fields = {
        "champ-equipe": "la nuit",
        "champ-fait": "Quatre naissances",
        "champ-recit": "Le récit.",
        "champ-effet": "Un effet.",
    }
    words = bruno.send(NEW, NEW, **form(home, karim, do="prepare", template="merci-a-une-equipe", **fields))
    assert f'id="voix-{karim.pk}"' in bruno.raw, words[:2000]


def test_what_was_typed_for_one_stays_when_another_is_added(
    home: House, karim: Leader, bruno: Browser
) -> None:
    mine = of(home.leader, text="Mes mots à moi.", day="", time="", pillar=home.other_pillar.pk)
    words = bruno.send(NEW, NEW, **form(home, karim, do="prepare", **mine))
    assert ">\nMes mots à moi.</textarea>" in words
    words = bruno.send(NEW, NEW, **form(home, karim, do=f"again:{home.leader.pk}", **mine))
    assert "Mes mots à moi." not in words


def test_saving_keeps_all_and_shows_them_together(home: House, karim: Leader, bruno: Browser) -> None:
    photo = kept(home, alt_text="Une équipe.")
    given = of(home.leader, text=COMMON, day=SOON.date().isoformat(), time="09:30", pillar=home.pillar.pk)
    given |= of(karim, text="Douze recrutements en un été.", day="", time="", pillar=home.other_pillar.pk)
    more = {"joined": "image", "pick-image": photo.sha256, "first_comment": "Le lien."}
    words = bruno.send(NEW, NEW, **form(home, karim, do="save", **given, **more))
    assert "2 brouillons sont enregistrés." in words
    assert "Douze recrutements" in words
    posts = list(Post.objects.select_related("version").order_by("leader__name"))
    assert [one.version.first_comment for one in posts if one.version] == ["Le lien."] * 2
    assert [one.version.media for one in posts if one.version] == [[part(photo, alt_text="Une équipe.")]] * 2
    shown = bruno.read(f"/publications/{posts[0].pk}/")
    assert f'href="/publications/{posts[1].pk}/"' in shown


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "Ce texte est vide"),
        ({"day": "2026-01-05", "time": "09:30"}, "Ce créneau est déjà passé."),
        ({"day": "2999-01-05", "time": "09:30"}, "dans plus de deux ans"),
        ({"time": "09:30"}, "Il faut le jour et l'heure"),
    ],
)  # fmt: skip
def test_what_one_voice_lacks_is_said_there_and_nothing_is_kept(
    home: House, karim: Leader, bruno: Browser, given: dict[str, str], said: str
) -> None:
    mine = {"text": "À moi.", "day": "", "time": "", "pillar": home.pillar.pk} | given
    others = of(karim, text="Douze recrutements.", day="", time="", pillar=home.pillar.pk)
    words = bruno.send(NEW, NEW, **form(home, karim, do="save", **of(home.leader, **mine), **others))
    assert said in words
    assert "Douze recrutements." in words
    assert not Post.objects.exists()


def test_nobody_is_an_announcement_by_itself(home: House, karim: Leader, bruno: Browser) -> None:
    assert "Choisissez au moins un dirigeant." in bruno.send(
        NEW, NEW, **form(home, karim, do="save", leaders=[])
    )


def test_another_organisations_leader_has_no_voice_here(
    home: House, abroad: House, karim: Leader, bruno: Browser
) -> None:
    given = of(abroad.leader, text="Chez nous.", day="", time="", pillar=home.pillar.pk)
    words = bruno.send(NEW, NEW, **form(home, karim, do="save", leaders=[abroad.leader.pk], **given))
    assert "Chez nous." not in words
    assert not Post.objects.exists()


def test_a_copy_is_a_draft_with_the_words_and_no_decision(home: House) -> None:
    photo = kept(home)
    post = approved(
        home,
        media=[part(photo)],
        first_comment="Le lien.",
        template="merci-a-une-equipe",
        fields={"equipe": "x"},
    )
    copy = fresh(duplicate(post, leader=home.leader, by=home.bruno, at=LATER))
    assert (copy.state, copy.slot, copy.copied_from_id, copy.announcement) == ("draft", None, post.pk, None)
    for name in (
        "text",
        "media",
        "card",
        "first_comment",
        "template",
        "fields",
        "audience",
        "language",
        "account_id",
    ):
        assert getattr(copy.version, name) == getattr(post.version, name), name
    assert not Decision.objects.filter(version__post=copy).exists()
    assert fresh(post).state == "approved"


def test_a_copy_for_another_leader_speaks_through_their_profile(home: House, karim: Leader) -> None:
    post = draft(home, account=page(home), template="merci-a-une-equipe", fields={"equipe": "x"})
    copy = fresh(duplicate(post, leader=karim, by=home.bruno, at=LATER))
    assert copy.version.account.leader == karim
    assert (copy.version.template, copy.version.fields) == ("", {})


def test_the_copy_of_an_embargoed_post_would_be_read_by_all(home: House) -> None:
    post = draft(home)
    Embargo.objects.create(post=post, lifts_at=LATER, created_by=home.bruno, created_at=NOW)
    with pytest.raises(Sealed):
        duplicate(post, leader=home.leader, by=home.bruno, at=LATER)
    bare = Post.objects.create(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, created_by=home.bruno, created_at=NOW, changed_at=NOW
    )  # fmt: skip
    with pytest.raises(NothingToCopy):
        duplicate(bare, leader=home.leader, by=home.bruno, at=LATER)


def test_an_editor_copies_a_post_and_goes_on_writing(home: House, karim: Leader, bruno: Browser) -> None:
    post = draft(home, where=slot(home, at=SOON), at=timezone.now())
    address = f"/publications/{post.pk}/copier/"
    words = bruno.send(address, address, leader=karim.pk)
    assert "Voici la copie" in words
    copy = Post.objects.exclude(pk=post.pk).get()
    assert copy.leader == karim
    assert f'href="/publications/{post.pk}/"' in bruno.read(f"/publications/{copy.pk}/")
    actions.withdraw(post, by=home.bruno, at=timezone.now())
    assert bruno.read(address)
    assert bruno.status == 200
