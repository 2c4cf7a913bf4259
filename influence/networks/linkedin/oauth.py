"""Consent, tokens and who they belong to (linkedin-api.md §1). The only calls that carry the client's secret."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote, urlencode

from influence.networks.errors import Known, NetworkFailure, Reason, Refused, Unauthorised
from influence.networks.http import Answer, Call, Http
from influence.networks.linkedin.client import Client, understood
from influence.networks.linkedin.failures import from_response, request_id, without
from influence.networks.linkedin.shapes import (
    kept,
    lifetime,
    maybe_record,
    maybe_text,
    moment,
    number,
    record,
    text,
)
from influence.networks.ports import Credentials, Identity, TokenGrant, TokenState

_CONSENT = {
    "user_cancelled_login": Reason.CONSENT_REFUSED,
    "user_cancelled_authorize": Reason.CONSENT_REFUSED,
    "unauthorized_scope_error": Reason.SCOPE_NOT_ENABLED,
}


@dataclass(frozen=True)
class App:
    """`redirect_uri` must equal one registered with LinkedIn, and be the same on both legs."""

    http: Http
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    clock: Callable[[], datetime]


def authorize_url(app: App, *, state: str, scopes: Collection[str]) -> str:
    """Where to send the leader's browser. Other scopes than last time invalidate the tokens given before."""
    parameters = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "state": state,
        "scope": " ".join(scopes),
    }
    return f"{app.http.base_url}/oauth/v2/authorization?{urlencode(parameters, quote_via=quote)}"


def consent_refusal(error: str, *, description: str = "") -> Refused:
    """What the `error` means that came back on the redirect address instead of a code."""
    return Refused(
        _CONSENT.get(error, Reason.UNEXPECTED), vendor_code=kept(error, 100), detail=kept(description, 500)
    )


def exchange(app: App, *, code: str) -> TokenGrant:
    """A code is good once, for half an hour."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri}
    return _grant(app, _ask(app, "accessToken", form, secrets=(code,)))


def refresh(app: App, *, refresh_token: str) -> TokenGrant:
    """Given to few apps. The refresh token's own year is never extended."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _grant(app, _ask(app, "accessToken", form, secrets=(refresh_token,)))


def introspect(app: App, *, token: str) -> TokenState:
    answer = _ask(app, "introspectToken", {"token": token}, secrets=(token,))
    return understood(_token_state, answer.json())


def revoke(app: App, *, token: str) -> None:
    """Undocumented (linkedin-api.md §1.6): best effort, and the token is forgotten on our side first."""
    _ask(app, "revoke", {"token": token}, secrets=(token,))


def identity(client: Client, *, credentials: Credentials, scopes: Collection[str] = ()) -> Identity:
    """By OpenID; a token of the Community Management app may not, and asks for the profile instead: at once where its
    `scopes` are known, since a call that is refused counts too."""
    try:
        if not scopes or "openid" in scopes:
            return understood(_from_userinfo, client.get("/v2/userinfo", credentials=credentials))
    except Refused as refusal:
        if refusal.http_status != HTTPStatus.FORBIDDEN:
            raise
    return understood(_from_profile, client.get("/rest/me", credentials=credentials))


def split_scopes(scope: str) -> frozenset[str]:
    """The documentation separates them by spaces, live answers by commas."""
    return frozenset(part for part in re.split(r"[ ,]+", kept(scope, 4_000)) if part)


def _ask(app: App, action: str, form: Mapping[str, str], *, secrets: tuple[str, ...]) -> Answer:
    body = urlencode({**form, "client_id": app.client_id, "client_secret": app.client_secret}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = app.http.send(Call("POST", f"/oauth/v2/{action}", headers, body))
    if answer.status == HTTPStatus.OK:
        return answer
    raise _failure(answer, at=app.clock(), secrets=(*secrets, app.client_secret))


def _failure(answer: Answer, *, at: datetime, secrets: tuple[str, ...]) -> NetworkFailure:
    """These errors have OAuth's shape, and "invalid_request" for nearly everything: the description decides."""
    body = maybe_record(answer.json())
    error, said = maybe_text(body.get("error")), maybe_text(body.get("error_description")) or ""
    if error is None or answer.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED):
        return from_response(answer, at=at, secrets=secrets)
    known = Known(
        http_status=answer.status,
        vendor_code=kept(without(error, secrets), 100),
        request_id=request_id(answer, secrets=secrets),
        detail=kept(without(said, secrets), 500),
    )
    if "refresh token is invalid" in said:
        return Unauthorised(Reason.TOKEN_REVOKED, **known)
    return Refused(_oauth_reason(error, said), **known)


def _oauth_reason(error: str, said: str) -> Reason:
    if error == "invalid_redirect_uri":
        return Reason.REDIRECT_MISMATCH
    # Not "unauthorized_client": that app is known, and may not do this.
    if error in ("invalid_client", "invalid_client_id"):
        return Reason.CLIENT_INVALID
    return Reason.CODE_INVALID if "authorization code" in said else Reason.UNEXPECTED


def _grant(app: App, answer: Answer) -> TokenGrant:
    now = app.clock()
    return understood(lambda value: _token_grant(record(value), now=now), answer.json())


def _token_grant(body: Mapping[str, object], *, now: datetime) -> TokenGrant:
    refreshable = body.get("refresh_token_expires_in")
    return TokenGrant(
        access_token=text(body.get("access_token")),
        expires_at=now + lifetime(body.get("expires_in")),
        scopes=split_scopes(maybe_text(body.get("scope")) or ""),
        refresh_token=maybe_text(body.get("refresh_token")),
        refresh_expires_at=None if refreshable is None else now + lifetime(refreshable),
    )


def _token_state(value: object) -> TokenState:
    body = record(value)
    active, expires = body.get("active") is True, body.get("expires_at")
    return TokenState(
        active=active,
        status=kept(maybe_text(body.get("status")) or "", 30) or ("active" if active else "unknown"),
        scopes=split_scopes(maybe_text(body.get("scope")) or ""),
        expires_at=None if expires is None else moment(number(expires) * 1000),
    )


def _from_userinfo(value: object) -> Identity:
    body = record(value)
    return Identity(urn=f"urn:li:person:{text(body.get('sub'))}", name=text(body.get("name")))


def _from_profile(value: object) -> Identity:
    body = record(value)
    names = (maybe_text(body.get("localizedFirstName")), maybe_text(body.get("localizedLastName")))
    name = " ".join(part for part in names if part)
    return Identity(
        urn=f"urn:li:person:{text(body.get('id'))}",
        name=text(name),
        vanity_name=maybe_text(body.get("vanityName")) or "",
    )
