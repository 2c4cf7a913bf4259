"""Sources are read when they are due, once, more and more rarely when they fail, and nobody is told twice."""

from datetime import timedelta

import pytest

from influence.journal.models import Entry
from influence.outbox.models import Message
from influence.watch import ideas, sources
from influence.watch.models import Idea, Source
from influence.watch.reader import Trouble
from influence.watch.refusals import MovedOn, SourceThere, TooManySources
from tests.makers import NOW, House, stranger
from tests.networks.loopback import Loopback
from tests.watch.makers import idea, item, rss, source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


def followed(home: House, site: Loopback) -> Source:
    return source(home, f"{site.url}/flux")


def again(one: Source) -> Source:
    return Source.objects.get(pk=one.pk)


def titles() -> list[str]:
    return sorted(Idea.objects.values_list("title", flat=True))


def test_what_is_new_becomes_ideas_once(home: House, site: Loopback) -> None:
    one = followed(home, site)
    site.answer(200, rss(item(1), item(2)), etag='"v1"')
    assert sources.read_due(now=NOW) == 1
    assert sources.read_due(now=NOW) == 0
    site.answer(200, rss(item(2, title="Article 2, corrigé"), item(3)), etag='"v2"')
    assert sources.read_due(now=NOW + HOUR) == 1
    assert titles() == ["Article 1", "Article 2", "Article 3"]
    assert (again(one).etag, again(one).last_read_at) == ('"v2"', NOW + HOUR)
    assert list(Entry.objects.order_by("sequence").values_list("verb", flat=True)) == [
        "source.added", "ideas.found", "ideas.found",
    ]  # fmt: skip


def test_an_unchanged_feed_costs_one_question(home: House, site: Loopback) -> None:
    one = followed(home, site)
    site.answer(200, rss(item(1)), etag='"v1"')
    sources.read_due(now=NOW)
    site.answer(304)
    sources.read_due(now=NOW + HOUR)
    assert site.last.headers["If-None-Match"] == '"v1"'
    assert (again(one).etag, again(one).last_read_at, titles()) == ('"v1"', NOW + HOUR, ["Article 1"])


def test_the_first_reading_brings_the_newest_and_nothing_stale(home: House, site: Loopback) -> None:
    followed(home, site)
    past = [item(n, at=NOW - timedelta(days=n)) for n in range(1, 120)]
    site.answer(200, rss(*reversed(past)))
    sources.read_due(now=NOW)
    assert Idea.objects.count() == sources.AT_FIRST
    assert set(titles()) == {f"Article {n}" for n in range(1, 21)}
    site.answer(200, rss(*past))
    sources.read_due(now=NOW + HOUR)
    assert Idea.objects.count() == 89


def test_a_date_that_lies_ahead_is_none(home: House, site: Loopback) -> None:
    followed(home, site)
    site.answer(200, rss(item(at=NOW + DAY)))
    sources.read_due(now=NOW)
    assert Idea.objects.get().published_at is None


def test_two_workers_read_it_once(home: House, site: Loopback) -> None:
    one, twin = followed(home, site), Source.objects.get()
    assert sources.claim(one, now=NOW)
    assert not sources.claim(twin, now=NOW)


def test_a_claim_that_was_taken_over_writes_nothing(home: House, site: Loopback) -> None:
    one = followed(home, site)
    sources.claim(one, now=NOW)
    Source.objects.filter(pk=one.pk).update(next_look_at=NOW + HOUR)
    site.answer(200, rss(item(1)))
    sources.read(one, now=NOW)
    assert titles() == []


def test_it_is_asked_more_and_more_rarely_and_then_as_before(home: House, site: Loopback) -> None:
    one, now, pauses = followed(home, site), NOW, []
    for _ in range(7):
        site.answer(503)
        sources.read_due(now=now)
        pauses.append(again(one).next_look_at - now)
        now = again(one).next_look_at
    assert pauses == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY]
    found = again(one)
    assert (found.trouble, found.trouble_detail, found.failing_since) == (Trouble.STATUS, "503", NOW)
    site.answer(200, rss(item(1)))
    sources.read_due(now=now)
    assert (again(one).trouble, again(one).failures, again(one).failing_since) == ("", 0, None)


def test_the_editors_hear_of_it_once_after_three_days(home: House, site: Loopback) -> None:
    one = followed(home, site)
    for days in (0, 2, 3, 4):
        Source.objects.filter(pk=one.pk).update(next_look_at=NOW)
        site.answer(404)
        sources.read_due(now=NOW + timedelta(days=days))
        assert Message.objects.filter(kind="source_failing").exists() == (days >= 3)
    mails = Message.objects.filter(kind="source_failing")
    assert {mail.to_email for mail in mails} == {home.bruno.email, home.odile.email}
    assert "404" in mails[0].text


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/", "http://169.254.169.254/latest/", "file:///etc/passwd", "http://localhost/"],
)
def test_nothing_inside_is_ever_asked_for(home: House, url: str) -> None:
    one = source(home, url)
    sources.read_due(now=NOW)
    assert again(one).trouble == Trouble.NOT_PUBLIC


def test_a_name_of_several_lines_breaks_no_mail(home: House, site: Loopback) -> None:
    one = source(home, f"{site.url}/flux", name="La Revue\r\nBcc: tous@a.example \u202e")
    assert again(one).name == "La Revue Bcc: tous@a.example"
    Source.objects.filter(pk=one.pk).update(failures=1, trouble="silent", failing_since=NOW - 4 * DAY)
    site.answer(404)
    sources.read_due(now=NOW)
    assert Message.objects.filter(kind="source_failing").count() == 2


def test_the_same_source_is_followed_once_by_each_organisation(home: House) -> None:
    source(home)
    with pytest.raises(SourceThere):
        source(home)
    source(stranger())


def test_a_hundred_sources_are_enough(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST", 1)
    one = source(home)
    with pytest.raises(TooManySources):
        source(home, "https://autre.example/")
    sources.stop(one, by=home.bruno, at=NOW)
    source(home, "https://autre.example/")
    with pytest.raises(TooManySources):
        sources.resume(one, by=home.bruno, at=NOW)


def test_a_stopped_source_is_not_read_and_comes_back_well(home: House, site: Loopback) -> None:
    one = followed(home, site)
    site.answer(500)
    sources.read_due(now=NOW)
    sources.stop(one, by=home.bruno, at=NOW)
    assert sources.read_due(now=NOW + DAY) == 0
    with pytest.raises(MovedOn):
        sources.stop(one, by=home.odile, at=NOW)
    sources.resume(one, by=home.bruno, at=NOW + DAY)
    assert (again(one).failures, again(one).next_look_at) == (0, NOW + DAY)


def test_the_same_article_of_two_organisations_is_two_ideas(home: House, site: Loopback) -> None:
    other = stranger()
    followed(home, site)
    followed(other, site)
    for _ in range(2):
        site.answer(200, rss(item(1)))
    sources.read_due(now=NOW)
    assert Idea.objects.filter(organisation=home.organisation).count() == 1
    assert Idea.objects.filter(organisation=other.organisation).count() == 1


def test_what_nobody_kept_is_forgotten(home: House) -> None:
    long_ago = NOW - timedelta(days=91)
    idea(home, title="Jamais gardée", link="https://a.example/1", found_at=long_ago)
    idea(home, title="Récente", link="https://a.example/2")
    kept = idea(home, title="Gardée", link="https://a.example/3", found_at=long_ago)
    ideas.keep(kept, note="", by=home.bruno, at=NOW)
    assert ideas.forget(now=NOW) == 1
    assert titles() == ["Gardée", "Récente"]
