"""What allauth asks of us: no sign-up, mails through the outbox, and our own words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from influence.people.invitations import (
    send_password_link,
    tell_passkey_added,
    tell_passkey_removed,
    tell_password_changed,
)

SAID = {
    "account/messages/password_changed.txt": _("Votre mot de passe est enregistré."),
    "account/messages/password_set.txt": _("Votre mot de passe est enregistré."),
    "mfa/messages/webauthn_added.txt": _("Votre clé d'accès est enregistrée."),
    "mfa/messages/webauthn_removed.txt": _("Cette clé d'accès est retirée."),
    "account/messages/logged_out.txt": _("Vous êtes déconnecté."),
}

TOLD = {"mfa/email/webauthn_added": tell_passkey_added, "mfa/email/webauthn_removed": tell_passkey_removed}


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("L'adresse ou le mot de passe n'est pas le bon."),
        "too_many_login_attempts": _("Trop d'essais sans succès. Réessayez dans quelques minutes."),
        "enter_current_password": _("Ce n'est pas votre mot de passe actuel."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by their organisation; nobody signs up alone."""
        return False

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """As a row of the outbox: a mail server that is down loses no link."""
        send_password_link(user, uid=context["uid"], token=context["key"], at=timezone.now())  # type: ignore[arg-type]

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """allauth notifies of passwords and passkeys only, as it is wired here (people.urls)."""
        tell = TOLD.get(template_prefix, tell_password_changed)
        tell(user, at=timezone.now())  # type: ignore[arg-type]

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None,
        message_context: dict[str, Any] | None = None, extra_tags: str = "", message: str | None = None,
    ) -> None:  # fmt: skip
        """Our sentence for what is worth one; signing in needs none, the page says it."""
        sentence = message or SAID.get(message_template or "")
        if sentence:
            super().add_message(request, level, extra_tags=extra_tags, message=str(sentence))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"
