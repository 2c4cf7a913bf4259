"""Tokens at rest (domain.md §4.4): AES-256-GCM under one of TOKEN_KEYS (`k2:BASE64,k1:BASE64`, the current one first).

Stored: version, length of the key's id, the id, a nonce of 12 bytes, the sealed text with its tag. The associated
data name the row and the purpose, so that a token copied to another row does not open (R-4.2)."""

import base64
import os
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from influence.accounts.models import Account

FORMAT = 1
NONCE = 12


class Purpose(StrEnum):
    ACCESS = "access"
    REFRESH = "refresh"


class Unreadable(Exception):
    """The sealed bytes do not open: another row's, changed, or under a key that TOKEN_KEYS no longer holds."""


def seal(plain: str, *, account: Account, purpose: Purpose) -> bytes:
    name = current_key()
    nonce = os.urandom(NONCE)
    sealed = AESGCM(keys()[name]).encrypt(nonce, plain.encode(), bound_to(account, purpose, name))
    return bytes([FORMAT, len(name)]) + name.encode() + nonce + sealed


def unseal(sealed: bytes | memoryview, *, account: Account, purpose: Purpose) -> str:
    raw = bytes(sealed)
    name = key_of(raw)
    if name not in keys():
        raise Unreadable("TOKEN_KEYS holds no such key")
    nonce, rest = raw[2 + len(name) :][:NONCE], raw[2 + len(name) + NONCE :]
    try:
        return AESGCM(keys()[name]).decrypt(nonce, rest, bound_to(account, purpose, name)).decode()
    except (InvalidTag, ValueError):
        raise Unreadable("the sealed token does not belong here") from None


def key_of(sealed: bytes | memoryview) -> str:
    """The id of the key that a token is sealed under."""
    raw = bytes(sealed)
    if len(raw) < 2 + NONCE or raw[0] != FORMAT:
        raise Unreadable("these bytes are no sealed token")
    return raw[2 : 2 + raw[1]].decode("ascii", "replace")


def current_key() -> str:
    return next(iter(keys()))


def keys() -> dict[str, bytes]:
    """Checked when the settings were read (config.env)."""
    return keys_in(settings.TOKEN_KEYS)


@lru_cache(maxsize=1)
def keys_in(said: str) -> dict[str, bytes]:
    pairs = (pair.partition(":") for pair in said.split(","))
    return {name: base64.b64decode(key) for name, _colon, key in pairs}


def bound_to(account: Account, purpose: Purpose, key: str) -> bytes:
    return "|".join([str(account.organisation_id), str(account.pk), account.network, purpose, key]).encode()
