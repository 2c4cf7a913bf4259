"""The pages over real requests, CSRF enforced."""

import html
import re
from datetime import date, timedelta
from datetime import time as clock

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from influence.editorial import actions
from influence.editorial.actions import corrections
from influence.editorial.models import Line, Pillar, Post, Slot, Version
from influence.people.models import User
from tests.editorial.stories import colleague, draft, fresh
from tests.makers import House, slot

SOON = timezone.now().replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=10)


class Browser:
    """Somebody at their browser: reads pages, sends the forms that are on them. Words come back as they are read,
    without escapes and in plain typography; `raw` is what was really sent."""

    def __init__(self, user: User) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": "fr"})
        self.client.force_login(user)
        self.status = 0
        self.raw = ""

    def read(self, path: str) -> str:
        return self.seen(self.client.get(path, follow=True))

    def seen(self, answer: HttpResponse) -> str:
        self.status, self.raw = answer.status_code, answer.content.decode()
        plain = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})
        return html.unescape(self.raw).translate(plain)

    def send(self, path: str, page: str, **given: object) -> str:
        """POST with the token of `page`, which has to carry one."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.read(page))
        assert token, page
        return self.seen(self.client.post(path, {"csrfmiddlewaretoken": token[1], **given}, follow=True))


@pytest.fixture
def bruno(home: House) -> Browser:
    return Browser(home.bruno)


def typed(home: House, **other: object) -> dict[str, object]:
    day, hour = SOON.date(), SOON.time()
    return {
        "leader": home.leader.pk, "day": day.isoformat(), "time": f"{hour:%H:%M}", "pillar": home.pillar.pk, "language": "fr",
        "template": "", "text": "Mon <b>texte</b> à moi.", "audience": "PUBLIC", "do": "save",
    } | other  # fmt: skip


def soon_draft(home: House, text: str = "Premier jet.") -> Post:
    return draft(home, text=text, where=slot(home, at=SOON), at=timezone.now())


NEW = "/publications/nouvelle/"


def test_an_editor_writes_a_draft_and_finds_it_on_its_page(home: House, bruno: Browser) -> None:
    words = bruno.send(NEW, NEW, **typed(home))
    post = Post.objects.select_related("version", "slot").get()
    assert (post.state, post.version.text, post.slot.day) == ("draft", "Mon <b>texte</b> à moi.", SOON.date())
    assert "Le brouillon est enregistré." in words
    assert "Mon &lt;b&gt;texte&lt;/b&gt;" in bruno.raw


def test_writing_and_submitting_is_one_gesture(home: House, bruno: Browser) -> None:
    words = bruno.send(NEW, NEW, **typed(home, do="submit"))
    assert Post.objects.get().state == "in_review"
    assert "attend maintenant la décision de Claire Martin" in words


def test_a_draft_may_wait_for_its_place(home: House, bruno: Browser) -> None:
    words = bruno.send(NEW, NEW, **typed(home, day="", time="", do="submit"))
    assert Post.objects.get().state == "draft"
    assert "Aucun créneau" in words


def test_a_day_without_an_hour_is_asked_for(home: House, bruno: Browser) -> None:
    assert "Il faut le jour et l'heure" in bruno.send(NEW, NEW, **typed(home, time=""))
    assert not Post.objects.exists()


def test_nothing_typed_is_lost_when_the_slot_is_taken_or_past(home: House, bruno: Browser) -> None:
    soon_draft(home)
    day, hour = taken_place()
    words = bruno.send(NEW, NEW, **typed(home, day=day.isoformat(), time=f"{hour:%H:%M}"))
    assert "Claire Martin a déjà une publication à cette heure-là. La prochaine place libre : " in words
    assert "Mon <b>texte</b> à moi." in words
    words = bruno.send(NEW, NEW, **typed(home, day="2026-01-05"))
    assert "Ce créneau est déjà passé." in words
    assert Post.objects.count() == Slot.objects.count() == 1


def taken_place() -> tuple[date, clock]:
    place = Slot.objects.get()
    return place.day, place.time


def test_an_hour_that_comes_twice_is_asked_back_and_the_answer_kept(home: House, bruno: Browser) -> None:
    doubled = next_change(month=10)
    given = typed(home, day=doubled.isoformat(), time="02:30")
    words = bruno.send(NEW, NEW, **given)
    assert "arrive deux fois" in words
    assert "à l'heure d'hiver" in words
    asked = re.search(r'name="asked" value="([^"]+)"', words)
    assert asked
    bruno.send(NEW, NEW, **given, fold="1", asked=asked[1])
    assert Slot.objects.get().fold == 1


def test_an_answer_about_another_hour_does_not_count(home: House, bruno: Browser) -> None:
    given = typed(home, day=next_change(month=10).isoformat(), time="02:30")
    assert "arrive deux fois" in bruno.send(NEW, NEW, **given, fold="1", asked="2026-01-01T02:30")


def test_an_hour_that_does_not_exist_is_asked_back_with_two_others(home: House, bruno: Browser) -> None:
    given = typed(home, day=next_change(month=3).isoformat(), time="02:30")
    words = bruno.send(NEW, NEW, **given)
    assert "existe pas" in words
    assert "03:30" in words
    assert "01:30" in words


def next_change(*, month: int) -> date:
    """The next last Sunday of a month, on which Europe changes its clocks."""
    today = timezone.now().date()
    year = today.year if today.month < month else today.year + 1
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def test_a_template_shows_its_fields_and_keeps_what_was_typed(home: House, bruno: Browser) -> None:
    words = bruno.send(NEW, NEW, **typed(home, template="merci-a-une-equipe", do="choose"))
    assert words.count('name="champ-') >= 2
    assert "Mon <b>texte</b> à moi." in words
    assert "problem" not in words
    assert not Post.objects.exists()


def test_a_missing_field_is_said_beside_it_and_nothing_is_written(home: House, bruno: Browser) -> None:
    words = bruno.send(NEW, NEW, **typed(home, template="merci-a-une-equipe"))
    assert "est à remplir" in words
    assert not Post.objects.exists()
    assert not Slot.objects.exists()


def filled(slug: str) -> dict[str, str]:
    from influence.drafting.catalogue import template

    return {f"champ-{field.name}": field.example for field in template(slug, "fr").fields}


def test_a_template_is_rendered_and_remembered(home: House, bruno: Browser) -> None:
    bruno.send(NEW, NEW, **typed(home, template="merci-a-une-equipe", **filled("merci-a-une-equipe")))
    version = Version.objects.get()
    assert version.template == "merci-a-une-equipe"
    assert version.fields
    assert "{" not in version.text
    words = bruno.read(f"/publications/{version.post_id}/modifier/")
    assert all(str(value).split("\n")[0][:20] in words for value in version.fields.values())


def test_the_rendered_text_can_be_taken_over_by_hand(home: House, bruno: Browser) -> None:
    words = bruno.send(
        NEW, NEW, **typed(home, template="merci-a-une-equipe", do="take", **filled("merci-a-une-equipe"))
    )
    assert 'name="champ-' not in words
    assert not Post.objects.exists()
    assert "#" in re.search(r"<textarea[^>]*>(.*?)</textarea>", words, re.DOTALL)[1]  # type: ignore[index]


def test_the_preview_counts_folds_and_keeps_nothing(home: House, bruno: Browser) -> None:
    text = "🙂 Bonjour @[Anne Vasseur](urn:li:person:abc) #Soins\nDeux\nTrois\nQuatre"
    words = bruno.send("/publications/apercu/", NEW, **typed(home, text=text))
    assert words.count("…voir plus") == 3
    assert '<span class="mention">Anne Vasseur</span>' in words
    assert "<html" not in words
    assert not Post.objects.exists()
    assert "de trop" in bruno.send("/publications/apercu/", NEW, **typed(home, text="é" * 3001))


def test_a_text_of_a_megabyte_is_refused_in_words(home: House, bruno: Browser) -> None:
    words = bruno.send(NEW, NEW, **typed(home, text="x" * 1_000_000))
    assert bruno.status == 200
    assert "20000" in words
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\u202eRTL\u200b\u0000", "' OR 1=1 --", "{{ 7*7 }}"]
)
def test_hostile_texts_never_run_and_never_break_the_page(home: House, bruno: Browser, text: str) -> None:
    words = bruno.send(NEW, NEW, **typed(home, text=text))
    assert bruno.status == 200
    assert "<script>alert" not in bruno.raw
    assert "49" not in words.partition("post-text")[2].partition("</div>")[0]


def test_the_second_editor_sees_what_changed_and_keeps_their_words(home: House, bruno: Browser) -> None:
    post = soon_draft(home, "Une équipe de nuit.")
    page = f"/publications/{post.pk}/modifier/"
    bruno.read(page)
    actions.revise(post, text="Une équipe de jour.", seen=1, by=home.odile, at=timezone.now())
    words = bruno.send(page, page, **typed(home, text="Ma phrase.", seen=1))
    assert "<del>nuit</del><ins>jour</ins>" in words
    assert "Odile Roche a modifié ce texte" in words
    assert ">\nMa phrase.</textarea>" in words
    assert 'name="seen" value="2"' in words
    assert fresh(post).version.text == "Une équipe de jour."
    bruno.send(page, page, **typed(home, text="Ma phrase.", seen=2))
    assert (fresh(post).version.text, fresh(post).version.number) == ("Ma phrase.", 3)


def test_an_edit_that_cannot_be_made_says_why(home: House, bruno: Browser) -> None:
    post = soon_draft(home)
    Post.objects.filter(pk=post.pk).update(state="published")
    assert "son texte ne change plus" in bruno.read(f"/publications/{post.pk}/modifier/")


def test_another_pillar_alone_keeps_the_version(home: House, bruno: Browser) -> None:
    post = soon_draft(home)
    page = f"/publications/{post.pk}/modifier/"
    bruno.send(page, page, **typed(home, text="Premier jet.", pillar=home.other_pillar.pk, seen=1))
    post = fresh(post)
    assert (post.pillar, post.slot.pillar_id, post.version.number) == (
        home.other_pillar,
        home.other_pillar.pk,
        1,
    )


def test_withdrawing_offers_the_way_back(home: House, bruno: Browser) -> None:
    post = soon_draft(home)
    page = f"/publications/{post.pk}/"
    words = bruno.send(f"{page}retirer/", page)
    assert "Annuler le retrait" in words
    bruno.send(f"{page}retablir/", page)
    assert fresh(post).state == "draft"


def test_moving_by_the_form(home: House, bruno: Browser) -> None:
    post = soon_draft(home)
    page = f"/publications/{post.pk}/deplacer/"
    day = (SOON + timedelta(days=1)).date()
    words = bruno.send(page, page, day=day.isoformat(), time="17:15")
    assert "a changé de créneau : " in words
    assert (fresh(post).slot.day, fresh(post).slot.time) == (day, clock(17, 15))
    assert "Ce créneau est déjà passé." in bruno.send(page, page, day="2026-01-05", time="17:15")


def test_the_page_lists_what_is_missing_before_submission(home: House, bruno: Browser) -> None:
    post = draft(home, text="{{ nom }}", where=slot(home, at=SOON))
    words = bruno.read(f"/publications/{post.pk}/")
    assert "accolades" in words
    assert "Soumettre à" not in words
    assert "accolades" in bruno.send(f"/publications/{post.pk}/soumettre/", f"/publications/{post.pk}/")
    assert fresh(post).state == "draft"


@pytest.mark.parametrize(
    ("who", "draft_status", "online_status"), [("claire", 200, 200), ("remi", 404, 200), ("odile", 200, 200)]
)
def test_who_opens_what(home: House, who: str, draft_status: int, online_status: int) -> None:
    post = soon_draft(home)
    browser = Browser(getattr(home, who))
    browser.read(f"/publications/{post.pk}/")
    assert browser.status == draft_status
    Post.objects.filter(pk=post.pk).update(state="published")
    browser.read(f"/publications/{post.pk}/")
    assert browser.status == online_status


def test_what_was_said_before_stays_between_the_leader_and_the_editors(home: House) -> None:
    post = soon_draft(home, "Brouillon maladroit.")
    actions.revise(post, text="Texte publié.", seen=1, by=home.bruno, at=timezone.now())
    Post.objects.filter(pk=post.pk).update(state="published")
    for who, reads in (
        (home.bruno, True),
        (home.claire, True),
        (home.remi, False),
        (colleague(home).user, False),
    ):
        words = Browser(who).read(f"/publications/{post.pk}/")
        assert "Texte publié." in words
        assert ("maladroit" in words, "Historique" in words) == (reads, reads)


VERBS = ["", "modifier/", "deplacer/"]
DEEDS = ["soumettre/", "retirer/", "retablir/", "modifier/", "deplacer/"]


def test_a_stranger_finds_nothing_and_changes_nothing(home: House, abroad: House) -> None:
    post = soon_draft(home)
    marc, editor = Browser(abroad.claire), Browser(abroad.bruno)
    for verb in VERBS:
        editor.read(f"/publications/{post.pk}/{verb}")
        assert editor.status == 404, verb
    for deed in DEEDS:
        editor.send(f"/publications/{post.pk}/{deed}", NEW, **typed(home, seen=1))
        assert editor.status == 404, deed
        marc.send(f"/publications/{post.pk}/{deed}", "/calendrier/", **typed(home, seen=1))
        assert marc.status in (403, 404), deed
    assert (fresh(post).state, Version.objects.count()) == ("draft", 1)


def test_an_editor_cannot_write_for_a_leader_or_a_pillar_of_elsewhere(
    home: House, abroad: House, bruno: Browser
) -> None:
    bruno.send(NEW, NEW, **typed(home, leader=abroad.leader.pk))
    bruno.send(NEW, NEW, **typed(home, pillar=abroad.pillar.pk))
    bruno.send("/publications/apercu/", NEW, **typed(home, leader=abroad.leader.pk, template="annonce"))
    assert bruno.status == 404
    assert not Post.objects.exists()


def test_a_leader_withdraws_their_own_and_not_a_colleagues(home: House) -> None:
    post = soon_draft(home)
    claire = Browser(home.claire)
    claire.send(f"/publications/{post.pk}/retirer/", "/calendrier/")
    assert fresh(post).state == "withdrawn"


def test_a_leader_withdraws_no_colleagues_post(home: House) -> None:
    post = soon_draft(home)
    karim = colleague(home).user
    Post.objects.filter(pk=post.pk).update(state="scheduled")
    browser = Browser(karim)
    browser.send(f"/publications/{post.pk}/retirer/", "/calendrier/")
    assert (browser.status, fresh(post).state) == (404, "scheduled")


@pytest.mark.parametrize("deed", DEEDS[:3])
def test_reading_an_address_that_acts_changes_nothing(home: House, bruno: Browser, deed: str) -> None:
    post = soon_draft(home)
    bruno.read(f"/publications/{post.pk}/{deed}")
    assert (bruno.status, fresh(post).state) == (405, "draft")


def test_the_collegial_line_is_edited_not_doubled(home: House, bruno: Browser) -> None:
    page = f"/lignes/codir/{home.codir.pk}/"
    bruno.send(page, page, purpose="Ensemble.", voice="", avoid="", **{f"weight_{home.pillar.pk}": "100"})
    assert Line.objects.get(leader=None).purpose == "Ensemble."


def test_a_pillar_needs_its_own_letter(home: House, bruno: Browser) -> None:
    page = "/lignes/piliers/nouveau/"
    assert "Cette lettre est celle de" in bruno.send(page, page, name="Territoire", letter="t", colour="3")
    assert "porte déjà ce nom" in bruno.send(page, page, name="transformation", letter="Z", colour="3")
    bruno.send(page, page, name="Territoire", letter="r", colour="3")
    assert Pillar.objects.get(name="Territoire").letter == "R"
    page = f"/lignes/piliers/{home.pillar.pk}/"
    bruno.send(page, page, name="Transformer", letter="T", colour="4")
    assert Pillar.objects.get(pk=home.pillar.pk).name == "Transformer"
    assert Pillar.objects.count() == 3


@pytest.mark.parametrize("page", ["/lignes/piliers/nouveau/", NEW])
@pytest.mark.parametrize("who", ["claire", "remi"])
def test_only_editors_write(home: House, who: str, page: str) -> None:
    browser = Browser(getattr(home, who))
    browser.read(page)
    assert browser.status == 403


def test_another_organisations_lines_do_not_exist(home: House, abroad: House, bruno: Browser) -> None:
    for page in (f"dirigeant/{abroad.leader.pk}", f"codir/{abroad.codir.pk}", f"piliers/{abroad.pillar.pk}"):
        bruno.read(f"/lignes/{page}/")
        assert bruno.status == 404


@pytest.mark.parametrize("way", ["", "liste/"])
def test_the_calendar_says_that_a_post_was_taken_down(bruno: Browser, home: House, way: str) -> None:
    post = draft(home, where=slot(home, at=SOON))
    Post.objects.filter(pk=post.pk).update(state="published")
    address = f"/calendrier/{way}?mois={SOON:%Y-%m}"
    chip = re.compile(r'class="(?:state|chip [a-z]*)">(?:en ligne|retirée de LinkedIn)')
    assert [found[-8:] for found in chip.findall(bruno.read(address))] == ["en ligne"]
    corrections.leave_network(post, at=SOON)
    assert [found[-8:] for found in chip.findall(bruno.read(address))] == ["LinkedIn"]
