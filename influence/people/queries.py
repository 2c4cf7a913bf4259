from django.contrib.auth.models import AbstractBaseUser

from influence.people.models import Codir, Department, Leader, Membership, Organisation, Role, User


def current_membership(user: AbstractBaseUser, *, organisation_id: int | None) -> Membership | None:
    """The membership that the person chose, else their first one."""
    mine = (
        Membership.objects.filter(user_id=user.pk)
        .select_related("organisation__statement", "user")
        .order_by("organisation__name")
    )
    chosen = mine.filter(organisation_id=organisation_id).first() if organisation_id else None
    return chosen or mine.first()


def memberships(user: User) -> list[Membership]:
    return list(
        Membership.objects.filter(user=user).select_related("organisation").order_by("organisation__name")
    )


def leaders(organisation: Organisation) -> list[Leader]:
    return list(organisation.leaders.filter(is_active=True).select_related("department", "codir", "user"))


def departments(organisation: Organisation) -> list[Department]:
    return list(organisation.departments.all())


def people_of(organisation: Organisation, *roles: Role) -> list[User]:
    """Everybody who holds one of these roles there and can sign in, in a stable order."""
    return list(
        User.objects.filter(
            is_active=True, memberships__organisation=organisation, memberships__role__in=roles
        ).order_by("id")
    )


def first_organisation(user: User) -> Organisation | None:
    membership = current_membership(user, organisation_id=None)
    return membership.organisation if membership else None


def members(organisation: Organisation) -> list[Membership]:
    return list(organisation.memberships.select_related("user").order_by("user__name", "user__email"))


def all_leaders(organisation: Organisation) -> list[Leader]:
    """Those who speak no more come last."""
    return list(
        organisation.leaders.select_related("department", "codir", "user").order_by("-is_active", "name")
    )


def codirs(organisation: Organisation) -> list[Codir]:
    return list(organisation.codirs.order_by("name"))


def enrolled(organisation: Organisation) -> int:
    return organisation.employees.count()
