"""Where an answer may be sent back to (contract 1.1)."""

from urllib.parse import quote, urlencode, urlsplit

from sandbox.entities import App

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_registered(app: App, uri: str) -> bool:
    """The query is ignored, a fragment refused. An app without a list accepts any address of this machine."""
    if "#" in uri:
        return False
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host:
        return False
    if not app.redirect_uris:
        return host in _LOOPBACK
    return uri.partition("?")[0] in {registered.partition("?")[0] for registered in app.redirect_uris}


def back_to(uri: str, **answer: str) -> str:
    given = {name: value for name, value in answer.items() if value}
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode(given, quote_via=quote)}"
