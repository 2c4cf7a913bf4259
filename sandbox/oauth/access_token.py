"""POST /oauth/v2/accessToken: a code, or a refresh token, for an access token (contract 1.2 to 1.4)."""

import hmac
from collections.abc import Mapping

from sandbox.doors import Door, Visit
from sandbox.entities import App, Token
from sandbox.oauth import grants, id_token
from sandbox.refusals import Refusal
from sandbox.wire import Json, Response, as_json
from sandbox.world import World

_MISMATCH = (
    "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code."
    " Or authorization code expired. Or external member binding exists"
)
_NEEDED = {
    "authorization_code": ("code", "redirect_uri", "client_id", "client_secret"),
    "refresh_token": ("refresh_token", "client_id", "client_secret"),
}


def exchange(visit: Visit) -> Response:
    form, world = visit.form(), visit.world
    kind = form.get("grant_type", "")
    if not kind:
        raise missing("grant_type")
    if kind not in _NEEDED:
        raise oauth_error(400, "unsupported_grant_type", f"grant_type {kind[:40]} is not supported")
    for name in _NEEDED[kind]:
        if not form.get(name):
            raise missing(name)
    app = client(world, form)
    token = _by_code(world, app, form) if kind == "authorization_code" else _by_refresh(world, app, form)
    content = _as_json(world, token)
    if kind == "authorization_code" and "openid" in token.scopes:
        issuer = id_token.issuer(world, f"http://{visit.request.header('Host')}")
        content["id_token"] = id_token.signed(world, token, issuer=issuer)
    return as_json(content, headers={"Cache-Control": "no-store"})


def client(world: World, form: Mapping[str, str]) -> App:
    app = world.apps.get(form.get("client_id", ""))
    secret = form.get("client_secret", "").encode()
    if app is None or not hmac.compare_digest(app.client_secret.encode(), secret):
        raise oauth_error(401, "invalid_client", "Client authentication failed")
    return app


def missing(name: str) -> Refusal:
    return oauth_error(400, "invalid_request", f'A required parameter "{name}" is missing')


def oauth_error(status: int, error: str, words: str) -> Refusal:
    return Refusal(status, {"error": error, "error_description": words})


def _by_code(world: World, app: App, form: Mapping[str, str]) -> Token:
    """A code works once; a mismatch does not use it up."""
    code = world.codes.get(form["code"])
    if code is None or code.expires_ms <= world.now_ms():
        words = "Unable to retrieve access token: authorization code not found"
        raise oauth_error(401, "invalid_request", words)
    if (code.client_id, code.redirect_uri) != (app.client_id, form["redirect_uri"]):
        raise oauth_error(400, "invalid_redirect_uri", _MISMATCH)
    del world.codes[code.code]
    return grants.issue_token(world, app, member_id=code.member_id, scopes=code.scopes)


def _by_refresh(world: World, app: App, form: Mapping[str, str]) -> Token:
    token = grants.refreshable(world, form["refresh_token"])
    if token is None or token.client_id != app.client_id:
        words = "The provided authorization grant or refresh token is invalid, expired or revoked"
        raise oauth_error(400, "invalid_request", words)
    return grants.renew(world, token)


def _as_json(world: World, token: Token) -> Json:
    """`expires_in` is one second short and `scope` has commas, as in the captures of live answers."""
    now = world.now_ms()
    content: Json = {
        "access_token": token.token,
        "expires_in": (token.expires_ms - now) // 1000 - 1,
        "scope": ("," if world.readings.scopes == "commas" else " ").join(sorted(token.scopes)),
        "token_type": "Bearer",
    }
    if token.refresh_token:
        content["refresh_token"] = token.refresh_token
        content["refresh_token_expires_in"] = (token.refresh_expires_ms - now) // 1000
    return content


_FIELDS = ("grant_type", *dict.fromkeys(name for names in _NEEDED.values() for name in names))
ROUTES = (Door("POST", "/oauth/v2/accessToken", exchange, form=_FIELDS),)
