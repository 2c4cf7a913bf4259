"""The two signatures of contract 8.1 and 8.2, made with the secret of the app."""

import hashlib
import hmac


def challenge_response(secret: str, code: str) -> str:
    return _digest(secret, code.encode())


def signature(secret: str, body: bytes) -> str:
    """The prefix is part of what is signed, not of the header."""
    return _digest(secret, b"hmacsha256=" + body)


def _digest(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
