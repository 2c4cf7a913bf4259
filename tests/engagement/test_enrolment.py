from datetime import timedelta

import pytest

from influence.engagement.enrolment import EnrolmentClosed, enrol, leave, leave_as
from influence.engagement.models import RawEngagement
from influence.people.models import Employee, Organisation
from tests import makers
from tests.engagement.test_collect import Feed, collect, join, like, urn
from tests.makers import NOW, House


def test_what_is_kept_of_a_volunteer_names_nobody(home: House) -> None:
    key = join(home, "ines")
    kept = " ".join(str(value) for value in Employee.objects.values_list().get())
    assert "ines" not in kept
    assert key not in kept


def test_joining_again_changes_the_department_and_the_link(home: House) -> None:
    first = join(home, "ines")
    second = join(home, "ines", home.other_department)
    assert Employee.objects.get().department == home.other_department
    assert leave(key=first, at=NOW) is False
    assert leave(key=second, at=NOW) is True


def test_leaving_forgets_at_once_and_twice_is_no_error(home: House) -> None:
    key = join(home, "ines")
    publication = makers.published(home)
    collect(publication, Feed(liked=[like("ines", NOW)]), now=NOW + timedelta(hours=1))
    assert leave(key=key, at=NOW) is True
    assert (Employee.objects.count(), RawEngagement.objects.count()) == (0, 0)
    assert leave(key=key, at=NOW) is False


def test_who_lost_the_link_leaves_by_signing_in_again(home: House) -> None:
    join(home, "ines")
    assert leave_as(organisation=home.organisation, member_urn=urn("ines"), at=NOW) is True
    assert leave_as(organisation=home.organisation, member_urn=urn("ines"), at=NOW) is False


def test_nobody_can_join_before_the_works_council_was_consulted(home: House) -> None:
    Organisation.objects.filter(pk=home.organisation.pk).update(works_council_on=None)
    home.organisation.refresh_from_db()
    with pytest.raises(EnrolmentClosed):
        enrol(organisation=home.organisation, department=home.department, member_urn=urn("ines"), at=NOW)
    assert Employee.objects.count() == 0
