"""An employee's own act of joining, and of leaving (R-3.1). Neither leaves a name, an address or a member's id."""

import secrets
from datetime import datetime

from django.db import transaction

from influence.engagement.actions import forget
from influence.engagement.pseudonym import digest, pseudonym
from influence.journal.actions import record
from influence.people.models import Department, Employee, Organisation

# Changes whenever the words that people agree to change.
NOTICE = "2026-11"


class EnrolmentClosed(Exception):
    """The works council has not been consulted yet, or nobody wrote down when (R-3.10)."""


@transaction.atomic
def enrol(*, organisation: Organisation, department: Department, member_urn: str, at: datetime) -> str:
    """Join, or come back to change one's department. Returns the key of the personal link that leaves: shown once,
    kept as a digest only."""
    if not organisation.enrolment_is_open:
        raise EnrolmentClosed
    key = secrets.token_urlsafe(24)
    Employee.objects.update_or_create(
        organisation=organisation,
        pseudonym=pseudonym(member_urn, organisation_id=organisation.pk),
        defaults={
            "department": department,
            "notice_version": NOTICE,
            "enrolled_at": at,
            "leave_key": digest(key),
        },
    )
    # The journal says that somebody joined, never who: an employee's id in it would outlive their leaving.
    record("employee.enrolled", organisation, organisation_id=organisation.pk, at=at, by=None)
    return key


def leave(*, key: str, at: datetime) -> bool:
    """Leave by the personal link. False when there was nobody (any more): leaving twice is no error."""
    employee = Employee.objects.select_related("organisation").filter(leave_key=digest(key)).first()
    return employee is not None and gone(employee, at=at)


def leave_as(*, organisation: Organisation, member_urn: str, at: datetime) -> bool:
    """Leave by signing in again, for whoever has lost the link."""
    who = pseudonym(member_urn, organisation_id=organisation.pk)
    employee = (
        Employee.objects.select_related("organisation")
        .filter(organisation=organisation, pseudonym=who)
        .first()
    )
    return employee is not None and gone(employee, at=at)


@transaction.atomic
def gone(employee: Employee, *, at: datetime) -> bool:
    organisation = employee.organisation
    forget(organisation, pseudonym=employee.pseudonym)
    deleted, _ = Employee.objects.filter(pk=employee.pk).delete()
    if deleted:
        record("employee.left", organisation, organisation_id=organisation.pk, at=at, by=None)
    return deleted > 0
