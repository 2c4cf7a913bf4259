import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from influence.accounts.models import Account
from influence.accounts.networks import credentials
from influence.accounts.rotation import Rotated, rotate
from influence.accounts.seal import Purpose, key_of, unseal
from influence.journal.models import Entry
from tests.accounts.test_care import connected
from tests.accounts.test_seal import K1, K2
from tests.makers import NOW, House

pytestmark = pytest.mark.django_db

BOTH = override_settings(TOKEN_KEYS=f"{K2},{K1}")


@pytest.fixture
def two(home: House, abroad: House) -> tuple[Account, Account]:
    with override_settings(TOKEN_KEYS=K1):
        return connected(home, refresh="refresh-1"), connected(abroad)


def run(**options: object) -> dict[str, object]:
    out = StringIO()
    call_command("rotate_keys", json=True, stdout=out, stderr=StringIO(), **options)
    return json.loads(out.getvalue())


def test_every_token_is_sealed_again_and_the_old_key_may_go(two: tuple[Account, Account]) -> None:
    with BOTH:
        assert run()["sealed_again"] == 2
        assert run() == {
            "key": "k2",
            "dry_run": False,
            "sealed_again": 0,
            "current": 2,
            "unreadable": 0,
            "ids": [],
        }
    with override_settings(TOKEN_KEYS=K2):
        for account in two:
            account.refresh_from_db()
            assert credentials(account).access_token == "access-1"
        assert unseal(two[0].sealed_refresh, account=two[0], purpose=Purpose.REFRESH) == "refresh-1"
    assert Entry.objects.filter(verb="account.resealed").count() == 2


def test_a_rotation_that_was_stopped_goes_on_where_it_was(two: tuple[Account, Account]) -> None:
    with BOTH:
        assert rotate(two[0].pk, at=NOW) == Rotated.SEALED_AGAIN
        assert rotate(two[0].pk, at=NOW) == Rotated.CURRENT
        found = run()
    assert (found["sealed_again"], found["current"]) == (1, 1)


def test_a_dry_run_changes_nothing(two: tuple[Account, Account]) -> None:
    with BOTH:
        assert run(dry_run=True)["sealed_again"] == 2
    two[0].refresh_from_db()
    assert key_of(two[0].sealed_access) == "k1"
    assert Entry.objects.filter(verb="account.resealed").count() == 0


def test_a_token_whose_key_is_gone_is_named_and_the_others_are_done(two: tuple[Account, Account]) -> None:
    with BOTH:
        rotate(two[0].pk, at=NOW)
    out = StringIO()
    with override_settings(TOKEN_KEYS=K2), pytest.raises(CommandError, match=str(two[1].pk)):
        call_command("rotate_keys", json=True, stdout=out)
    assert json.loads(out.getvalue())["unreadable"] == 1
    two[0].refresh_from_db()
    assert key_of(two[0].sealed_access) == "k2"


def test_the_command_says_what_it_did_and_no_secret(two: tuple[Account, Account]) -> None:
    out = StringIO()
    with BOTH:
        call_command("rotate_keys", stdout=out)
    assert out.getvalue() == "Key k2: 2 accounts sealed again, 0 already under it.\n"
