"""Nothing that was typed is lost, nothing is written over, and nothing is kept longer than it is needed."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from influence.editorial.composing import keeping
from influence.editorial.composing.keeping import Elsewhere, Over, TooMuch, forget_unsaved
from influence.editorial.models import Post, Unsaved
from influence.editorial.views.unsaved import SAVED_COOKIE
from tests import makers
from tests.editorial.stories import LATER, draft, fresh
from tests.editorial.stories import typed as unsaved
from tests.editorial.test_pages import NEW, Browser, soon_draft, typed
from tests.editorial.test_races import together
from tests.makers import NOW, House


@pytest.fixture
def bruno(home: House) -> Browser:
    return Browser(home.bruno)


def keep(home: House, text: str, *, number: int, place: str = "new:abcdefgh") -> Unsaved:
    return keeping.keep(
        user=home.bruno, organisation=home.organisation, place=place, fields={"text": [text]}, base=0, number=number,
        at=LATER,
    )  # fmt: skip


def test_each_keeping_counts_up_and_the_same_words_again_do_not(home: House) -> None:
    assert [
        keep(home, text, number=n).number for text, n in (("a", 0), ("b", 1), ("b", 1), ("b", 0), ("c", 2))
    ] == [1, 2, 2, 2, 3]
    assert Unsaved.objects.get().fields == {"text": ["c"]}


def test_an_older_tab_never_writes_over_a_newer_one(home: House) -> None:
    keep(home, "a", number=0)
    keep(home, "b", number=1)
    for number in (0, 1):
        with pytest.raises(Elsewhere):
            keep(home, "old", number=number)
    assert Unsaved.objects.get().fields == {"text": ["b"]}


def test_what_was_saved_does_not_come_back(home: House) -> None:
    keep(home, "a", number=0)
    keeping.drop(user=home.bruno, organisation=home.organisation, place="new:abcdefgh")
    with pytest.raises(Over):
        keep(home, "b", number=1)
    assert not Unsaved.objects.exists()


def test_what_no_database_takes_is_left_out_and_too_much_is_refused(home: House) -> None:
    row = keep(home, "a\x00b\ud800c", number=0)
    assert fresh_fields(row) == {"text": ["ab?c"]}
    with pytest.raises(TooMuch):
        keep(home, "x" * keeping.MOST, number=1)


def fresh_fields(row: Unsaved) -> object:
    return Unsaved.objects.get(pk=row.pk).fields


@pytest.mark.parametrize(
    "place", ["", "new:", "new:ABCDEFGH", "post:x", "post:7/../8", "other:abcdefgh", "new:abcdefgh\n"]
)
def test_a_place_is_one_of_the_composers(home: House, place: str) -> None:
    with pytest.raises(ValueError):
        keep(home, "a", number=0, place=place)


def test_words_are_forgotten_after_thirty_days(home: House) -> None:
    unsaved(home, at=NOW - timedelta(days=31))
    kept = unsaved(home, place="new:ijklmnop", at=NOW - timedelta(days=29))
    assert forget_unsaved(now=NOW) == 1
    assert list(Unsaved.objects.all()) == [kept]


def sent(client: Client, **given: str) -> tuple[int, dict[str, object]]:
    answer = client.post(reverse("unsaved_keep"), given, headers={"accept-language": "fr"})
    return answer.status_code, json.loads(answer.content) if answer.content else {}


def test_the_script_is_told_what_became_of_its_words(home: House, client: Client) -> None:
    client.force_login(home.bruno)
    here = {"kept_place": "new:abcdefgh", "text": "Une idée.", "csrfmiddlewaretoken": "x", "do": "save"}
    status, said = sent(client, **here, kept_number="0")
    assert (status, said["number"]) == (200, 1)
    assert "Brouillon gardé à" in str(said["said"])
    assert Unsaved.objects.get().fields == {"text": ["Une idée."]}
    assert sent(client, **here | {"text": "Autre."}, kept_number="0")[0] == 409
    assert sent(client, kept_place="new:nowhere1", kept_number="4", text="x")[0] == 410
    assert sent(client, kept_place="new:nowhere1", text="x" * keeping.MOST)[0] == 413
    assert sent(client, kept_place="x")[0] == 400
    client.logout()
    assert client.post(reverse("unsaved_keep"), here).status_code == 302


def test_words_that_were_kept_are_offered_taken_up_and_saved(home: House, bruno: Browser) -> None:
    words = {name: str(value) for name, value in typed(home, text="Mes mots d'hier.").items()}
    row = unsaved(home, **words)
    page = bruno.read(NEW)
    assert "Reprendre ce que vous aviez écrit" in page
    assert "Mes mots d'hier." in page
    page = bruno.read(f"{NEW}?reprise={row.pk}")
    assert ">\nMes mots d'hier.</textarea>" in page
    assert 'name="kept_place" value="new:abcdefgh"' in page
    assert "Reprendre ce que" not in page
    assert Post.objects.count() == 0
    bruno.send(NEW, NEW, **words, kept_place=row.place, kept_number="1")
    assert fresh(Post.objects.get()).version.text == "Mes mots d'hier."
    assert not Unsaved.objects.exists()
    assert bruno.client.cookies[SAVED_COOKIE].value == "new%3Aabcdefgh"


def test_words_for_a_post_are_shown_against_its_version(home: House, bruno: Browser) -> None:
    post = soon_draft(home, "Une équipe de jour.")
    edit = f"/publications/{post.pk}/modifier/"
    assert f'name="kept_place" value="post:{post.pk}"' in bruno.read(edit)
    row = unsaved(home, place=f"post:{post.pk}", text="Une équipe de nuit.", seen="1")
    page = bruno.read(edit)
    assert "<del>jour</del><ins>nuit</ins>" in page
    assert f'name="kept_place" value="post:{post.pk}/' in page
    assert "Reprendre ce que" not in bruno.read(NEW)
    page = bruno.read(f"{edit}?reprise={row.pk}")
    assert ">\nUne équipe de nuit.</textarea>" in page


def test_a_version_that_came_meanwhile_is_shown_when_old_words_are_saved(home: House, bruno: Browser) -> None:
    post = soon_draft(home, "Une équipe de jour.")
    edit = f"/publications/{post.pk}/modifier/"
    row = unsaved(home, place=f"post:{post.pk}", text="Une équipe de nuit.", seen="1")
    bruno.send(edit, edit, **typed(home, text="Deux équipes.", seen="1"))
    page = bruno.send(
        edit,
        f"{edit}?reprise={row.pk}",
        **typed(home, text="Une équipe de nuit.", seen="1", kept_place=row.place),
    )
    assert "a modifié ce texte pendant que vous écriviez" in page
    assert Unsaved.objects.filter(pk=row.pk).exists()


def test_words_are_thrown_away(home: House, bruno: Browser) -> None:
    row = unsaved(home)
    bruno.send(reverse("unsaved_drop", args=[row.pk]), NEW)
    assert not Unsaved.objects.exists()


def test_they_are_for_whoever_typed_them_and_in_that_organisation(home: House, abroad: House) -> None:
    row = unsaved(home)
    for somebody in (home.odile, abroad.bruno):
        other = Browser(somebody)
        assert "Une idée en cours." not in other.read(NEW)
        other.read(f"{NEW}?reprise={row.pk}")
        assert other.status == 404
        other.send(reverse("unsaved_drop", args=[row.pk]), NEW)
        assert other.status == 404
    assert Unsaved.objects.filter(pk=row.pk).exists()


def test_several_voices_are_taken_up_as_they_were(home: House, bruno: Browser) -> None:
    pk = home.leader.pk
    row = keeping.keep(
        user=home.bruno, organisation=home.organisation, place="voices:abcdefgh", base=0, number=0, at=timezone.now(),
        fields={"leaders": [str(pk)], "text": ["Commun."], f"voix-{pk}-text": ["Les mots de Claire."], "language": ["fr"]},
    )  # fmt: skip
    page = bruno.read(f"/publications/annonce/?reprise={row.pk}")
    assert ">\nLes mots de Claire.</textarea>" in page
    assert "checked" in page
    assert "Reprendre ce que" not in bruno.read(NEW)


def test_an_editor_of_somebody_elses_draft_finds_no_words_of_theirs(home: House) -> None:
    post = draft(home)
    unsaved(home, place=f"post:{post.pk}", text="À moi.")
    assert "À moi." not in Browser(home.odile).read(f"/publications/{post.pk}/modifier/")


def test_whoever_signs_out_leaves_no_words_in_the_browser(home: House, client: Client) -> None:
    client.force_login(home.bruno)
    assert "Clear-Site-Data" not in client.get(NEW).headers
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"storage"'


def test_words_of_one_page_are_not_taken_up_on_another(home: House, bruno: Browser) -> None:
    post, row = soon_draft(home), unsaved(home, place="post:99999")
    for page in (NEW, "/publications/annonce/", f"/publications/{post.pk}/modifier/"):
        bruno.read(f"{page}?reprise={row.pk}")
        assert bruno.status == 404


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_the_same_moment_keep_one_and_tell_the_other() -> None:
    home = makers.house()
    answers = together(lambda: keep(home, "a", number=0), lambda: keep(home, "b", number=0))
    assert sorted(type(one).__name__ for one in answers) == ["Elsewhere", "Unsaved"]
    assert Unsaved.objects.count() == 1
