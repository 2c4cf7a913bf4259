from datetime import datetime, timedelta

from django.db import transaction

from influence.approval.models import Code, Device
from influence.journal.actions import record
from influence.people.models import User

# Spent codes and devices are kept a while for the operator who looks into a complaint, then deleted (ASVS 14.2.7).
KEPT_FOR = timedelta(days=30)


@transaction.atomic
def forget_device(device: Device, *, by: User, at: datetime) -> None:
    """From now on that browser needs a code again. Forgetting twice is no fault."""
    if not Device.objects.filter(pk=device.pk, expires_at__gt=at).update(expires_at=at):
        return
    for organisation_id in by.memberships.values_list("organisation_id", flat=True):
        record("device.forgotten", device, organisation_id=organisation_id, at=at, by=by.pk)


@transaction.atomic
def forget_devices(user: User, *, at: datetime) -> None:
    """All of theirs: by their own hand, as they chose a new password."""
    for device in Device.objects.filter(user=user, expires_at__gt=at).order_by("pk"):
        forget_device(device, by=user, at=at)


def used(device: Device, *, at: datetime) -> None:
    """Shown to the leader beside each of their devices."""
    Device.objects.filter(pk=device.pk).update(last_used_at=at)


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Delete codes and devices that have been void for a month. Returns how many."""
    codes, _ = Code.objects.filter(expires_at__lt=now - KEPT_FOR).delete()
    devices, _ = Device.objects.filter(expires_at__lt=now - KEPT_FOR).delete()
    return codes + devices
