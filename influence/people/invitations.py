"""Mails about an account of the product itself: the link to choose a password, and what was done with it."""

import hashlib
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from influence.outbox.actions import queue
from influence.people.models import Membership, Organisation, User
from influence.people.queries import first_organisation


def password_key(user: User) -> tuple[str, str]:
    """What the page to choose a password wants in its address. Good once and for three days: the token is made from
    the password as it is, so a password chosen voids it."""
    return user_pk_to_url_str(user), default_token_generator.make_token(user)


def fingerprint(token: str) -> str:
    """Names a mail without telling the secret that it carries."""
    return hashlib.sha256(token.encode()).hexdigest()[:20]


def invite_by_mail(membership: Membership, *, by: User | None, at: datetime) -> bool:
    """At most one a minute for a member, however often the button is pressed."""
    user = membership.user
    written = queue(
        kind="invitation", dedup_key=f"invitation:{membership.pk}:{at:%Y-%m-%dT%H:%M}", to=user, language=user.language,
        context={"key": password_key(user), "role": membership.get_role_display, "invited_by": by},
        at=at, organisation=membership.organisation, is_secret=True,
    )  # fmt: skip
    return written is not None


def announce(membership: Membership, *, by: User | None, at: datetime) -> None:
    """To somebody who signs in already: they have one more organisation."""
    user = membership.user
    queue(
        kind="added_to_organisation", dedup_key=f"added_to_organisation:{membership.pk}", to=user, language=user.language,
        context={"role": membership.get_role_display, "invited_by": by}, at=at, organisation=membership.organisation,
    )  # fmt: skip


def send_password_link(user: User, *, uid: str, token: str, at: datetime) -> None:
    queue(
        kind="password_reset", dedup_key=f"password_reset:{user.pk}:{fingerprint(token)}", to=user, language=user.language,
        context={"key": (uid, token)}, at=at, organisation=home_of(user), is_secret=True,
    )  # fmt: skip


def tell_password_changed(user: User, *, at: datetime) -> None:
    queue(
        kind="password_changed", dedup_key=f"password_changed:{user.pk}:{at.isoformat()}", to=user, language=user.language,
        context={"changed_at": at, "zone": zone_of(user)}, at=at, organisation=home_of(user),
    )  # fmt: skip


def tell_passkey_added(user: User, *, at: datetime) -> None:
    tell_passkey("passkey_added", user, at=at)


def tell_passkey_removed(user: User, *, at: datetime) -> None:
    tell_passkey("passkey_removed", user, at=at)


def tell_passkey(kind: str, user: User, *, at: datetime) -> None:
    """Whoever did not do it themselves has to hear of it."""
    queue(
        kind=kind, dedup_key=f"{kind}:{user.pk}:{at.isoformat()}", to=user, language=user.language,
        context={"changed_at": at, "zone": zone_of(user)}, at=at, organisation=home_of(user),
    )  # fmt: skip


def home_of(user: User) -> Organisation | None:
    """Whose operators see that this mail could not be delivered."""
    return first_organisation(user)


def zone_of(user: User) -> str:
    home = home_of(user)
    return home.zone if home else "Europe/Paris"
