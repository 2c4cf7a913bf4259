"""Connecting and disconnecting. Only the leader connects: the consent is theirs, given on the network's own page."""

import unicodedata
from datetime import datetime
from typing import Any

import structlog
from django.db import IntegrityError, transaction

from influence.accounts import mails
from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import NotConnected, credentials, linkedin, token_of
from influence.accounts.queries import planned_after_expiry
from influence.accounts.refusals import CannotPublish, NotYours, OtherName, OtherProfile, ProfileTaken
from influence.accounts.seal import Purpose, Unreadable, seal
from influence.journal.actions import record
from influence.networks.assisted import folded as folded_address
from influence.networks.errors import NetworkFailure, Unauthorised
from influence.networks.ports import Credentials, Identity, Mode, TokenGrant
from influence.people.models import Leader, User

log = structlog.get_logger(__name__)

# A token that the network no longer takes, or that its owner took back, is erased at once (domain.md §3.5).
NO_TOKEN: dict[str, Any] = {
    "sealed_access": None,
    "sealed_refresh": None,
    "access_expires_at": None,
    "refresh_expires_at": None,
}


def account_for(leader: Leader, *, network: str = "linkedin") -> Account:
    """The leader's account on a network. Until it is connected, a person publishes by hand (mode ASSISTED)."""
    account, _created = Account.objects.get_or_create(
        leader=leader,
        network=network,
        kind=AccountKind.MEMBER,
        defaults={"organisation_id": leader.organisation_id},
    )
    return account


def ask_who(*, app: str, code: str) -> tuple[TokenGrant, Identity]:
    """Change the code for a token, and ask whose it is. Raises a NetworkFailure; nothing is kept yet."""
    network = linkedin(app=app)
    grant = network.exchange(code)
    shown = Credentials(access_token=grant.access_token)
    return grant, network.identity(shown, scopes=grant.scopes)


def connect(
    account: Account, *, app: str, grant: TokenGrant, identity: Identity, by: User, at: datetime
) -> None:
    """Keep the consent that the leader gave to one of our apps. The first one fixes the profile that the account names;
    a first one to the other app, where the same person has another URN, has to bear the same name."""
    if by.pk != account.leader.user_id:
        raise NotYours
    mode = linkedin(app=app).mode(grant.scopes)
    if mode == Mode.ASSISTED:
        raise CannotPublish
    before, held = account.app, credentials_or_none(account)
    changes = tokens(account, grant) | {"mode": mode, "connected_at": at, "token_checked_at": at}
    with transaction.atomic():
        moved = keep(account, app=app, identity=identity, changes=changes)
        record(
            "account.connected", account, organisation_id=account.organisation_id, at=at, by=by.pk, mode=mode,
            scopes=sorted(grant.scopes), app=app, **({"app_before": before} if moved else {}),
        )  # fmt: skip
    if moved and held:
        revoke(account, app=before, held=held)
    account.refresh_from_db()


def keep(account: Account, *, app: str, identity: Identity, changes: dict[str, Any]) -> bool:
    """True where the account spoke through the other app before. Its pages go with it."""
    known = Account.objects.select_for_update().get(pk=account.pk)
    check_profile(known, app=app, identity=identity)
    try:
        with transaction.atomic():
            Account.objects.filter(pk=known.pk).update(
                state=AccountState.CONNECTED, app=app, author_urn=identity.urn, author_name=identity.name[:200],
                profiles=profiles(known) | {app: identity.urn}, last_problem="",
                vanity_name=folded_address(identity.vanity_name)[:120] or known.vanity_name, **changes,
            )  # fmt: skip
    except IntegrityError:
        raise ProfileTaken from None
    # Whether the new consent still speaks for them is asked at the next round of care.
    known.pages.update(scopes=changes["scopes"], mode=changes["mode"], app=app, role_checked_at=None)
    return bool(known.author_urn) and known.app != app


def check_profile(account: Account, *, app: str, identity: Identity) -> None:
    """Promise 1: an approved post goes out on the profile that it was approved for. Under an app that the account knows,
    the URN decides. Ids mean nothing across apps (linkedin-api.md §1.7), so that the first consent to another app has
    nothing but the name to go by: it is given by the leader, signed in here, and the network's own name of them must be
    the one it gave before."""
    known = profiles(account)
    others = Account.objects.filter(organisation=account.organisation_id, network=account.network)
    if others.filter(**{f"profiles__{app}": identity.urn}).exclude(pk=account.pk).exists():
        raise ProfileTaken
    if known.get(app, identity.urn) != identity.urn:
        raise OtherProfile
    if known and identity.urn not in known.values() and folded(identity.name) != folded(account.author_name):
        raise OtherName


def learn_address(account: Account, *, vanity_name: str, by: User, at: datetime) -> None:
    """Inside the caller's transaction: a link to a post of theirs was accepted, and named this profile or page."""
    if vanity_name == account.vanity_name:
        return
    Account.objects.filter(pk=account.pk).update(vanity_name=vanity_name[:120])
    record("account.address_learned", account, organisation_id=account.organisation_id, at=at, by=by.pk,
           before=account.vanity_name, address=vanity_name)  # fmt: skip


def profiles(account: Account) -> dict[str, str]:
    return {account.app: account.author_urn} | account.profiles if account.author_urn else {}


def folded(name: str) -> str:
    """As people compare names: spaces, capitals and ways to write an accent do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def tokens(account: Account, grant: TokenGrant) -> dict[str, Any]:
    """The columns of a grant, sealed for this very row."""
    refresh = grant.refresh_token
    return {
        "sealed_access": seal(grant.access_token, account=account, purpose=Purpose.ACCESS),
        "sealed_refresh": seal(refresh, account=account, purpose=Purpose.REFRESH) if refresh else None,
        "access_expires_at": grant.expires_at,
        "refresh_expires_at": grant.refresh_expires_at if refresh else None,
        "scopes": sorted(grant.scopes),
    }


def disconnect(account: Account, *, by: User | None, at: datetime) -> bool:
    """Forget the tokens, then ask the network to revoke them too. False when there was nothing to forget. `by` None: the
    leader is no longer one.

    The profile stays: posts that were approved for it may go out on no other."""
    held = credentials_or_none(account)
    with transaction.atomic():
        forgotten = Account.objects.filter(pk=account.pk).exclude(state=AccountState.DISCONNECTED).update(
            state=AccountState.DISCONNECTED, mode=Mode.ASSISTED, scopes=[], last_problem="", **NO_TOKEN
        )  # fmt: skip
        if forgotten:
            record(
                "account.disconnected",
                account,
                organisation_id=account.organisation_id,
                at=at,
                by=by.pk if by else None,
            )
    if forgotten and held and account.kind == AccountKind.MEMBER:
        revoke(account, app=account.app, held=held)
    account.refresh_from_db()
    return bool(forgotten)


def credentials_or_none(account: Account) -> Credentials | None:
    try:
        return credentials(account)
    except (NotConnected, Unreadable):
        return None


def revoke(account: Account, *, app: str, held: Credentials) -> None:
    """Best effort: LinkedIn documents no such call (linkedin-api.md §1.6). We hold the token no more in any case."""
    try:
        linkedin(app=app).revoke(held)
    except NetworkFailure as failure:
        log.warning("account.revoke_failed", account=account.pk, **failure.facts())


def token_refused(account: Account, failure: Unauthorised, *, at: datetime) -> bool:
    """The network said so: the log keeps what its support desk asks for, then as `mark_reconnect`."""
    log.warning("account.token_refused", account=token_of(account).pk, **failure.facts())
    return mark_reconnect(account, problem=failure.reason, at=at)


def mark_reconnect(account: Account, *, problem: str, at: datetime) -> bool:
    """The network refused the token: erase it, mail the leader and tell the editors, once an episode. For a page it is
    the token of the profile that it speaks through.

    False when nothing changed: it was known, or the leader connected again since this `account` was read."""
    account = token_of(account)
    with transaction.atomic():
        marked = Account.objects.filter(
            pk=account.pk, state=AccountState.CONNECTED, connected_at=account.connected_at,
            access_expires_at=account.access_expires_at,
        ).update(state=AccountState.RECONNECT, last_problem=problem, **NO_TOKEN)  # fmt: skip
        if marked:
            mails.reconnect(account, at=at)
            record(
                "account.reconnect_needed",
                account,
                organisation_id=account.organisation_id,
                at=at,
                by=None,
                problem=problem,
            )
    account.refresh_from_db()
    return bool(marked)


def remind(account: Account, *, by: User, at: datetime) -> bool:
    """An editor asks the leader to connect or renew: one mail a day. False when today's has been written."""
    with transaction.atomic():
        written = mails.reminder(account, asked_by=by, after=planned_after_expiry(account), at=at)
        if written:
            record("account.reminded", account, organisation_id=account.organisation_id, at=at, by=by.pk)
    return written
