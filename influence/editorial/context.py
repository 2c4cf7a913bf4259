"""What the navigation asks of this room. Asked when a whole page is drawn, and by nothing else."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from influence.editorial.flags import is_approver
from influence.people.mandates import was_ever_given


def page(request: HttpRequest) -> dict[str, Any]:
    member = getattr(request, "member", None)
    return {
        "gives_second_approvals": SimpleLazyObject(lambda: member is not None and is_approver(member)),
        "decides_for_others": SimpleLazyObject(lambda: member is not None and was_ever_given(member)),
    }
