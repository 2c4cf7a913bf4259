"""Two organisations of the same names, people and words on one machine: what the one does, its workers and its reports
never touch, read or tell anything of the other."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Sum

from influence.demo import backstage, connections
from influence.demo.cast import Cast
from influence.editorial.models import Post
from influence.engagement.enrolment import enrol
from influence.engagement.models import DailyCount, InternalCount
from influence.journal.queries import breaks
from influence.outbox.models import Message
from influence.publishing.models import Publication
from influence.reporting.models import Report
from tests import makers
from tests.editorial import stories
from tests.flows import company, dumps
from tests.flows.months import after, fill, opening, play
from tests.flows.outside import Outside
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db(transaction=True)


def twin() -> House:
    """The same names all over; only the name of the house, and the addresses of its people, differ."""
    return makers.house("saint-luc-bis", "Clinique Saint-Luc-Bis")


def enrol_some(home: House, cast: Cast, first: int, last: int, *, at: datetime) -> None:
    """The members from `first` to `last` of those whom both houses know."""
    for one in list(connections.volunteers(cast))[first:last]:
        enrol(
            organisation=home.organisation,
            department=home.department,
            member_urn=f"urn:li:person:{one.member_id}",
            at=at,
        )


def full_of(home: House, *, at: datetime) -> None:
    """Something at every stage, told to everybody, and none of it due before the summer is over."""
    makers.connected(home)
    far = at + timedelta(days=80)
    stories.draft(home, text="Un brouillon.", where=makers.slot(home, at=far), at=at)
    for days, verb in ((1, stories.in_review), (2, stories.approved)):
        verb(home, text=f"Texte {days}.", where=makers.slot(home, at=far + timedelta(days=days)))
    makers.published(home, at=at - timedelta(days=60))
    # A house that came later has no report of this month.
    home.organisation.created_at = after(home)
    home.organisation.save()
    backstage.publish(now=at)
    backstage.deliver(now=NOW)


@pytest.mark.deep
def test_a_month_of_one_leaves_every_row_of_the_other_as_it_was(outside: Outside) -> None:
    home, other = makers.house(), twin()
    start = opening(home)
    outside.sandbox.set_clock(start)
    mine, theirs = company.two_leaders(home), company.two_leaders(other)
    company.arrive(outside.sandbox, mine, at=start)
    enrol_some(other, theirs, 5, 10, at=start)
    full_of(other, at=start)
    before, mails = dumps.rows_of(other.organisation), len(outside.mail.box.all())
    assert all(before[table] for table in FILLED), [table for table in FILLED if not before[table]]
    play(outside, [(mine, fill(home, at=start))], end=after(home))
    now = dumps.rows_of(other.organisation)
    assert {table: rows for table, rows in now.items() if rows != before[table]} == {}
    assert Post.objects.filter(organisation=home.organisation, state="published").count() == 3
    told = outside.mail.box.all()[: len(outside.mail.box.all()) - mails]
    assert told
    assert not [one for one in told if any("saint-luc-bis" in address for address in one.recipients)]
    assert list(dumps.crossings()) == []


FILLED = (
    "people.Leader", "people.Employee", "people.User", "accounts.Account", "editorial.Post", "editorial.Version",
    "editorial.Slot", "editorial.Decision", "editorial.LinePillar", "approval.Link", "publishing.Publication",
    "outbox.Message", "journal.Entry",
)  # fmt: skip


@pytest.mark.deep
def test_two_months_side_by_side_are_told_apart(outside: Outside) -> None:
    """The same file, the same hours, the same colleagues at LinkedIn: half of them belong to both houses, the others to one."""
    home, other = makers.house(), twin()
    start, end = opening(home), after(home)
    outside.sandbox.set_clock(start)
    mine, theirs = company.two_leaders(home), company.two_leaders(other)
    company.known(outside.sandbox, mine)
    outside.sandbox.register(
        {"id": theirs.member_ids[leader.pk], "name": leader.name, "group": "leaders"}
        for leader in theirs.leaders
    )
    for cast in (mine, theirs):
        connections.connect_leaders(outside.sandbox, cast, at=start)
    enrol_some(home, mine, 0, 10, at=start)
    enrol_some(other, theirs, 5, 10, at=start)
    play(outside, [(mine, fill(home, at=start)), (theirs, fill(other, at=start))], end=end)
    assert list(dumps.crossings()) == []
    for house, cast, staff in ((home, mine, 10), (other, theirs, 5)):
        went_out_as_their_own(outside, house, cast)
        counted_own_staff_only(house, staff=staff)
        reported_alone(outside, house, than=other if house is home else home)
        assert list(breaks(house.organisation.pk)) == []


def went_out_as_their_own(outside: Outside, house: House, cast: Cast) -> None:
    authors = {f"urn:li:person:{member}" for member in cast.member_ids.values()}
    there = {post["urn"] for post in outside.state()["posts"] if post["author"] in authors}
    ours = Publication.objects.filter(organisation=house.organisation, state="published")
    assert set(ours.values_list("urn", flat=True)) == there
    assert len(there) == 3


def counted_own_staff_only(house: House, *, staff: int) -> None:
    """Whoever is enrolled next door only is the public here: no post has more reactions of employees than employees."""
    counts = InternalCount.objects.filter(publication__organisation=house.organisation)
    days = DailyCount.objects.filter(organisation=house.organisation, leader=None, kind="any").aggregate(
        n=Sum("acts")
    )["n"]
    assert days == counts.aggregate(n=Sum("acts"))["n"]
    reacted = [one.acts for one in counts.filter(kind="reaction")]
    assert len(reacted) == 3
    assert 0 < max(reacted) <= staff


def reported_alone(outside: Outside, house: House, *, than: House) -> None:
    [report] = Report.objects.filter(organisation=house.organisation)
    assert report.figures["collective"]["posts"] == 3
    for edition in report.editions.all():
        assert than.organisation.name not in edition.html + edition.text + edition.subject
        assert house.organisation.name in edition.html
    for message in Message.objects.filter(organisation=house.organisation):
        assert message.to_email.endswith(f"@{house.organisation.slug}.example")
