"""Having LinkedIn tell us about the pages that leaders speak for. A subscription ends without a word when a role or a grant
does (linkedin-api.md §8.3), so it is asked for again every day."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from influence.accounts.actions import token_refused
from influence.accounts.models import Account, AccountKind, AccountState, App
from influence.accounts.networks import NotConnected, capabilities, credentials, network_for, token_of
from influence.accounts.seal import Unreadable
from influence.engagement.models import Subscription
from influence.networks.errors import NetworkFailure, Refused, Unauthorised
from influence.networks.ports import Capability, Purpose

AGAIN = timedelta(hours=23)

log = structlog.get_logger(__name__)


def keep_subscriptions(*, now: datetime) -> int:
    """Subscribe for each page of ours, unsubscribe for those that were given up. Returns how many LinkedIn took.
    Nothing where no number of our app is configured: then there are no webhooks."""
    if not application_id():
        return 0
    return sum(subscribe(page, now=now) for page in unasked(now=now)) + sum(
        unsubscribe(one, now=now) for one in given_up()
    )


def application_id() -> str:
    return str(settings.LINKEDIN_APPS.get(App.COMMUNITY, {}).get("app_id", ""))


def unasked(*, now: datetime) -> list[Account]:
    pages = Account.objects.filter(
        Q(subscription=None) | Q(subscription__asked_at__lte=now - AGAIN),
        kind=AccountKind.PAGE, state=AccountState.CONNECTED, through__state=AccountState.CONNECTED,
        through__app=App.COMMUNITY,
    )  # fmt: skip
    return [page for page in pages.select_related("through") if Capability.PAGE_ROLES in capabilities(page)]


def given_up() -> list[Subscription]:
    """Where the leader is still there to say so, by the app that subscribed; else it has ended with their grant."""
    found = Subscription.objects.filter(
        account__through__state=AccountState.CONNECTED, account__through__app=App.COMMUNITY
    ).exclude(account__state=AccountState.CONNECTED)
    return list(found.select_related("account__through"))


def subscribe(page: Account, *, now: datetime) -> bool:
    def put() -> None:
        network_for(page, purpose=Purpose.OLD).subscribe(
            page.author_urn,
            settings.BASE_URL + reverse("linkedin_notices"),
            application_id=application_id(),
            member_urn=token_of(page).author_urn,
            credentials=credentials(page),
        )

    failure = tried(put, page=page, now=now)
    if failure is None or isinstance(failure, Refused):
        Subscription.objects.update_or_create(
            account=page, defaults={"asked_at": now, "problem": failure.reason if failure else ""}
        )
    return failure is None


def unsubscribe(one: Subscription, *, now: datetime) -> bool:
    page = one.account
    holder = token_of(page)

    def delete() -> None:
        network_for(holder, purpose=Purpose.OLD).unsubscribe(
            page.author_urn,
            application_id=application_id(),
            member_urn=holder.author_urn,
            credentials=credentials(holder),
        )

    failure = tried(delete, page=page, now=now)
    if failure is None or isinstance(failure, Refused):
        Subscription.objects.filter(pk=one.pk).delete()
    return failure is None


def tried(call: Callable[[], None], *, page: Account, now: datetime) -> Exception | None:
    """What may pass is tried again in an hour."""
    try:
        call()
    except (NotConnected, Unreadable) as error:
        return error
    except Unauthorised as failure:
        token_refused(page, failure, at=now)
        return failure
    except NetworkFailure as failure:
        log.warning("notices.not_subscribed", account=page.pk, **failure.facts())
        return failure
    return None
