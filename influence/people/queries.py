from django.contrib.auth.models import AbstractBaseUser

from influence.people.models import Department, Leader, Membership, Organisation, Role, User


def current_membership(user: AbstractBaseUser, *, organisation_id: int | None) -> Membership | None:
    """The membership that the person chose, else their first one."""
    mine = Membership.objects.filter(user_id=user.pk).select_related("organisation", "user").order_by("organisation__name")
    chosen = mine.filter(organisation_id=organisation_id).first() if organisation_id else None
    return chosen or mine.first()


def memberships(user: User) -> list[Membership]:
    return list(Membership.objects.filter(user=user).select_related("organisation").order_by("organisation__name"))


def leaders(organisation: Organisation) -> list[Leader]:
    return list(organisation.leaders.filter(is_active=True).select_related("department", "codir", "user"))


def departments(organisation: Organisation) -> list[Department]:
    return list(organisation.departments.all())


def people_of(organisation: Organisation, *roles: Role) -> list[User]:
    """Everybody who holds one of these roles there and can sign in, in a stable order."""
    return list(
        User.objects.filter(is_active=True, memberships__organisation=organisation, memberships__role__in=roles).order_by("id")
    )
