"""A CoDir at work on Thursday 11 June 2026: the demo's people and some of its texts, through the real actions and the
sandbox, with last month published and read, and this month half played."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from influence.approval.actions import decide
from influence.core import cadence
from influence.demo import backstage, connections
from influence.demo.calendar import SHIPPED, shifted
from influence.demo.cast import Cast, gather
from influence.editorial.actions import plan_slot, submit, write_post
from influence.editorial.models import Channel, DecisionKind, Pillar, Post
from influence.engagement.enrolment import enrol
from influence.people.models import Leader
from tests.browser.stage import Stage

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
# Twenty past ten in Paris.
TODAY = datetime(2026, 6, 11, 8, 20, tzinfo=UTC)
WRITTEN = datetime(2026, 4, 27, 8, tzinfo=UTC)
REASON = "Le chiffre doit être vérifié avec l'équipe."


@dataclass(frozen=True)
class Row:
    day: date
    time: time
    leader: Leader
    pillar: Pillar
    text: str


def rows(people: Cast) -> list[Row]:
    """The free texts of the demo's calendar, moved to May and June 2026."""
    told = csv.DictReader(
        io.StringIO(shifted(SHIPPED.read_bytes(), first_month=MAY).decode("utf-8-sig")), delimiter=";"
    )
    leaders = {leader.name: leader for leader in people.leaders}
    pillars = {pillar.name: pillar for pillar in people.organisation.pillars.all()}
    return [
        Row(
            day=datetime.strptime(row["date"], "%d/%m/%Y").replace(tzinfo=UTC).date(),
            time=datetime.strptime(row["heure"], "%Hh%M").replace(tzinfo=UTC).time(),
            leader=leaders[row["dirigeant"]], pillar=pillars[row["pilier"]], text=row["texte"],
        )
        for row in told if row["texte"] and row["dirigeant"] in leaders
    ]  # fmt: skip


def put_down(people: Cast, row: Row) -> Post:
    whose = {"organisation": people.organisation, "leader": row.leader, "pillar": row.pillar}
    slot = plan_slot(**whose, day=row.day, time=row.time, zone=row.leader.zone, fold=None, at=WRITTEN)
    return write_post(**whose, slot=slot, text=row.text, by=people.editors[0], at=WRITTEN)


def decided(post: Post, kind: DecisionKind, *, at: datetime) -> None:
    version = Post.objects.select_related("version__post__leader__user").get(pk=post.pk).version
    assert version
    decide(
        version, kind=kind, reason="" if kind == DecisionKind.APPROVE else REASON, by=version.post.leader.user,
        content_hash=version.content_hash, channel=Channel.SESSION, at=at,
    )  # fmt: skip


def handed_in(people: Cast, row: Row, *, at: datetime) -> Post:
    post = put_down(people, row)
    submit(post, by=people.editors[0], at=at, closeness_reason="Deux voix qui se répondent.")
    return post


def published(stage: Stage, people: Cast, row: Row) -> Post:
    """Handed in, approved, and out at its slot."""
    post = handed_in(people, row, at=WRITTEN)
    decided(post, DecisionKind.APPROVE, at=WRITTEN + timedelta(hours=3))
    stage.go_out(cadence.instant(row.day, row.time, row.leader.zone))
    return post


def connect_everybody(stage: Stage, people: Cast) -> None:
    """All leaders but the last, who publishes by hand."""
    connections.register(stage.sandbox, people)
    connections.receive(stage.sandbox, people)
    but_one = Cast(**(people.__dict__ | {"leaders": people.leaders[:-1], "modes": {}}))
    connections.connect_leaders(stage.sandbox, but_one, at=WRITTEN)
    departments = {department.pk: department for department in people.organisation.departments.all()}
    for volunteer in connections.volunteers(people):
        urn = f"urn:li:person:{volunteer.member_id}"
        enrol(
            organisation=people.organisation,
            department=departments[volunteer.department_id],
            member_urn=urn,
            at=WRITTEN,
        )


def open_house(stage: Stage) -> Cast:
    """Everybody there, the accounts connected, nothing written yet."""
    stage.stand_at(WRITTEN)
    people = gather()
    connect_everybody(stage, people)
    return people


def may(stage: Stage, people: Cast, *, posts: int = 8) -> None:
    """Last month: published, and read a few days after each."""
    rows_of_may = [
        row for row in rows(people) if row.day.month == MAY.month and row.leader != people.leaders[-1]
    ]
    for row in rows_of_may[:posts]:
        published(stage, people, row)
        stage.stand_at(cadence.instant(row.day, row.time, row.leader.zone) + timedelta(hours=30))
        backstage.observe(now=cadence.instant(row.day, row.time, row.leader.zone) + timedelta(hours=30))
    stage.stand_at(datetime(2026, 5, 31, 20, tzinfo=UTC))
    backstage.observe(now=datetime(2026, 5, 31, 20, tzinfo=UTC))


def june(stage: Stage, people: Cast) -> list[Post]:
    """This month: what is before today is out, what follows is at every stage of its way."""
    mine = [row for row in rows(people) if row.day.month == JUNE.month]
    before, after = (
        [row for row in mine if row.day < TODAY.date()],
        [row for row in mine if row.day > TODAY.date()],
    )
    for row in before:
        published(stage, people, row)
    stage.stand_at(TODAY)
    posts = [along(people, row, rank=rank) for rank, row in enumerate(after)]
    backstage.publish(now=TODAY)
    return posts


def along(people: Cast, row: Row, *, rank: int) -> Post:
    at = TODAY - timedelta(hours=20)
    match rank % 7:
        case 0 | 2:
            post = handed_in(people, row, at=at)
            decided(post, DecisionKind.APPROVE, at=at + timedelta(hours=2))
        case 3:
            post = handed_in(people, row, at=at)
            decided(post, DecisionKind.RETURN, at=at + timedelta(hours=2))
        case 1 | 4 | 5:
            post = handed_in(people, row, at=at)
        case _:
            post = put_down(people, row)
    return post


def busy(stage: Stage) -> Cast:
    people = open_house(stage)
    june(stage, people)
    return people
