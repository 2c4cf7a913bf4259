"""apps and tokens: who may call the API, as whom."""

from dataclasses import replace

from sandbox import personas
from sandbox.clock import iso
from sandbox.control import inputs
from sandbox.doors import BadCall, Door, Visit
from sandbox.entities import App, Token
from sandbox.oauth import grants
from sandbox.products import PRODUCTS, SCOPE_WORDS
from sandbox.wire import Json, Response, as_json


def add_app(visit: Visit) -> Response:
    content = visit.json()
    names = ("client_id", "client_secret", "name", "product", "redirect_uris", "member_limit", "app_limit")
    inputs.only(content, *names, "gives_refresh", "allows_batch", "own_ids")
    product, client_id = inputs.text(content, "product", "cma-std"), inputs.text(content, "client_id")
    if product not in PRODUCTS or not client_id:
        raise BadCall(f"an app has a client_id and a product among {', '.join(PRODUCTS)}")
    known = visit.world.apps.get(client_id)
    app = personas.app_of(
        product,
        client_id=client_id,
        secret=inputs.text(content, "client_secret", known.client_secret if known else f"secret-{client_id}"),
        name=inputs.text(content, "name"),
        redirect_uris=inputs.texts(content, "redirect_uris"),
    )
    own_ids = known.own_ids if known else visit.world.own_ids
    visit.world.apps[client_id] = _with_limits(replace(app, own_ids=own_ids), content)
    return as_json(_shown(visit.world.apps[client_id]), status=201)


def show_apps(visit: Visit) -> Response:
    return as_json({"apps": [_shown(app) for app in visit.world.apps.values()]})


def mint(visit: Visit) -> Response:
    """A token without a consent page; with scopes that no product grants, if asked so."""
    content, world = visit.json(), visit.world
    inputs.only(content, "member", "app", "scopes", "expires_in", "token", "revoked", "refresh")
    member, app = inputs.member(world, content), inputs.app(world, content)
    scopes = inputs.texts(content, "scopes") or PRODUCTS[app.product].scopes
    if unknown := set(scopes) - set(SCOPE_WORDS):
        raise BadCall(f"unknown scopes: {', '.join(sorted(unknown))}")
    now = world.now_ms()
    token = Token(
        token=inputs.text(content, "token") or world.new_secret("AQX"),
        client_id=app.client_id,
        member_id=member.id,
        scopes=scopes,
        created_ms=now,
        expires_ms=now + round(inputs.number(content, "expires_in", grants.ACCESS_MS / 1000) * 1000),
        is_revoked=inputs.flag(content, "revoked"),
    )
    if app.gives_refresh or inputs.flag(content, "refresh"):
        token = replace(
            token, refresh_token=world.new_secret("AQW"), refresh_expires_ms=now + grants.REFRESH_MS
        )
    world.tokens[token.token] = token
    return as_json(
        {**_times(token), "access_token": token.token, "refresh_token": token.refresh_token}, status=201
    )


def revoke(visit: Visit) -> Response:
    """As when a member removes the application in the settings: every token given to it, or to all apps."""
    content, world = visit.json(), visit.world
    inputs.only(content, "member", "app")
    member = inputs.member(world, content)
    app = inputs.app(world, content).client_id if "app" in content else ""
    found = [t for t in world.tokens.values() if t.member_id == member.id and app in ("", t.client_id)]
    world.tokens.update({token.token: replace(token, is_revoked=True) for token in found})
    return as_json({"revoked": len(found)})


def _with_limits(app: App, content: Json) -> App:
    """null: without limit. What is not given is as the product has it."""
    changes: Json = {}
    for name in ("member_limit", "app_limit"):
        if name in content:
            changes[name] = None if content[name] is None else int(inputs.number(content, name, 0, least=0))
    for name in ("gives_refresh", "allows_batch", "own_ids"):
        if name in content:
            changes[name] = inputs.flag(content, name)
    return replace(app, **changes)


def _shown(app: App) -> Json:
    return {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "name": app.name,
        "product": app.product,
        "scopes": list(PRODUCTS[app.product].scopes),
        "redirect_uris": list(app.redirect_uris),
        "member_limit": app.member_limit,
        "app_limit": app.app_limit,
        "gives_refresh": app.gives_refresh,
        "allows_batch": app.allows_batch,
        "own_ids": app.own_ids,
    }


def _times(token: Token) -> Json:
    return {
        "member": token.member_id,
        "app": token.client_id,
        "scopes": list(token.scopes),
        "expires_at": iso(token.expires_ms),
        "revoked": token.is_revoked,
    }


ROUTES = (
    Door("POST", "/_sandbox/apps", add_app),
    Door("GET", "/_sandbox/apps", show_apps),
    Door("POST", "/_sandbox/tokens", mint),
    Door("POST", "/_sandbox/tokens/revoke", revoke),
)
