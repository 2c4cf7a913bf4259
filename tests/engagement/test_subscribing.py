"""Who LinkedIn is asked to tell us about. The sandbox puts its challenge to a real server before it agrees."""

from datetime import timedelta

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from structlog.testing import capture_logs

from influence.accounts.models import Account
from influence.engagement.models import Subscription
from influence.engagement.subscribing import keep_subscriptions
from tests import makers
from tests.engagement.conftest import PAGE, Outside
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


@pytest.fixture
def there(outside: Outside, live_server: LiveServer, settings: Settings) -> Outside:
    settings.BASE_URL = live_server.url
    settings.LINKEDIN_APPS["community"]["app_id"] = "3"
    return outside


def subscriptions(outside: Outside) -> list[str]:
    found = outside.sandbox.control("webhooks")["subscriptions"]
    return [one["organization"] for one in found]


def kept(outside: Outside, *, after: timedelta) -> int:
    return keep_subscriptions(now=outside.at(NOW + after))


def test_a_page_is_subscribed_for_once_a_day_and_the_courier_finds_us(there: Outside) -> None:
    there.page(makers.house())
    assert [kept(there, after=hours * HOUR) for hours in (0, 1, 22, 23, 24)] == [1, 0, 0, 1, 0]
    assert subscriptions(there) == [PAGE]
    assert len(there.calls()) == 2


def test_without_the_apps_number_nothing_is_asked(there: Outside, settings: Settings) -> None:
    there.page(makers.house())
    settings.LINKEDIN_APPS["community"]["app_id"] = ""
    assert kept(there, after=HOUR) == 0
    assert there.calls() == []


def test_a_page_that_was_given_up_is_unsubscribed_from(there: Outside) -> None:
    page = there.page(makers.house())
    kept(there, after=HOUR)
    Account.objects.filter(pk=page.pk).update(state="disconnected")
    assert kept(there, after=2 * HOUR) == 1
    assert (subscriptions(there), Subscription.objects.count()) == ([], 0)


def test_another_apps_token_and_id_say_nothing_about_a_subscription(there: Outside) -> None:
    """The leader moved to the self-serve app: the subscription ended with the grant that they gave to this one."""
    page = there.page(makers.house())
    kept(there, after=HOUR)
    there.calls()
    Account.objects.filter(pk=page.pk).update(state="reconnect")
    Account.objects.filter(pk=page.through_id).update(app="self_serve")
    assert kept(there, after=2 * HOUR) == 0
    assert there.calls() == []


def test_what_is_refused_is_asked_again_the_next_day(there: Outside, settings: Settings) -> None:
    """Another app's number, as a typing error makes it."""
    there.page(makers.house())
    settings.LINKEDIN_APPS["community"]["app_id"] = "1"
    with capture_logs() as told:
        assert [kept(there, after=hours * HOUR) for hours in (0, 1, 2)] == [0, 0, 0]
    [line] = [one for one in told if one["event"] == "notices.not_subscribed"]
    assert {"reason", "status_code", "request_id"} <= line.keys()
    assert len(there.calls()) == 1
    assert Subscription.objects.get().problem
    settings.LINKEDIN_APPS["community"]["app_id"] = "3"
    assert kept(there, after=24 * HOUR) == 1
    assert Subscription.objects.get().problem == ""


def test_what_may_pass_is_asked_again_in_an_hour(there: Outside) -> None:
    there.page(makers.house())
    there.sandbox.control("faults", {"fault": "500-before"})
    assert [kept(there, after=hours * HOUR) for hours in (0, 1)] == [0, 1]


def test_a_refused_token_asks_the_leader(there: Outside) -> None:
    home: House = makers.house()
    there.page(home)
    there.sandbox.control("tokens/revoke", {"member": "Ab12Cd34Ef"})
    assert [kept(there, after=hours * HOUR) for hours in (0, 1)] == [0, 0]
    assert len(there.calls()) == 1
    assert Account.objects.get(pk=home.account.pk).state == "reconnect"
