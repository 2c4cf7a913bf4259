"""The consent page: who consents, to what, and what goes back to the application (contract 1.1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.doors import Door, Visit
from sandbox.entities import App, Member
from sandbox.oauth import grants, redirects
from sandbox.products import PRODUCTS, SCOPE_WORDS
from sandbox.templating import page
from sandbox.wire import Response, redirect
from sandbox.world import World

_GROUPS = (("leaders", "Dirigeants"), ("employees", "Collaborateurs"))
_REFUSED = {
    "refuse": ("user_cancelled_authorize", "The user cancelled the authorization"),
    "cancel": ("user_cancelled_login", "The user cancelled LinkedIn login"),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    app: App
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str


def ask(visit: Visit) -> Response:
    params = visit.params()
    asked = _asked(visit.world, params)
    if isinstance(asked, Response):
        return asked
    return page(
        "consent.html",
        app=asked.app,
        words=sorted({SCOPE_WORDS[scope] for scope in asked.scopes}),
        params={name: params.get(name, "") for name in _KEPT},
        groups=_pickable(visit.world),
        hint=params.get("login_hint", ""),
    )


def decide(visit: Visit) -> Response:
    form = visit.form()
    asked = _asked(visit.world, form)
    if isinstance(asked, Response):
        return asked
    if form.get("decision") in _REFUSED:
        error, words = _REFUSED[form["decision"]]
        return redirect(
            redirects.back_to(asked.redirect_uri, error=error, error_description=words, state=asked.state)
        )
    member = visit.world.members.get(form.get("member", ""))
    if member is None or form.get("decision") != "approve":
        return _error_page(400, "Choisissez la personne au nom de qui vous répondez.")
    code = grants.issue_code(
        visit.world, asked.app, member_id=member.id, scopes=asked.scopes, redirect_uri=asked.redirect_uri
    )
    return redirect(redirects.back_to(asked.redirect_uri, code=code.code, state=asked.state))


_KEPT = ("response_type", "client_id", "redirect_uri", "scope", "state")


def _asked(world: World, params: Mapping[str, str]) -> _Asked | Response:
    """What is asked for; or the page, or the redirect, that says what is wrong with it."""
    app = world.apps.get(params.get("client_id", ""))
    if app is None:
        return _error_page(401, "Client_id doesn't match")
    uri, state = params.get("redirect_uri", ""), params.get("state", "")
    if not redirects.is_registered(app, uri):
        return _error_page(401, "Redirect_uri doesn't match")
    if params.get("response_type") != "code":
        return _error_page(400, 'A required parameter "response_type" is missing or is not "code"')
    scopes = tuple(dict.fromkeys(params.get("scope", "").split()))
    if not scopes:
        return _error_page(401, "Invalid scope")
    for scope in scopes:
        if scope not in PRODUCTS[app.product].scopes:
            words = f'Scope "{scope}" is not authorized for your application'
            error = "unauthorized_scope_error"
            return redirect(redirects.back_to(uri, error=error, error_description=words, state=state))
    return _Asked(app, uri, scopes, state)


def _error_page(status: int, words: str) -> Response:
    return page("refused.html", status=status, words=words)


def _pickable(world: World) -> list[tuple[str, list[Member]]]:
    """The public does not sign in here."""
    known = dict(_GROUPS)
    others = sorted({m.group for m in world.members.values()} - set(known) - {"public"})
    groups = [*_GROUPS, *((group, group.capitalize()) for group in others)]
    named = [
        (label, sorted((m for m in world.members.values() if m.group == group), key=lambda m: m.name))
        for group, label in groups
    ]
    return [(label, members) for label, members in named if members]


ROUTES = (
    Door("GET", "/oauth/v2/authorization", ask, params=(*_KEPT, "login_hint")),
    Door("POST", "/oauth/v2/authorization", decide, form=(*_KEPT, "member", "decision")),
)
