"""The way to LinkedIn and back, for an employee who has no account here: what they asked for waits in their session."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from influence.accounts.models import App
from influence.accounts.networks import apps, linkedin, scopes_of, usual_app
from influence.networks.ports import Credentials

PLACE = "enrolment"
LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Wish:
    """`department` None: the person wants to leave."""

    organisation_id: int
    department_id: int | None
    state: str
    until: str
    app: str = ""


def scopes(app: str) -> tuple[str, ...]:
    """The least that says who somebody is. An app with Community Management knows its basic profile, not OpenID."""
    return ("r_basicprofile",) if "r_basicprofile" in scopes_of(app) else ("openid", "profile")


def ask(
    session: SessionBase, *, organisation_id: int, department_id: int | None, now: datetime, app: str = ""
) -> str:
    """Remember the wish and return LinkedIn's address to go to. A member's id belongs to one app (linkedin-api.md §1.7),
    so employees sign in to the app that reads the reactions, unless they look for an enrolment through another."""
    app = app or usual_app()
    wish = Wish(
        organisation_id,
        department_id,
        state=secrets.token_urlsafe(24),
        until=(now + LASTS).isoformat(),
        app=app,
    )
    session[PLACE] = asdict(wish)
    return linkedin(app=app, return_to="enrolment_callback").authorize_url(
        state=wish.state, scopes=scopes(app)
    )


def next_app(app: str) -> str:
    """Where else somebody may have enrolled, before the app that is usual now was there; "" after the last."""
    known = apps()
    return next(iter(known[known.index(App(app)) + 1 :]), "") if app in known else ""


def answered(session: SessionBase, *, state: str, now: datetime) -> Wish | None:
    """The wish that this answer belongs to, once; None for a forged, late or repeated one."""
    kept = session.pop(PLACE, None)
    wish = Wish(**kept) if kept else None
    if (
        wish is None
        or not secrets.compare_digest(wish.state.encode(), state.encode())
        or datetime.fromisoformat(wish.until) < now
    ):
        return None
    return wish


def member_urn(code: str, *, app: str) -> str:
    """Who consented. The token is used for this one question and never kept. Raises NetworkFailure."""
    network = linkedin(app=app, return_to="enrolment_callback")
    grant = network.exchange(code)
    return network.identity(Credentials(access_token=grant.access_token), scopes=grant.scopes).urn
