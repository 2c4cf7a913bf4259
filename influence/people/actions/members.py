"""Who belongs to an organisation, and as what."""

from datetime import datetime

from django.db import IntegrityError, transaction

from influence.journal.actions import record
from influence.people.actions.mandates import revoke
from influence.people.invitations import announce, invite_by_mail
from influence.people.models import Leader, Mandate, Membership, Organisation, Role, User
from influence.people.refusals import AlreadyMember, AlreadySignedIn, LastOperator


@transaction.atomic
def invite(
    organisation: Organisation, *, name: str, email: str, role: Role, by: User | None, at: datetime
) -> Membership:
    """A new member. Whoever has no account yet gets one without a password, and a link to choose it; a person whom
    another organisation knows keeps the name and the password that they have."""
    user, is_new = account_for(email, name=name, language=organisation.language)
    membership = joined(organisation, user, role=role)
    if is_new or not user.has_usable_password():
        invite_by_mail(membership, by=by, at=at)
    else:
        announce(membership, by=by, at=at)
    record(
        "member.invited",
        membership,
        organisation_id=organisation.pk,
        at=at,
        by=by.pk if by else None,
        role=role,
        user=user.pk,
    )
    return membership


def account_for(email: str, *, name: str, language: str) -> tuple[User, bool]:
    known = User.objects.filter(email__iexact=email.strip()).first()
    if known:
        return known, False
    try:
        with transaction.atomic():
            return User.objects.create_user(email.strip(), name=name, language=language), True
    except IntegrityError:
        # Somebody else invited the same address at the same moment.
        return User.objects.get(email__iexact=email.strip()), False


def joined(organisation: Organisation, user: User, *, role: Role) -> Membership:
    try:
        with transaction.atomic():
            return Membership.objects.create(organisation=organisation, user=user, role=role)
    except IntegrityError as error:
        raise AlreadyMember(user.pk) from error


@transaction.atomic
def invite_again(membership: Membership, *, by: User, at: datetime) -> bool:
    """A new link for whoever let the first one expire; False when one left a moment ago."""
    if membership.user.has_usable_password():
        raise AlreadySignedIn(membership.user_id)
    if not invite_by_mail(membership, by=by, at=at):
        return False
    record("member.invited_again", membership, organisation_id=membership.organisation_id, at=at, by=by.pk)
    return True


@transaction.atomic
def change_role(membership: Membership, *, role: Role, by: User, at: datetime) -> None:
    if membership.role == role:
        return
    keep_an_operator(membership)
    if not Membership.objects.filter(pk=membership.pk, role=membership.role).update(role=role):
        return
    retire(membership, by=by, at=at)
    record(
        "member.role_changed", membership, organisation_id=membership.organisation_id, at=at, by=by.pk,
        before=membership.role, after=role,
    )  # fmt: skip


@transaction.atomic
def remove(membership: Membership, *, by: User, at: datetime) -> None:
    """The person is no longer of the organisation; what they wrote and decided stays. Their account stays too: it may
    belong to another organisation."""
    keep_an_operator(membership)
    gone, _rows = Membership.objects.filter(pk=membership.pk).delete()
    if not gone:
        return
    retire(membership, by=by, at=at)
    revoke(
        Mandate.objects.filter(delegate=membership.user, organisation=membership.organisation), by=by, at=at
    )
    record(
        "member.removed", membership, organisation_id=membership.organisation_id, at=at, by=by.pk,
        role=membership.role, user=membership.user_id,
    )  # fmt: skip


def keep_an_operator(membership: Membership) -> None:
    """Locks the operators: two who remove each other at once must not both succeed."""
    operators = Membership.objects.select_for_update().filter(
        organisation=membership.organisation, role=Role.OPERATOR
    )
    if [operator.pk for operator in operators.order_by("pk")] == [membership.pk]:
        raise LastOperator(membership.pk)


def retire(membership: Membership, *, by: User, at: datetime) -> None:
    """Who is no longer a leader speaks no more: nothing goes out in their name from now on, and nobody decides for them."""
    if membership.role == Role.LEADER:
        Leader.objects.filter(organisation=membership.organisation, user=membership.user).update(
            is_active=False
        )
        given = Mandate.objects.filter(leader__user=membership.user, organisation=membership.organisation)
        revoke(given, by=by, at=at)
