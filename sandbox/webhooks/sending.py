"""One call to an address of this machine; it never leaves the machine and never follows a redirect."""

import http.client
import json
import uuid
from urllib.parse import urlsplit

from sandbox.webhooks import signing

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PATIENCE_SECONDS = 3.0


def is_allowed(url: str) -> bool:
    """LinkedIn wants https; on this machine http will do, and elsewhere nothing does."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and parts.hostname in LOOPBACK and parts.port != 0
    except ValueError:
        return False


def answers_challenge(url: str, *, secret: str) -> bool:
    code = str(uuid.uuid4())
    status, body = _call(url, "GET", query=f"challengeCode={code}")
    try:
        content = json.loads(body)
    except ValueError:
        return False
    expected = {"challengeCode": code, "challengeResponse": signing.challenge_response(secret, code)}
    return status == 200 and isinstance(content, dict) and expected.items() <= content.items()


def deliver(url: str, body: str, *, secret: str) -> int:
    """The status that came back; 0 when none did in time."""
    raw = body.encode()
    headers = {"Content-Type": "application/json", "X-LI-Signature": signing.signature(secret, raw)}
    return _call(url, "POST", body=raw, headers=headers)[0]


def _call(
    url: str,
    method: str,
    *,
    query: str = "",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=PATIENCE_SECONDS)
    try:
        queries = "&".join(filter(None, (parts.query, query)))
        connection.request(method, f"{parts.path or '/'}?{queries}".rstrip("?"), body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read(64 * 1024)
    except (OSError, http.client.HTTPException, ValueError):
        return 0, b""
    finally:
        connection.close()
