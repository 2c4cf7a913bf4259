import pytest
from django.test import override_settings

from influence.accounts.models import Account
from influence.accounts.seal import Purpose, Unreadable, key_of, seal, unseal
from tests.makers import House

K1 = "k1:" + "QUFB" * 10 + "QUE="
K2 = "k2:" + "QkJC" * 10 + "QkI="
TOKEN = "AQX-a-very-secret-token"


@pytest.fixture(autouse=True)
def one_key() -> object:
    with override_settings(TOKEN_KEYS=K1):
        yield


def test_a_sealed_token_opens_in_its_own_row(home: House) -> None:
    sealed = seal(TOKEN, account=home.account, purpose=Purpose.ACCESS)
    assert TOKEN.encode() not in sealed
    assert unseal(memoryview(sealed), account=home.account, purpose=Purpose.ACCESS) == TOKEN


def test_the_same_token_is_never_sealed_the_same_way_twice(home: House) -> None:
    assert len({seal(TOKEN, account=home.account, purpose=Purpose.ACCESS) for _ in range(50)}) == 50


def test_a_token_copied_to_another_row_does_not_open(home: House, abroad: House) -> None:
    sealed = seal(TOKEN, account=home.account, purpose=Purpose.ACCESS)
    with pytest.raises(Unreadable):
        unseal(sealed, account=abroad.account, purpose=Purpose.ACCESS)


@pytest.mark.parametrize("change", [{"organisation_id": 999}, {"network": "other"}, {"pk": 999, "id": 999}])
def test_a_token_is_bound_to_its_organisation_account_and_network(
    home: House, change: dict[str, object]
) -> None:
    sealed = seal(TOKEN, account=home.account, purpose=Purpose.ACCESS)
    twin = Account(pk=home.account.pk, organisation_id=home.organisation.pk, network="linkedin")
    assert unseal(sealed, account=twin, purpose=Purpose.ACCESS) == TOKEN
    for name, value in change.items():
        setattr(twin, name, value)
    with pytest.raises(Unreadable):
        unseal(sealed, account=twin, purpose=Purpose.ACCESS)


def test_an_access_token_does_not_open_as_a_refresh_token(home: House) -> None:
    sealed = seal(TOKEN, account=home.account, purpose=Purpose.ACCESS)
    with pytest.raises(Unreadable):
        unseal(sealed, account=home.account, purpose=Purpose.REFRESH)


def test_one_changed_byte_anywhere_is_noticed(home: House) -> None:
    sealed = seal(TOKEN, account=home.account, purpose=Purpose.ACCESS)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Unreadable):
            unseal(bytes(changed), account=home.account, purpose=Purpose.ACCESS)


@pytest.mark.parametrize(
    "rubbish", [b"", b"\x01", b"\x01\x02k1", b"\x02" + b"x" * 40, b"\x01\xff" + b"x" * 40]
)
def test_rubbish_is_refused_not_crashed_on(home: House, rubbish: bytes) -> None:
    with pytest.raises(Unreadable):
        unseal(rubbish, account=home.account, purpose=Purpose.ACCESS)


def test_a_new_key_seals_while_the_old_one_still_opens(home: House) -> None:
    old = seal(TOKEN, account=home.account, purpose=Purpose.ACCESS)
    with override_settings(TOKEN_KEYS=f"{K2},{K1}"):
        new = seal(TOKEN, account=home.account, purpose=Purpose.ACCESS)
        assert (key_of(old), key_of(new)) == ("k1", "k2")
        assert unseal(old, account=home.account, purpose=Purpose.ACCESS) == TOKEN
    with override_settings(TOKEN_KEYS=K2), pytest.raises(Unreadable):
        unseal(old, account=home.account, purpose=Purpose.ACCESS)


def test_another_key_under_the_same_name_does_not_open(home: House) -> None:
    sealed = seal(TOKEN, account=home.account, purpose=Purpose.ACCESS)
    with override_settings(TOKEN_KEYS=K2.replace("k2", "k1")), pytest.raises(Unreadable):
        unseal(sealed, account=home.account, purpose=Purpose.ACCESS)
