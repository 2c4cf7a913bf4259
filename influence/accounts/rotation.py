"""Sealing every token again under the current key, one account a transaction: it can stop and start anywhere."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q

from influence.accounts.models import Account
from influence.accounts.seal import Purpose, Unreadable, current_key, key_of, seal, unseal
from influence.journal.actions import record

COLUMNS = {Purpose.ACCESS: "sealed_access", Purpose.REFRESH: "sealed_refresh"}


class Rotated(StrEnum):
    SEALED_AGAIN = "sealed_again"
    CURRENT = "current"
    # Its key is gone or the bytes were changed: the leader has to connect again.
    UNREADABLE = "unreadable"


def with_tokens() -> list[int]:
    held = Account.objects.filter(Q(sealed_access__isnull=False) | Q(sealed_refresh__isnull=False))
    return list(held.order_by("id").values_list("id", flat=True))


@transaction.atomic
def rotate(account_id: int, *, at: datetime, dry_run: bool = False) -> Rotated:
    """Under a lock of the row, so that a token renewed meanwhile is not overwritten by its older self."""
    account = Account.objects.select_for_update().get(pk=account_id)
    try:
        changes = sealed_again(account)
    except Unreadable:
        return Rotated.UNREADABLE
    if not changes:
        return Rotated.CURRENT
    if not dry_run:
        Account.objects.filter(pk=account.pk).update(**changes)
        record(
            "account.resealed",
            account,
            organisation_id=account.organisation_id,
            at=at,
            by=None,
            key=current_key(),
        )
    return Rotated.SEALED_AGAIN


def sealed_again(account: Account) -> dict[str, Any]:
    """The columns that are under another key than the current one."""
    changes = {}
    for purpose, column in COLUMNS.items():
        sealed = getattr(account, column)
        if sealed is not None and key_of(sealed) != current_key():
            plain = unseal(sealed, account=account, purpose=purpose)
            changes[column] = seal(plain, account=account, purpose=purpose)
    return changes
