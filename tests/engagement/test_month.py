from datetime import date, timedelta

from influence.engagement.models import DailyCount
from influence.engagement.queries import month_engagement
from influence.people.models import Employee
from tests.makers import NOW, House

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


def enrolled(home: House, department_id: int, n: int) -> None:
    Employee.objects.bulk_create(
        Employee(organisation=home.organisation, department_id=department_id, pseudonym=f"{department_id}-{i}",
                 notice_version="1", enrolled_at=NOW, leave_key=f"{department_id}-{i}")
        for i in range(n)
    )  # fmt: skip


def counted(home: House, department_id: int, day: int, persons: int) -> None:
    for leader in (home.leader, None):
        DailyCount.objects.create(
            organisation=home.organisation, day=FIRST + timedelta(days=day - 1), leader=leader,
            department_id=department_id, kind="any", acts=persons, persons=persons,
        )  # fmt: skip


def test_a_department_shows_only_with_ten_members_and_five_persons_on_a_day(home: House) -> None:
    soins, numerique = home.department.pk, home.other_department.pk
    enrolled(home, soins, 20)
    enrolled(home, numerique, 20)
    counted(home, soins, 3, 8)
    counted(home, numerique, 3, 9)
    table = month_engagement(home.organisation, first=FIRST, last=LAST).table
    assert table.cells[str(soins), str(home.leader.pk)] == 8
    assert table.total == 17


def test_one_eager_person_over_twenty_days_is_not_shown(home: House) -> None:
    soins, numerique = home.department.pk, home.other_department.pk
    enrolled(home, soins, 20)
    enrolled(home, numerique, 20)
    for day in range(1, 21):
        counted(home, soins, day, 1)
    counted(home, numerique, 3, 9)
    month = month_engagement(home.organisation, first=FIRST, last=LAST)
    assert month.person_days[soins, home.leader.pk] == 20
    assert month.table.cells[str(soins), str(home.leader.pk)] is None
    # Nor may the total give it back.
    assert month.table.total is None or month.table.cells[str(numerique), str(home.leader.pk)] is None


def test_a_small_department_never_shows(home: House) -> None:
    soins, numerique = home.department.pk, home.other_department.pk
    enrolled(home, soins, 9)
    enrolled(home, numerique, 20)
    counted(home, soins, 3, 9)
    counted(home, numerique, 3, 9)
    assert (
        month_engagement(home.organisation, first=FIRST, last=LAST).table.cells[
            str(soins), str(home.leader.pk)
        ]
        is None
    )


def test_the_other_organisation_counts_nothing_here(home: House, abroad: House) -> None:
    counted(home, home.department.pk, 3, 9)
    month = month_engagement(abroad.organisation, first=FIRST, last=LAST)
    assert (month.acts, month.person_days) == (0, {})
