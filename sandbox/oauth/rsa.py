"""RS256 in a few lines, for an identity token that a client can really verify.

A toy: never for a true secret. The key is drawn when first asked for, by each process for itself; nothing of it is kept.
"""

import functools
import hashlib
import secrets
from dataclasses import dataclass

_BITS = 1024  # of each prime
_PUBLIC = 65537
_SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]
# PKCS #1 v1.5: how a SHA-256 digest is announced (RFC 8017, 9.2).
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass(frozen=True, slots=True)
class Key:
    modulus: int
    private: int
    public: int = _PUBLIC

    @property
    def size(self) -> int:
        return (self.modulus.bit_length() + 7) // 8


@functools.cache
def key() -> Key:
    p, q = _prime(), _prime()
    return Key(p * q, pow(_PUBLIC, -1, (p - 1) * (q - 1)))


def sign(message: bytes) -> bytes:
    drawn = key()
    digest = _SHA256 + hashlib.sha256(message).digest()
    padding = b"\xff" * (drawn.size - len(digest) - 3)
    block = int.from_bytes(b"\x00\x01" + padding + b"\x00" + digest)
    return pow(block, drawn.private, drawn.modulus).to_bytes(drawn.size)


def _prime() -> int:
    while True:
        candidate = secrets.randbits(_BITS) | (0b11 << (_BITS - 2)) | 1
        if candidate % _PUBLIC != 1 and _is_probably_prime(candidate):
            return candidate


def _is_probably_prime(number: int) -> bool:
    if any(number % small == 0 for small in _SMALL):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(number, secrets.randbelow(number - 3) + 2, odd, twos) for _ in range(12))


def _passes(number: int, witness: int, odd: int, twos: int) -> bool:
    """One round of Miller and Rabin."""
    power = pow(witness, odd, number)
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False
