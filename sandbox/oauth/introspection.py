"""What became of a token, and the end of one (contract 1.5, 1.6)."""

from sandbox import refusals
from sandbox.doors import Door, Visit
from sandbox.entities import App, Token
from sandbox.oauth import grants
from sandbox.oauth.access_token import client, missing, oauth_error
from sandbox.wire import Response, as_json

_FIELDS = ("client_id", "client_secret", "token")


def introspect(visit: Visit) -> Response:
    """Times are epoch seconds. A token of another app is merely not active."""
    app, token = _asked(visit)
    if token.client_id != app.client_id:
        return as_json({"active": False})
    status = _status(token, now_ms=visit.world.now_ms())
    return as_json(
        {
            "active": status == "active",
            "status": status,
            "scope": ",".join(sorted(token.scopes)),
            "client_id": token.client_id,
            "created_at": token.created_ms // 1000,
            "authorized_at": token.created_ms // 1000,
            "expires_at": token.expires_ms // 1000,
            "auth_type": "3L",
        }
    )


def revoke(visit: Visit) -> Response:
    """Not in LinkedIn's documentation: public adapters use it, and it may be refused there."""
    if visit.world.readings.revoke == "absent":
        raise refusals.not_found("this page")
    app, token = _asked(visit)
    if token.client_id == app.client_id:
        grants.revoke(visit.world, token)
    return Response(200)


def _asked(visit: Visit) -> tuple[App, Token]:
    form = visit.form()
    for name in _FIELDS:
        if not form.get(name):
            raise missing(name)
    if form["client_id"] not in visit.world.apps:
        raise oauth_error(400, "invalid_request", "client_id is invalid")
    app = client(visit.world, form)
    token = visit.world.tokens.get(form["token"])
    if token is None:
        raise oauth_error(400, "invalid_request", "token is invalid")
    return app, token


def _status(token: Token, *, now_ms: int) -> str:
    if token.is_revoked:
        return "revoked"
    return "active" if token.expires_ms > now_ms else "expired"


ROUTES = (
    Door("POST", "/oauth/v2/introspectToken", introspect, form=_FIELDS),
    Door("POST", "/oauth/v2/revoke", revoke, form=_FIELDS),
)
