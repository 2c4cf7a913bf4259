from django.http import Http404

from influence.engagement.consent import Wish
from influence.people.models import Department, Organisation


def organisation_by_slug(slug: str) -> Organisation:
    """Enrolment is open to whoever has the address: it tells nothing but the organisation's name and its notice."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Http404
    return organisation


def organisation_of(wish: Wish) -> Organisation:
    return Organisation.objects.get(pk=wish.organisation_id)


def department_of(wish: Wish) -> Department | None:
    return Department.objects.filter(pk=wish.department_id, organisation_id=wish.organisation_id).first()
