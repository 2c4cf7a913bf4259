"""Months to report on: rows as the other rooms leave them."""

from datetime import UTC, date, datetime, timedelta

from influence.accounts.models import Account
from influence.editorial.models import Slot
from influence.engagement.models import DailyCount, InternalCount, Snapshot
from influence.people.models import Department, Employee, Leader, Membership, Organisation, Role
from influence.publishing.models import Publication
from tests import makers
from tests.makers import House

JUNE = date(2026, 6, 1)
# 08:00 in Paris, on the first.
JULY = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)


def day(n: int, month: int = 6, hour: int = 8) -> datetime:
    return datetime(2026, month, n, hour, tzinfo=UTC)


def another_leader(
    home: House, name: str, *, department: Department | None = None, email: str = ""
) -> Leader:
    """A leader who signs in, at a desk of their own."""
    address = email or f"{name.split(maxsplit=1)[0].lower()}@{home.organisation.slug}.example"
    user = makers.member(home.organisation, name, Role.LEADER, address)
    return Leader.objects.create(
        organisation=home.organisation, codir=home.codir, department=department or home.other_department, user=user,
        name=name, function="Directeur", zone=home.organisation.zone,
    )  # fmt: skip


def on_a_page(home: House, *, at: datetime) -> Publication:
    """A post that Claire signed for the hospital's page."""
    page, _created = Account.objects.get_or_create(
        organisation=home.organisation, leader=home.leader, kind="page", through=home.account,
        author_urn="urn:li:organization:5501001", author_name="CHU Saint-Luc",
    )  # fmt: skip
    publication = makers.published(home, at=at)
    Publication.objects.filter(pk=publication.pk).update(account=page)
    publication.refresh_from_db()
    return publication


def read(
    publication: Publication,
    *,
    impressions: int | None,
    reactions: int,
    comments: int = 0,
    reshares: int = 0,
    inside: int = 0,
    after: timedelta = timedelta(days=2),
) -> Snapshot:
    """Counters as the network gave them; `inside`: acts of enrolled employees among them."""
    if inside:
        InternalCount.objects.update_or_create(
            publication=publication, kind="reaction", defaults={"acts": inside}
        )
    return Snapshot.objects.create(
        organisation=publication.organisation, publication=publication, taken_at=publication.published_at + after,
        impressions=impressions, reach=impressions, reactions=reactions, comments=comments, reshares=reshares,
    )  # fmt: skip


def enrol(organisation: Organisation, department: Department, n: int) -> None:
    Employee.objects.bulk_create(
        Employee(organisation=organisation, department=department, pseudonym=f"{department.pk}-{i}", notice_version="1",
                 enrolled_at=makers.NOW, leave_key=f"{department.pk}-{i}")
        for i in range(n)
    )  # fmt: skip


def engaged(leader: Leader, department: Department, persons: int, *, on: date = date(2026, 6, 10)) -> None:
    """So many distinct employees of a department on one day; the day's row of any leader counts them too."""
    DailyCount.objects.create(
        organisation=leader.organisation, day=on, leader=leader, department=department, kind="any", acts=persons,
        persons=persons,
    )  # fmt: skip
    whole, _created = DailyCount.objects.get_or_create(
        organisation=leader.organisation, day=on, leader=None, department=department, kind="any",
        defaults={"acts": 0, "persons": 0},
    )  # fmt: skip
    whole.acts, whole.persons = whole.acts + persons, whole.persons + persons
    whole.save(update_fields=["acts", "persons"])


def worked_example(home: House) -> None:
    """domain.md §1.5: T = 0.315789, E-I = −0.428571."""
    third = Department.objects.create(organisation=home.organisation, name="Logistique", headcount=20)
    other = another_leader(home, "Luc Bernard")
    for department, n in ((home.department, 100), (home.other_department, 50), (third, 20)):
        enrol(home.organisation, department, n)
    for leader, counts in ((home.leader, (30, 5, 1)), (other, (10, 20, 4))):
        for department, n in zip((home.department, home.other_department, third), counts, strict=True):
            engaged(leader, department, n)


def free_slot(leader: Leader, home: House, at: datetime) -> Slot:
    """Of next month's calendar."""
    from influence.core.cadence import wall

    on, time = wall(at, leader.zone)
    return Slot.objects.create(
        organisation=home.organisation,
        leader=leader,
        pillar=home.pillar,
        day=on,
        time=time,
        zone=leader.zone,
        at=at,
    )


def busy_june(home: House) -> Leader:
    """Twelve posts of two leaders after six in May, read, with employees among the readers. Returns the second leader."""
    worked_example(home)
    other = Leader.objects.get(organisation=home.organisation, name="Luc Bernard")
    for n in range(6):
        read(
            makers.published(home, at=day(4 + 3 * n, 5)), impressions=900, reactions=40, comments=2, inside=20
        )
    for n in range(8):
        read(
            makers.published(home, at=day(2 + 3 * n)),
            impressions=1_111 + n,
            reactions=50,
            comments=4,
            reshares=1,
            inside=15,
        )
    for n in range(4):
        going = makers.published(home, at=day(3 + 5 * n, hour=10), leader=other, pillar=home.other_pillar)
        read(going, impressions=77_431 + n, reactions=30, comments=3, reshares=2, inside=9)
    free_slot(home.leader, home, day(7, 7))
    free_slot(other, home, day(9, 7))
    return other


def english(*people: Membership) -> None:
    for member in people:
        member.user.language = "en"
        member.user.save(update_fields=["language"])
