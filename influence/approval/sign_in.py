"""A new password ends what stood beside the old one: the browsers that codes made known. Whoever lost their phone, or their
mailbox, and chooses another password has thought of no other place. Sessions end by Django's own rule."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from influence.approval.actions import forget_devices
from influence.people import sign_in


class Adapter(sign_in.Adapter):
    @transaction.atomic
    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        forget_devices(user, at=timezone.now())  # type: ignore[arg-type]
