"""A small month from its calendar file to the mailed report, on real parts; then every count of the product is held
against what the sandbox, the SMTP server and the journal really have."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F, Sum

from influence.demo import backstage, checks
from influence.demo.cast import Cast
from influence.editorial.models import Decision
from influence.engagement.models import DailyCount, InternalCount, RawEngagement, Snapshot
from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.outbox.models import Message
from influence.publishing.models import Attempt, Publication
from influence.reporting.models import Report
from tests import makers
from tests.flows import company, dumps
from tests.flows.months import after, fill, opening, play
from tests.flows.outside import Outside
from tests.makers import House

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Month:
    home: House
    cast: Cast
    outside: Outside
    end: datetime
    before: dict[str, list[dumps.Row]]
    abroad: House

    def posts(self) -> dict[str, dict[str, Any]]:
        return {post["urn"]: post for post in self.outside.state()["posts"]}


@pytest.fixture
def month(outside: Outside) -> Month:
    home = makers.house()
    start = opening(home)
    outside.sandbox.set_clock(start)
    cast = company.two_leaders(home)
    end = after(home)
    abroad = neighbours(at=end)
    before = dumps.rows_of(abroad.organisation)
    company.arrive(outside.sandbox, cast, at=start)
    play(outside, [(cast, fill(home, at=start))], end=end)
    return Month(home=home, cast=cast, outside=outside, end=end, before=before, abroad=abroad)


def neighbours(*, at: datetime) -> House:
    """Another organisation with something of everything, none of it of this month."""
    abroad = makers.stranger()
    abroad.organisation.created_at = at
    abroad.organisation.save()
    makers.published(abroad, at=datetime(2026, 3, 3, 8, tzinfo=at.tzinfo))
    return abroad


def test_a_month_ends_as_the_outside_says(month: Month) -> None:
    for hold in HOLDS:
        hold(month)


def counts_agree(month: Month) -> None:
    outside = month.outside
    mails = [one.described() for one in outside.mail.box.all()]
    assert checks.problems(month.cast, sandbox=outside.state(), mails=mails) == []
    found = checks.counts(month.cast, sandbox=outside.state())
    expected = {"drafted": 5, "submitted": 6, "approved": 3, "returned": 1, "refused": 1, "published": 3,
                "blocked_unapproved": 1, "waiting": 0, "duplicates": 0}  # fmt: skip
    assert {name: found[name] for name in expected} == expected


def each_post_went_out_once_at_its_hour(month: Month) -> None:
    assert len(month.outside.created()) == Attempt.objects.count() == 3
    for publication in Publication.objects.filter(organisation=month.home.organisation).select_related(
        "post__slot"
    ):
        assert publication.state == "published"
        assert publication.published_at
        assert publication.post.slot
        assert timedelta(0) <= publication.published_at - publication.post.slot.at < timedelta(seconds=5)
        made = month.posts()[publication.urn]
        assert made["created_at"] == publication.due_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def readings_are_what_was_there(month: Month) -> None:
    """The sandbox, set back to the instant of each last reading, shows what the reading says."""
    readings = checks.last_readings(month.cast)
    assert len(readings) == 3
    for reading in readings:
        month.outside.sandbox.set_clock(reading.taken_at)
        counts = month.posts()[reading.publication.urn]["counts"]
        assert (reading.reactions, reading.comments, reading.reshares) == (
            counts["reactions_total"], counts["comments"], counts["reshares"],
        )  # fmt: skip
        assert reading.reactions, "nobody reacted: nothing was read"
        assert reading.impressions == counts["impressions"]
    month.outside.sandbox.set_clock(month.end)


def employees_are_counted_exactly_and_forgotten(month: Month) -> None:
    there = 0
    for reading in checks.last_readings(month.cast):
        month.outside.sandbox.set_clock(reading.taken_at)
        insiders = month.posts()[reading.publication.urn]["by_group"].get("employees", 0)
        inside = InternalCount.objects.filter(publication=reading.publication).aggregate(n=Sum("acts"))["n"]
        assert inside == insiders > 0
        there += insiders
    days = DailyCount.objects.filter(organisation=month.home.organisation, leader=None, kind="any")
    assert days.aggregate(n=Sum("acts"))["n"] == there
    assert not RawEngagement.objects.exists()
    month.outside.sandbox.set_clock(month.end)


def everybody_was_told(month: Month) -> None:
    outside, home = month.outside, month.home
    kinds = Counter(
        Message.objects.filter(organisation=home.organisation, state="sent").values_list("kind", flat=True)
    )
    decided = {"draft_approved": 3, "draft_returned": 1, "draft_refused": 1}
    assert {kind: kinds[kind] for kind in decided} == decided
    assert kinds["draft_to_approve"] == 6
    for leader, asked in ((month.cast.leaders[0], 4), (month.cast.leaders[1], 2)):
        sent = Message.objects.filter(kind="draft_to_approve", to_email=leader.user.email).count()
        assert sent == asked
    assert sum(kinds.values()) == len(outside.mail.box.all())


def the_report_says_so(month: Month) -> None:
    [report] = Report.objects.filter(organisation=month.home.organisation)
    reported = Message.objects.filter(organisation=month.home.organisation, kind="report")
    assert reported.filter(state="sent").count() == reported.count() > 0
    collective = report.figures["collective"]
    # Every post at the age of seven days, or what is nearest before it.
    aged = Snapshot.objects.filter(taken_at__lte=F("publication__published_at") + timedelta(days=7))
    readings = list(aged.order_by("publication", "-taken_at").distinct("publication"))
    inside = InternalCount.objects.aggregate(n=Sum("acts"))["n"]
    assert (collective["posts"], collective["internal"]) == (3, inside)
    for name in ("reactions", "comments", "reshares", "impressions"):
        assert collective[name] == sum(getattr(reading, name) for reading in readings)
    mails = len(month.outside.mail.box.all())
    backstage.report(now=month.end + timedelta(hours=1))
    assert len(month.outside.mail.box.all()) == mails
    assert Report.objects.get(organisation=month.home.organisation) == report
    for leader in month.cast.leaders:
        [edition] = report.editions.filter(kind="leader", leader=leader)
        [letter] = [one for one in month.outside.letters(leader.user.email) if one.subject == edition.subject]
        assert any(part.get_content_type() == "application/pdf" for _n, part in letter.leaves())


def the_journal_holds(month: Month) -> None:
    assert list(breaks(month.home.organisation.pk)) == []
    verbs = Counter(Entry.objects.filter(organisation=month.home.organisation).values_list("verb", flat=True))
    expected = {"post.written": 5, "post.submitted": 6, "post.approved": 3, "post.returned": 1, "post.refused": 1,
                "post.missed": 1, "publication.planned": 3, "publication.published": 3, "report.frozen": 1,
                "report.mailed": 1}  # fmt: skip
    assert {verb: verbs[verb] for verb in expected} == expected
    assert (
        Decision.objects.count() - 1
        == verbs["post.approved"] + verbs["post.returned"] + verbs["post.refused"]
    )


def the_neighbours_are_as_they_were(month: Month) -> None:
    assert dumps.rows_of(month.abroad.organisation) == month.before


HOLDS: tuple[Callable[[Month], None], ...] = (
    counts_agree,
    each_post_went_out_once_at_its_hour,
    readings_are_what_was_there,
    employees_are_counted_exactly_and_forgotten,
    everybody_was_told,
    the_report_says_so,
    the_journal_holds,
    the_neighbours_are_as_they_were,
)
