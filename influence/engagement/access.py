from django.conf import settings
from django.http import Http404

from influence.accounts.models import App
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


def webhook_secret() -> str:
    """Of the app that may have webhooks; where there is none, nobody calls."""
    secret = settings.LINKEDIN_APPS.get(App.COMMUNITY, {}).get("client_secret", "")
    if not secret:
        raise Http404
    return str(secret)
