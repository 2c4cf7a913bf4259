"""Metrics for whoever holds the token: few series, and nobody's name."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from influence.publishing.models import Publication
from tests import makers
from tests.makers import House
from tests.publishing.test_health import all_is_well

pytestmark = pytest.mark.django_db

ADDRESS = "/sante/mesures"
TOKEN = "a token for whoever watches"


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def scraped(authorization: str = f"Bearer {TOKEN}") -> Any:
    return Client().get(ADDRESS, headers={"Authorization": authorization} if authorization else {})


def samples() -> dict[tuple[str, ...], float]:
    text = scraped().content.decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN} ", "Bearer é"]
)
def test_without_the_token_there_is_nothing_to_see(home: House, shown: str) -> None:
    answer = scraped(shown)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_token_counts_in_the_header_alone(home: House) -> None:
    assert Client().get(ADDRESS, {"token": TOKEN}).status_code == 401
    assert Client().post(ADDRESS, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405


def test_where_no_token_is_set_there_is_no_such_address(home: House, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    for shown in ("", "Bearer ", f"Bearer {TOKEN}"):
        assert scraped(shown).status_code == 404


def test_a_scrape_tells_what_there_is(home: House) -> None:
    all_is_well(now=timezone.now())
    publication = makers.published(home)
    Publication.objects.filter(pk=publication.pk).update(state="unclear", changed_at=timezone.now())
    found = samples()
    assert found["influence_publications", "unclear"] == 1
    assert found["influence_publications", "due"] == 0
    assert found["influence_stuck", "sending"] == 0
    assert found["influence_check", "beat"] == 0
    assert found["influence_check", "unclear"] == 1
    assert found["influence_worker_skew_seconds", "worker-1"] == 0
    assert found["influence_breaker_open",] == 0
    assert found["influence_outbox", "queued"] == 0
    assert 0 <= found["influence_beat_age_seconds",] < 10
    assert found["influence_media_free_bytes",] > 0


def test_a_beat_that_was_never_heard_has_no_age(home: House) -> None:
    assert ("influence_beat_age_seconds",) not in samples()
    assert samples()["influence_check", "beat"] == 2


def test_series_are_few_and_name_nobody(home: House) -> None:
    all_is_well(now=timezone.now())
    makers.published(home)
    alone = samples()
    makers.published(makers.stranger())
    assert set(samples()) == set(alone)
    assert len(alone) < 100
    text = scraped().content.decode()
    for name in (home.organisation.name, home.organisation.slug, home.leader.name, home.odile.email, TOKEN):
        assert name not in text


def test_every_series_is_in_the_operations_page() -> None:
    from ops.state import PROJECT

    page = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    source = (PROJECT / "influence" / "publishing" / "metrics.py").read_text(encoding="utf-8")
    names = set(re.findall(r'"(influence_[a-z_]+)"', source))
    assert len(names) > 10
    assert [name for name in sorted(names) if f"`{name}" not in page] == []
