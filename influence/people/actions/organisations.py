from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from influence.journal.actions import record
from influence.people.actions.members import invite
from influence.people.models import Codir, Department, Language, Organisation, Role, User
from influence.people.refusals import NameTaken


@transaction.atomic
def found(
    name: str,
    *,
    slug: str,
    zone: str,
    language: Language,
    operator_name: str,
    operator_email: str,
    at: datetime,
) -> Organisation:
    """A new organisation with its first operator, who is invited by mail and does the rest on the pages."""
    organisation = Organisation.objects.create(name=name, slug=slug, zone=zone, language=language)
    record("organisation.founded", organisation, organisation_id=organisation.pk, at=at, by=None)
    invite(organisation, name=operator_name, email=operator_email, role=Role.OPERATOR, by=None, at=at)
    return organisation


@transaction.atomic
def amend(organisation: Organisation, *, changes: Mapping[str, Any], by: User, at: datetime) -> None:
    """Write the fields that changed. The journal keeps their names only: a value may be somebody's words."""
    changed = {name: value for name, value in changes.items() if getattr(organisation, name) != value}
    if not changed:
        return
    Organisation.objects.filter(pk=organisation.pk).update(**changed)
    record(
        "organisation.amended",
        organisation,
        organisation_id=organisation.pk,
        at=at,
        by=by.pk,
        fields=sorted(changed),
    )


def amend_profile(
    user: User,
    *,
    name: str,
    language: str,
    phrase: str = "",
    quiet_from: time | None = None,
    quiet_until: time | None = None,
) -> None:
    """A person's own name and language, the phrase that our mails show them, and when these may wait. They belong to no
    organisation, so no journal tells of them."""
    User.objects.filter(pk=user.pk).update(
        name=name, language=language, phrase=phrase, quiet_from=quiet_from, quiet_until=quiet_until
    )


@transaction.atomic
def keep_codir(
    codir: Codir | None, *, organisation: Organisation, name: str, by: User, at: datetime
) -> Codir:
    kept = written(Codir, codir, organisation=organisation, name=name)
    record("codir.kept", kept, organisation_id=organisation.pk, at=at, by=by.pk)
    return kept


@transaction.atomic
def keep_department(
    department: Department | None,
    *,
    organisation: Organisation,
    name: str,
    headcount: int,
    by: User,
    at: datetime,
) -> Department:
    kept = written(Department, department, organisation=organisation, name=name, headcount=headcount)
    record("department.kept", kept, organisation_id=organisation.pk, at=at, by=by.pk, headcount=headcount)
    return kept


def written(kind: type[Any], found: Any, *, organisation: Organisation, **words: Any) -> Any:
    try:
        with transaction.atomic():
            kept, _new = kind.objects.update_or_create(
                pk=found.pk if found else None, organisation=organisation, defaults=words
            )
    except IntegrityError as error:
        raise NameTaken(words["name"]) from error
    return kept
