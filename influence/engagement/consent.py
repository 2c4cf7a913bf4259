"""The way to LinkedIn and back, for an employee who has no account here: what they asked for waits in their session."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from influence.accounts.networks import linkedin, scopes_of, usual_app
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


def scopes() -> tuple[str, ...]:
    """The least that says who somebody is. A member's id belongs to one app (linkedin-api.md §1.7), so employees sign in
    to the app that reads the reactions: one with Community Management knows its basic profile, not OpenID."""
    has_profile = "r_basicprofile" in scopes_of(usual_app())
    return ("r_basicprofile",) if has_profile else ("openid", "profile")


def ask(session: SessionBase, *, organisation_id: int, department_id: int | None, now: datetime) -> str:
    """Remember the wish and return LinkedIn's address to go to."""
    wish = Wish(
        organisation_id, department_id, state=secrets.token_urlsafe(24), until=(now + LASTS).isoformat()
    )
    session[PLACE] = asdict(wish)
    return linkedin(return_to="enrolment_callback").authorize_url(state=wish.state, scopes=scopes())


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


def member_urn(code: str) -> str:
    """Who consented. The token is used for this one question and never kept. Raises NetworkFailure."""
    network = linkedin(return_to="enrolment_callback")
    grant = network.exchange(code)
    return network.identity(Credentials(access_token=grant.access_token), scopes=grant.scopes).urn
