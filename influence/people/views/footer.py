from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from influence.core.cadence import local_date
from influence.people.models import Conformity
from influence.people.statements import conformity, statement_of


def page(request: HttpRequest) -> dict[str, Any]:
    """What every footer says: the reader's organisation's state of accessibility."""
    member = getattr(request, "member", None)
    if member is None:
        return {"accessible": Conformity.NONE}
    mine = member.organisation
    return {"accessible": conformity(statement_of(mine), today=local_date(timezone.now(), mine.zone))}
