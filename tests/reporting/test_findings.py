from django.utils import translation

from influence.editorial.models import Post
from influence.reporting.figures import figures
from influence.reporting.findings import decision, findings, own_decision, own_findings
from influence.reporting.gathering import month_of
from tests.makers import House, published
from tests.reporting.reading import plain
from tests.reporting.stories import JULY, JUNE, busy_june, day, free_slot, read


def said(home: House) -> tuple[list[str], str]:
    found = figures(home.organisation, month=month_of(home.organisation, JUNE), now=JULY)
    with translation.override("fr"):
        return [plain(one) for one in findings(found)], plain(decision(found))


def test_the_best_change_names_both_figures(home: House) -> None:
    busy_june(home)
    sentences, _asked = said(home)
    assert sentences[0].startswith("La plus forte progression : les impressions, ")
    assert "contre 5 400 en mai 2026" in sentences[0]


def test_too_few_posts_make_no_change(home: House) -> None:
    read(published(home, at=day(5, 5)), impressions=10, reactions=4)
    read(published(home, at=day(5)), impressions=100, reactions=40)
    sentences, _asked = said(home)
    assert sentences[0] == "1 publication a suscité 40 engagements (réactions, commentaires, partages)."


def test_a_lost_slot_comes_before_all(home: House) -> None:
    lost = published(home, at=day(5)).post
    Post.objects.filter(pk=lost.pk).update(state="missed")
    sentences, asked = said(home)
    assert sentences[1] == "Le point faible : 1 créneau est passé sans mise en ligne."
    assert "délai de relecture" in asked


def test_a_pillar_without_a_voice_asks_who_will_carry_it(home: House) -> None:
    published(home, at=day(5))
    sentences, asked = said(home)
    assert "« Qualité des soins » n'a eu aucune voix, pour une cible de 40 %" in sentences[1]
    assert asked == "Désigner qui portera « Qualité des soins » en juillet 2026."


def test_the_bubble_is_told_from_the_open(home: House) -> None:
    post = published(home, at=day(5))
    read(post, impressions=100, reactions=40, inside=30)
    assert said(home)[0][2].startswith("L'entre-soi : 75 % des engagements")
    other = published(home, at=day(6))
    read(other, impressions=100, reactions=160)
    assert said(home)[0][2].startswith("L'ouverture : 85 % des engagements")


def test_an_empty_month_says_so_and_asks_for_the_next(home: House) -> None:
    free_slot(home.leader, home, day(7, 7))
    sentences, asked = said(home)
    assert sentences[0] == "Aucune publication n'est parue ce mois-ci."
    assert "n'est pas mesurable" in sentences[2]
    assert asked == "Confirmer le calendrier : 1 créneau prévu en juillet 2026."


def test_a_leaders_findings_are_about_them(home: House) -> None:
    other = busy_june(home)
    found = figures(home.organisation, month=month_of(home.organisation, JUNE), now=JULY)
    luc = next(leader for leader in found["leaders"] if leader["id"] == other.pk)
    with translation.override("fr"):
        sentences, asked = [plain(one) for one in own_findings(found, luc)], plain(own_decision(found, luc))
    assert sentences[0] == "4 publications ont suscité 140 engagements (réactions, commentaires, partages)."
    assert sentences[1] == "Le rythme convenu (4 par mois) est tenu : 4 publications."
    assert asked == "Confirmer le calendrier : 1 créneau prévu en juillet 2026."
