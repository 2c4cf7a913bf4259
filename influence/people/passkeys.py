"""Passkeys: a way in beside the password, never a second lock behind it. A leader whose phone has one approves from the mail
with a finger; whoever lost it has the password, or the code."""

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from influence.people.models import User


class Adapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "Cette clé d'accès n'est pas reconnue. Réessayez, ou prenez un autre moyen."
        ),
    }

    def is_mfa_enabled(self, user: AbstractBaseUser, types: object = None) -> bool:
        """Whoever has a passkey may still sign in with their password alone, on a device that has none."""
        return False

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        count = len(passkeys_of(user))
        return _("Ma clé d'accès") if not count else _("Clé d'accès %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the device shows beside the key, and the host that alone may ask for it."""
        return {"id": context.request.get_host().partition(":")[0], "name": "Influence"}


def passkeys_of(user: AbstractBaseUser) -> list[Authenticator]:
    found = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return list(found.order_by("created_at", "pk"))


def has_passkey(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
