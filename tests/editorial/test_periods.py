"""Periods of silence on the pages: what they lie on is said before, in the calendar and to whoever decides."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from influence.editorial.displacing import displaced
from influence.editorial.models import Flag
from influence.safeguards import freezing
from influence.safeguards.models import Period, Topic
from influence.safeguards.periods import add_period, cancel_period, change_period, outlined, rederive
from influence.safeguards.refusals import Cancelled, DaysMissing, OnlyInforms, StrengthMissing
from tests.editorial import stories
from tests.makers import NOW, House, slot

DAYS = {"starts_on": date(2026, 6, 3), "ends_on": date(2026, 6, 5)}
FORM = {
    "kind": "quiet", "strength": "hard", "name": "Résultats semestriels", "starts_on": "2026-06-03", "last_on": "2026-06-04",
}  # fmt: skip
WITHIN = NOW + timedelta(days=2)


def period(home: House, **given: object) -> Period:
    wanted = {"kind": "quiet", "strength": "hard", "name": "Résultats semestriels"} | DAYS | given
    return add_period(outlined(home.organisation, **wanted), by=home.bruno, at=NOW)  # type: ignore[arg-type]


def words_of(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return page.replace("\xa0", " ").replace("\u202f", " ").replace("’", "'").replace("&#39;", "'")


def test_its_days_are_those_of_the_organisation_over_a_change_of_the_clocks(home: House) -> None:
    """R-2.9: 25 October 2026 has 25 hours in Paris."""
    found = period(home, starts_on=date(2026, 10, 25), ends_on=date(2026, 10, 26))
    assert (found.starts_at.isoformat(), found.ends_at.isoformat()) == (
        "2026-10-24T22:00:00+00:00",
        "2026-10-25T23:00:00+00:00",
    )
    assert found.last_on == date(2026, 10, 25)


def test_what_it_cannot_be_is_refused(home: House) -> None:
    with pytest.raises(DaysMissing):
        period(home, ends_on=DAYS["starts_on"])
    with pytest.raises(OnlyInforms):
        period(home, kind="closed")
    with pytest.raises(StrengthMissing):
        period(home, strength="information")
    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.filter(pk=period(home).pk).update(kind="closed")


def test_a_period_that_is_cancelled_is_neither_changed_nor_cancelled_again(home: House) -> None:
    found = period(home)
    cancel_period(found, by=home.bruno, at=NOW)
    with pytest.raises(Cancelled):
        cancel_period(found, by=home.odile, at=NOW)
    with pytest.raises(Cancelled):
        change_period(found, period(home, name="Autre"), by=home.odile, at=NOW)


def test_its_instants_follow_the_zone_s_rules(home: House) -> None:
    found = period(home)
    Period.objects.filter(pk=found.pk).update(starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    assert rederive(zone="Europe/Paris") == 1
    assert rederive(zone="Europe/Paris") == 0
    kept = Period.objects.get(pk=found.pk)
    assert (kept.starts_at, kept.ends_at) == (found.starts_at, found.ends_at)


def test_what_it_lies_on_is_shown_before_it_is_kept(home: House, client: Client, clock: object) -> None:
    post = stories.in_review(home, where=slot(home, at=WITHIN))
    client.force_login(home.bruno)
    page = client.post(reverse("period_new"), FORM | {"do": "show"})
    assert f'href="{reverse("post", args=[post.pk])}"' in page.content.decode()
    assert not Period.objects.exists()
    assert client.post(reverse("period_new"), FORM | {"do": "keep"}).status_code == 302
    kept = Period.objects.get()
    assert (kept.starts_on, kept.ends_on, kept.strength) == (date(2026, 6, 3), date(2026, 6, 5), "hard")
    assert "Résultats semestriels" in words_of(client, reverse("periods"))


def test_a_closed_period_informs_whatever_was_ticked(home: House, client: Client, clock: object) -> None:
    client.force_login(home.bruno)
    client.post(reverse("period_new"), FORM | {"do": "keep", "kind": "closed"})
    assert Period.objects.get().strength == "information"


def test_it_is_changed_and_cancelled_on_its_page(home: House, client: Client, clock: object) -> None:
    found = period(home)
    client.force_login(home.bruno)
    client.post(reverse("period", args=[found.pk]), FORM | {"do": "keep", "last_on": "2026-06-10"})
    assert Period.objects.get().ends_on == date(2026, 6, 11)
    client.post(reverse("period_cancel", args=[found.pk]))
    assert Period.objects.get().cancelled_at is not None
    assert client.get(reverse("period", args=[found.pk])).status_code == 404


def test_it_displaces_what_is_its_leader_s_and_its_topic_s_alone(home: House) -> None:
    post = stories.in_review(home, where=slot(home, at=WITHIN))
    other = stories.colleague(home)
    topic = Topic.objects.create(organisation=home.organisation, name="Résultats", words="résultat")
    assert list(displaced(period(home))) == [post]
    assert list(displaced(period(home, leader=other))) == []
    assert list(displaced(period(home, topic=topic))) == []
    assert post.version
    Flag.objects.create(
        version=post.version, topic=topic, content_hash=post.version.content_hash, raised_at=NOW
    )
    assert list(displaced(period(home, topic=topic))) == [post]


@pytest.mark.parametrize("page", ["calendar", "calendar_list"])
def test_the_calendar_says_in_words_what_lies_on_its_days(
    home: House, client: Client, clock: object, page: str
) -> None:
    stories.in_review(home, where=slot(home, at=WITHIN))
    period(home)
    period(home, kind="reserve", strength="warning", name="Élections")
    freezing.freeze(home.organisation, reason="Un deuil.", by=home.bruno, at=NOW)
    client.force_login(home.bruno)
    said = words_of(client, reverse(page) + "?mois=2026-06")
    for expected in (
        "Résultats semestriels : rien ne part",
        "Élections : à éviter",
        "tout est gelé",
        "gelée",
    ):
        assert expected in said
    client.force_login(home.remi)
    assert "Résultats semestriels" not in words_of(client, reverse(page) + "?mois=2026-06")


def test_it_is_said_to_whoever_writes_and_decides_before_the_slot(
    home: House, client: Client, clock: object
) -> None:
    post = stories.in_review(home, where=slot(home, at=WITHIN))
    period(home)
    sentence = "Ce jour-là rien ne part : Résultats semestriels, du 3 juin 2026 au 4 juin 2026 inclus."
    client.force_login(home.bruno)
    assert sentence in words_of(client, reverse("post", args=[post.pk]))
    typed = {"leader": home.leader.pk, "day": "2026-06-04", "time": "10:00", "text": "Bonjour."}
    preview = client.post(reverse("post_preview"), typed).content.decode()
    assert "Résultats semestriels" in preview
    client.force_login(home.claire)
    assert sentence in words_of(client, reverse("decide", args=[post.pk]))
    assert sentence in words_of(client, reverse("queue"))


def test_a_warning_is_said_as_one(home: House, client: Client, clock: object) -> None:
    post = stories.in_review(home, where=slot(home, at=WITHIN))
    period(home, strength="warning")
    client.force_login(home.claire)
    page = words_of(client, reverse("decide", args=[post.pk]))
    assert "À savoir : ce jour tombe dans" in page
    assert "rien ne part" not in page


def test_another_house_sees_nothing_of_it(home: House, abroad: House, client: Client, clock: object) -> None:
    found = period(home)
    client.force_login(abroad.bruno)
    assert client.get(reverse("period", args=[found.pk])).status_code == 404
    assert "Résultats semestriels" not in words_of(client, reverse("periods"))
