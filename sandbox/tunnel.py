"""Query tunnelling (contract 2.6): a long query travels in the body of a POST."""

from dataclasses import replace
from email.message import Message
from email.parser import BytesParser

from sandbox import refusals
from sandbox.wire import Request

_FORM = "application/x-www-form-urlencoded"
_LONGEST_ADDRESS, _LONGEST_QUERY, _LONGEST_SEGMENT, _LONGEST_HEAD = 8192, 4096, 4096, 28_672


def refuse_too_long(request: Request) -> None:
    """Step 1: measured before anything is taken out of a tunnel."""
    head = (
        len(request.path) + len(request.query) + sum(len(n) + len(v) + 4 for n, v in request.headers.items())
    )
    if (
        len(request.path) + len(request.query) + 1 > _LONGEST_ADDRESS
        or len(request.query) > _LONGEST_QUERY
        or max(map(len, request.path.split("/"))) > _LONGEST_SEGMENT
        or head > _LONGEST_HEAD
    ):
        raise refusals.too_long()


def unwrap(request: Request) -> Request:
    """The request that was meant; unchanged when it is no tunnel."""
    verb = request.header("X-HTTP-Method-Override").upper()
    if not verb or request.method != "POST":
        return request
    query, body, kind = request.body, b"", ""
    if request.content_type == "multipart/mixed":
        query, body, kind = _parts(request)
    elif request.content_type != _FORM:
        raise refusals.standard(400, "ILLEGAL_ARGUMENT", f"A tunnelled query is sent as {_FORM}")
    text = query.decode(errors="replace").strip()
    joined = "&".join(filter(None, (request.query, text)))
    return replace(
        request, method=verb, query=joined, body=body, headers={**request.headers, "content-type": kind}
    )


def _parts(request: Request) -> tuple[bytes, bytes, str]:
    head = f"Content-Type: {request.header('Content-Type')}\r\n\r\n".encode()
    whole: Message = BytesParser().parsebytes(head + request.body)
    parts = whole.get_payload() if whole.is_multipart() else []
    query, body, kind = b"", b"", ""
    for part in parts:
        if not isinstance(part, Message):
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        if part.get_content_type() == _FORM:
            query = content
        else:
            body, kind = content, part.get_content_type()
    return query, body, kind
