"""Who the token speaks for: /v2/userinfo (1.7), /v2/me and /rest/me (1.8)."""

from sandbox import identities
from sandbox.api import replies
from sandbox.api.calls import Call, Method, Route
from sandbox.wire import Json, Response, as_json

_LOCALE = {"country": "FR", "language": "fr"}


def userinfo(call: Call) -> Response:
    call.query()
    member = call.member
    content: Json = {
        "sub": identities.id_for(call.app, member.id),
        "name": member.name,
        "given_name": member.first_name,
        "family_name": member.last_name,
        "locale": _LOCALE if call.world.readings.locale == "object" else "fr-FR",
    }
    if call.has_scope("email") and member.email:
        content |= {"email": member.email, "email_verified": True}
    return as_json(content)


def me(call: Call) -> Response:
    query = call.query()
    member = call.member
    return replies.entity(
        {
            "id": identities.id_for(call.app, member.id),
            "localizedFirstName": member.first_name,
            "localizedLastName": member.last_name,
            "localizedHeadline": member.headline,
            "vanityName": member.vanity,
            "firstName": _localized(member.first_name),
            "lastName": _localized(member.last_name),
        },
        query,
    )


def _localized(text: str) -> Json:
    return {"localized": {"fr_FR": text}, "preferredLocale": _LOCALE}


ROUTES = (
    Route(Method.GET, "/v2/userinfo", "userinfo.GET", userinfo, scopes=("profile",)),
    Route(Method.GET, "/v2/me", "me.GET", me, scopes=("r_basicprofile",)),
    Route(Method.GET, "/rest/me", "me.GET", me, scopes=("r_basicprofile",)),
)
