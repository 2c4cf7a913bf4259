"""Codes and tokens: how long they live and what a new consent does to older ones (contract 1.1, 1.2, 1.4)."""

from dataclasses import replace

from sandbox.entities import DAY_MS, App, Code, Token
from sandbox.world import World

CODE_MS = 30 * 60 * 1000
ACCESS_MS = 60 * DAY_MS
REFRESH_MS = 365 * DAY_MS


def issue_code(world: World, app: App, *, member_id: str, scopes: tuple[str, ...], redirect_uri: str) -> Code:
    expires_ms = world.now_ms() + CODE_MS
    code = Code(world.new_secret("AQT"), app.client_id, member_id, redirect_uri, scopes, expires_ms)
    world.codes[code.code] = code
    return code


def issue_token(world: World, app: App, *, member_id: str, scopes: tuple[str, ...]) -> Token:
    """A scope that is new for this member and app revokes every token given before."""
    now = world.now_ms()
    earlier = [t for t in world.tokens.values() if (t.client_id, t.member_id) == (app.client_id, member_id)]
    known = {scope for token in earlier for scope in token.scopes}
    if known and not set(scopes) <= known:
        for token in earlier:
            world.tokens[token.token] = replace(token, is_revoked=True)
    token = Token(world.new_secret("AQX"), app.client_id, member_id, scopes, now, now + ACCESS_MS)
    if app.gives_refresh and world.readings.refresh == "product":
        token = replace(token, refresh_token=world.new_secret("AQW"), refresh_expires_ms=now + REFRESH_MS)
    world.tokens[token.token] = token
    return token


def renew(world: World, token: Token) -> Token:
    """A new access token; the refresh token stays the same and its year is never extended."""
    now = world.now_ms()
    renewed = replace(token, token=world.new_secret("AQX"), created_ms=now, expires_ms=now + ACCESS_MS)
    world.tokens[renewed.token] = renewed
    return renewed


def refreshable(world: World, refresh_token: str) -> Token | None:
    if not refresh_token:
        return None
    found = [token for token in world.tokens.values() if token.refresh_token == refresh_token]
    alive = [t for t in found if t.refresh_expires_ms > world.now_ms() and not t.is_revoked]
    return alive[-1] if alive else None


def revoke(world: World, token: Token) -> None:
    """With it go the tokens that the same refresh token gave."""
    for other in list(world.tokens.values()):
        if other == token or (token.refresh_token and other.refresh_token == token.refresh_token):
            world.tokens[other.token] = replace(other, is_revoked=True)
