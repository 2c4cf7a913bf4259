"""Chapter 1: consent, tokens, who they belong to. And the table of what each app can do (0.1)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import requests

from drills.contract.play import APPS, BACK, Case, Json, Play, done, refused, same, that
from influence.networks.errors import Reason, Refused, Unauthorised
from influence.networks.linkedin.oauth import consent_refusal

SCOPES = "openid profile email w_member_social"


def asked(app: str = "selfserve", **fields: str) -> dict[str, str]:
    usual = {
        "response_type": "code",
        "client_id": APPS[app],
        "redirect_uri": BACK,
        "scope": SCOPES,
        "state": "st",
    }
    return {name: value for name, value in (usual | fields).items() if value}


def consent(
    play: Play, *, decision: str = "approve", app: str = "selfserve", **fields: str
) -> requests.Response:
    play.need_control()
    answered = {"member": fields.pop("member", "Ab12Cd34Ef"), "decision": decision}
    return play.form("/oauth/v2/authorization", **asked(app, **fields), **answered)


def came_back(answer: requests.Response) -> dict[str, str]:
    same(answer.status_code, 302)
    location = answer.headers["Location"]
    that(location.startswith(BACK), f"back to {location}")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def code(play: Play, **given: str) -> str:
    return came_back(consent(play, **given))["code"]


def exchanged(play: Play, *, app: str = "selfserve", **fields: str) -> requests.Response:
    usual = {
        "grant_type": "authorization_code",
        "client_id": APPS[app],
        "client_secret": f"secret-{app}",
        "redirect_uri": BACK,
    }
    sent = {name: value for name, value in (usual | fields).items() if value}
    return play.form("/oauth/v2/accessToken", **sent)


def granted(play: Play, **given: str) -> Json:
    app = given.get("app", "selfserve")
    return done(exchanged(play, app=app, code=code(play, **given)))


def page(play: Play, **fields: str) -> requests.Response:
    play.need_control()
    return play.session.get(
        play.auth + "/oauth/v2/authorization", params=asked(**fields), timeout=15, allow_redirects=False
    )


def error_page(status: int, words: str, **fields: str) -> Callable[[Play], None]:
    def check(play: Play) -> None:
        answer = page(play, **fields)
        same(answer.status_code, status)
        that(words in answer.text.replace("&#39;", "'").replace("&#34;", '"'), f"the page says {words}")

    return check


def state_comes_back(play: Play) -> None:
    same(came_back(consent(play, state="é&=?"))["state"], "é&=?")


def consent_gives_a_code(play: Play) -> None:
    same(set(came_back(consent(play))), {"code", "state"})


def a_code_works_once(play: Play) -> None:
    found = code(play)
    done(exchanged(play, code=found))
    refused_by_oauth(exchanged(play, code=found), 401, "invalid_request", "authorization code not found")


def a_code_lives_half_an_hour(play: Play) -> None:
    found = code(play)
    play.later(30 * 60 + 1)
    refused_by_oauth(exchanged(play, code=found), 401, "invalid_request", "authorization code not found")


def turned_away(decision: str, error: str) -> Callable[[Play], None]:
    def check(play: Play) -> None:
        told = came_back(consent(play, decision=decision))
        same((told["error"], told["state"], bool(told["error_description"])), (error, "st", True))
        same(consent_refusal(told["error"]).reason, Reason.CONSENT_REFUSED)

    return check


def a_scope_of_another_product(play: Play) -> None:
    told = came_back(page(play, scope="openid r_member_postAnalytics"))
    same(told["error"], "unauthorized_scope_error")
    same(told["error_description"], 'Scope "r_member_postAnalytics" is not authorized for your application')
    same(consent_refusal(told["error"]).reason, Reason.SCOPE_NOT_ENABLED)


def refused_by_oauth(answer: requests.Response, status: int, error: str, words: str) -> None:
    body = done(answer, status)
    same(body["error"], error)
    that(
        str(body["error_description"]).startswith(words) or words in body["error_description"],
        body["error_description"],
    )


def without(name: str) -> Callable[[Play], None]:
    def check(play: Play) -> None:
        play.need_control()
        fields = {"code": "x", name: ""}
        refused_by_oauth(
            exchanged(play, **fields), 400, "invalid_request", f'A required parameter "{name}" is missing'
        )

    return check


def another_return_address(play: Play) -> None:
    answer = exchanged(play, code=code(play), redirect_uri=BACK + "/other")
    refused_by_oauth(
        answer, 400, "invalid_redirect_uri", "Unable to retrieve access token: appid/redirect uri"
    )


def a_wrong_secret(play: Play) -> None:
    answer = exchanged(play, code=code(play), client_secret="wrong")
    refused_by_oauth(answer, 401, "invalid_client", "Client authentication failed")


def refreshed(play: Play, refresh_token: str, app: str = "cma-std") -> requests.Response:
    return exchanged(play, app=app, grant_type="refresh_token", refresh_token=refresh_token, redirect_uri="")


def a_dead_refresh(play: Play) -> None:
    play.need_control()
    words = "The provided authorization grant or refresh token is invalid, expired or revoked"
    refused_by_oauth(refreshed(play, "AQWnothing"), 400, "invalid_request", words)


def adapter_reads(error: Callable[[Play], None], reason: Reason) -> Callable[[Play], None]:
    def check(play: Play) -> None:
        try:
            error(play)
        except (Refused, Unauthorised) as failure:
            same(failure.reason, reason)
        else:
            that(False, "the adapter was not refused")

    return check


def adapter_exchanges(play: Play, found: str, **given: str) -> None:
    play.need_control()
    play.adapter("selfserve", **given).exchange(found)


def the_grant(play: Play) -> None:
    body = granted(play)
    same(body["token_type"], "Bearer")
    that(5_183_990 <= body["expires_in"] <= 5_184_000, f"{body['expires_in']} seconds")
    that(len(body["access_token"]) <= 1000, "room for a thousand characters")
    same(sorted(body["scope"].split(",")), sorted(SCOPES.split()))
    same("refresh_token" in body, False)


def adapter_splits(separator: str) -> Callable[[Play], None]:
    def check(play: Play) -> None:
        play.reading(scopes=separator)
        grant = play.adapter("selfserve").exchange(code(play))
        same(grant.scopes, frozenset(SCOPES.split()))

    return check


def the_id_token(play: Play) -> None:
    head, claims, _ = (decoded(part) for part in granted(play)["id_token"].split("."))
    same((head["alg"], claims["aud"], claims["sub"]), ("RS256", APPS["selfserve"], "Ab12Cd34Ef"))
    that(claims["iss"].endswith("/oauth"), claims["iss"])


def decoded(part: str) -> Json:
    try:
        return dict(json.loads(base64.urlsafe_b64decode(part + "==")))
    except ValueError:
        return {}


def a_refresh(play: Play) -> None:
    play.need_control()
    scopes = "r_basicprofile w_member_social"
    first = granted(play, app="cma-std", scope=scopes)
    play.later(86_400)
    second = done(refreshed(play, first["refresh_token"]))
    same(second["refresh_token"], first["refresh_token"])
    same(first["refresh_token_expires_in"] - second["refresh_token_expires_in"], 86_400)
    that(second["access_token"] != first["access_token"], "another access token")


def nobody_refreshes(play: Play) -> None:
    play.reading(refresh="nobody")
    grant = play.adapter("cma-std").exchange(code(play, app="cma-std", scope="r_basicprofile"))
    same((grant.refresh_token, grant.refresh_expires_at), (None, None))


def adapter_refreshes(play: Play) -> None:
    network = play.adapter("cma-std")
    first = network.exchange(code(play, app="cma-std", scope="r_basicprofile"))
    again = network.refresh(first.refresh_token or "")
    same(again.refresh_token, first.refresh_token)


def new_scopes_revoke(play: Play) -> None:
    nadia = "Zz98Yy76Xx"
    first = granted(play, member=nadia, scope="openid profile")["access_token"]
    granted(play, member=nadia)
    headers = {"Authorization": f"Bearer {first}"}
    refused(play.get("/v2/userinfo", headers=headers), 401, "REVOKED_ACCESS_TOKEN", number=65601)


def same_scopes_keep(play: Play) -> None:
    first = granted(play)["access_token"]
    granted(play)
    done(play.get("/v2/userinfo", headers={"Authorization": f"Bearer {first}"}))


def lag(play: Play) -> None:
    for status in (401, 200):
        same(play.get("/v2/userinfo", who="selfserve", fault="401-once").status_code, status)


def introspected(play: Play, token: str, app: str = "selfserve", **fields: str) -> requests.Response:
    play.need_control()
    usual = {"client_id": APPS[app], "client_secret": f"secret-{app}", "token": token}
    return play.form("/oauth/v2/introspectToken", **(usual | fields))


def introspection(play: Play) -> None:
    play.need_control()
    body = done(introspected(play, granted(play)["access_token"]))
    same((body["active"], body["status"], body["auth_type"]), (True, "active", "3L"))
    same(body["expires_at"] - body["created_at"], 60 * 86_400, "epoch seconds")


def status_of(token: str, status: str) -> Callable[[Play], None]:
    def check(play: Play) -> None:
        same(done(introspected(play, token))["status"], status)
        same(play.adapter("selfserve").introspect(play.credentials(token.removeprefix("tok-"))).active, False)

    return check


def of_another_app(play: Play) -> None:
    same(done(introspected(play, "tok-selfserve", app="cma-std")), {"active": False})


def introspection_refused(play: Play) -> None:
    same(introspected(play, "nothing").status_code, 400)
    same(introspected(play, "tok-selfserve", client_id="nobody").status_code, 400)
    same(introspected(play, "tok-selfserve", client_secret="wrong").status_code, 401)


def revocation(play: Play) -> None:
    play.need_control()
    play.adapter("selfserve").revoke(play.credentials("selfserve"))
    refused(play.get("/v2/userinfo", who="selfserve"), 401, "REVOKED_ACCESS_TOKEN")


def no_revocation(play: Play) -> None:
    play.reading(revoke="absent")
    try:
        play.adapter("selfserve").revoke(play.credentials("selfserve"))
    except Refused as failure:
        same(failure.reason, Reason.NOT_FOUND if failure.http_status == 404 else None)


def userinfo(play: Play) -> None:
    body = done(play.get("/v2/userinfo", who="selfserve"))
    that({"sub", "name", "given_name", "family_name"} <= set(body), "the four that are required")


def locale(kind: str) -> Callable[[Play], None]:
    def check(play: Play) -> None:
        play.reading(locale=kind)
        same(play.adapter("selfserve").identity(play.credentials("selfserve")).urn, play.me())

    return check


def userinfo_without_scope(play: Play) -> None:
    answer = play.get("/v2/userinfo", who="cma-std")
    refused(
        answer,
        403,
        "ACCESS_DENIED",
        says="Not enough permissions to access: userinfo.GET.NO_VERSION",
        number=100,
    )


def falls_back(play: Play) -> None:
    who = play.adapter("cma-std").identity(play.credentials("cma-std"))
    same(who.urn, play.me())
    that(who.name, "a name")


def profile(path: str) -> Callable[[Play], None]:
    def check(play: Play) -> None:
        body = done(play.get(path, who="cma-std"))
        that(
            {"id", "localizedFirstName", "localizedLastName", "vanityName", "firstName"} <= set(body),
            sorted(body),
        )
        refused(play.get(path, who="selfserve"), 403, "ACCESS_DENIED", says="me.GET")

    return check


def discovery(play: Play) -> None:
    body = done(play.session.get(play.auth + "/oauth/.well-known/openid-configuration", timeout=15))
    that(body["token_endpoint"].endswith("/oauth/v2/accessToken"), body["token_endpoint"])
    that(body["jwks_uri"].endswith("/oauth/openid/jwks"), body["jwks_uri"])


def jwks(play: Play) -> None:
    (found, *_) = done(play.session.get(play.auth + "/oauth/openid/jwks", timeout=15))["keys"]
    same((found["kty"], found["alg"]), ("RSA", "RS256"))


def ids_of_an_app(play: Play) -> None:
    play.need_control()
    for app in ("selfserve", "cma-std"):
        play.control("apps", client_id=APPS[app], product=app, own_ids=True)
    mine = [play.adapter(app).identity(play.credentials(app)).urn for app in ("selfserve", "cma-std")]
    that(mine[0] != mine[1], "two ids")
    body = play.body(author=mine[0])
    refused(play.post("/rest/posts", body, who="cma-std"), 403, says="[/author]")


def opens(scopes: str, path: str, resource: str) -> Callable[[Play], None]:
    """With the scope the door is open; without it, its name stands in the refusal."""

    def check(play: Play) -> None:
        play.need_control()
        for given, is_open in ((scopes, True), ("openid", False)):
            minted = play.control("tokens", member="Ab12Cd34Ef", app="sandbox-partner", scopes=given.split())
            headers = {"Authorization": f"Bearer {minted['access_token']}"}
            answer = play.get(
                path.replace("{post}", "urn%3Ali%3Ashare%3A7529830966886400000"), headers=headers
            )
            denied = "Not enough permissions to access: " + resource
            same(answer.status_code != 403, is_open, f"{given}: {answer.text[:120]}")
            same(denied in answer.text, not is_open)

    return check


def creates_with(scope: str, author: str) -> Callable[[Play], None]:
    def check(play: Play) -> None:
        play.need_control()
        for given, status in ((scope, 201), ("openid", 403)):
            minted = play.control("tokens", member="Ab12Cd34Ef", app="sandbox-partner", scopes=[given])
            headers = {"Authorization": f"Bearer {minted['access_token']}"}
            done(play.post("/rest/posts", play.body(author=author), headers=headers), status)

    return check


_SCOPES = (
    ("openid, profile, email", "profile", "/v2/userinfo", "userinfo.GET"),
    ("w_member_social_feed", "w_member_social_feed", "/rest/socialMetadata/{post}", "socialMetadata.GET"),
    ("r_member_social, r_member_social_feed", "r_member_social", "/rest/posts/{post}", "partnerApiPostsExternal.GET"),
    ("r_member_postAnalytics", "r_member_postAnalytics", "/rest/memberCreatorPostAnalytics?q=me&queryType=REACTION", "memberCreatorPostAnalytics"),
    ("r_member_profileAnalytics", "r_member_profileAnalytics", "/rest/memberFollowersCount?q=me", "memberFollowersCount"),
    ("r_basicprofile", "r_basicprofile", "/rest/me", "me.GET"),
    ("r_1st_connections_size", "r_1st_connections_size", "/v2/connections/urn%3Ali%3Aperson%3AAb12Cd34Ef", "connections.GET"),
    ("r_organization_social", "r_organization_social", "/rest/posts?q=author&author=urn%3Ali%3Aorganization%3A5501001", "partnerApiPostsExternal.FINDER-author"),
    ("w_organization_social_feed", "r_organization_social_feed", "/rest/socialActions/{post}/comments", "partnerApiSocialActions.GET_ALL"),
    ("rw_organization_admin", "rw_organization_admin", "/rest/organizationAcls?q=roleAssignee", "organizationAcls.FINDER-roleAssignee"),
)  # fmt: skip
_PARAMETERS = ("code", "redirect_uri", "grant_type", "client_id", "client_secret")

CASES = (
    Case("1.1", "response_type", "any other than code is refused", error_page(400, "response_type", response_type="token")),
    Case("1.1", "client_id", "an unknown one gets an error page", error_page(401, "Client_id doesn't match", client_id="nobody")),
    Case("1.1", "redirect_uri", "an unknown one gets an error page", error_page(401, "Redirect_uri doesn't match", redirect_uri="https://elsewhere.example/")),
    Case("1.1", "scope", "none at all gets an error page", error_page(401, "Invalid scope", scope="")),
    Case("1.1", "state", "comes back unchanged", state_comes_back),
    Case("1.1", "OK", "a code and the state come back", consent_gives_a_code),
    Case("1.1", "OK", "a code works once", a_code_works_once),
    Case("1.1", "OK", "a code lives half an hour", a_code_lives_half_an_hour),
    Case("1.1", "Member cancelled at login", "as user_cancelled_login", turned_away("cancel", "user_cancelled_login")),
    Case("1.1", "Member refused", "as user_cancelled_authorize", turned_away("refuse", "user_cancelled_authorize")),
    Case("1.1", "Scope not enabled on the app", "one bad scope rejects all", a_scope_of_another_product),
    Case("1.1", "Wrong client or redirect", "no redirect", error_page(401, "Client_id doesn't match", client_id="")),
    Case("1.1", "Consent for other scopes", "revokes the tokens given before", new_scopes_revoke),
    Case("1.1", "Consent for the same scopes", "keeps them", same_scopes_keep),
    Case("1.2", "Token exchange", "a token for sixty days, scopes with commas", the_grant),
    Case("1.2", "Token exchange", "the adapter reads scopes with commas", adapter_splits("commas")),
    Case("1.2", "Token exchange", "the adapter reads scopes with spaces", adapter_splits("spaces")),
    *(Case("1.3", "400 invalid_request A required parameter", f"without {name}", without(name)) for name in _PARAMETERS),
    Case("1.3", "401 invalid_request", "a code that nobody gave", a_code_works_once),
    Case("1.3", "401 invalid_request", "the adapter calls it an invalid code", adapter_reads(lambda play: adapter_exchanges(play, "AQTno"), Reason.CODE_INVALID)),
    Case("1.3", "400 invalid_redirect_uri", "another address than at the consent", another_return_address),
    Case("1.3", "400 invalid_redirect_uri", "the adapter says what does not match", adapter_reads(lambda play: adapter_exchanges(play, code(play), redirect_uri=BACK + "/x"), Reason.REDIRECT_MISMATCH)),
    Case("1.3", "400 invalid_request The provided authorization grant", "a refresh token of nobody's", a_dead_refresh),
    Case("1.3", "400 invalid_request The provided authorization grant", "the adapter asks to reconnect", adapter_reads(lambda play: (play.need_control(), play.adapter("cma-std").refresh("AQWno"))[0], Reason.TOKEN_REVOKED)),
    Case("1.3", "401 invalid_client", "a wrong secret", a_wrong_secret),
    Case("1.3", "401 invalid_client", "the adapter blames the app", adapter_reads(lambda play: adapter_exchanges(play, code(play), client_secret="no"), Reason.CLIENT_INVALID)),
    Case("1.4", "Refresh", "the same refresh token, its year running on", a_refresh),
    Case("1.4", "Refresh", "the adapter keeps the refresh token", adapter_refreshes),
    Case("1.4", "No refresh token", "the adapter does without", nobody_refreshes),
    Case("1.4", "Lag of a fresh token", "401 once, then well", lag),
    Case("1.5", "Introspection", "an active token, in epoch seconds", introspection),
    Case("1.5", "Introspection", "expired", status_of("tok-expired", "expired")),
    Case("1.5", "Introspection", "revoked", status_of("tok-revoked", "revoked")),
    Case("1.5", "Introspection of another app's token", "is merely not active", of_another_app),
    Case("1.5", "Introspection refused", "400 for the token or the app, 401 for the secret", introspection_refused),
    Case("1.6", "Revocation", "the token is dead afterwards", revocation),
    Case("1.6", "No revocation", "the adapter says so and nothing worse", no_revocation),
    Case("1.7", "userinfo", "who the token speaks for", userinfo),
    Case("1.7", "locale", "an object", locale("object")),
    Case("1.7", "locale", "a text", locale("text")),
    Case("1.7", "userinfo without the scope", "is refused by name", userinfo_without_scope),
    Case("1.7", "userinfo without the scope", "the adapter asks /rest/me instead", falls_back),
    Case("1.7", "id_token", "RS256, for this client", the_id_token),
    Case("1.7", "Ids of an app", "another app's id is nobody here", ids_of_an_app),
    Case("1.8", "/rest/me", "the profile, with r_basicprofile alone", profile("/rest/me")),
    Case("1.8", "/v2/me", "the same without a version", profile("/v2/me")),
    *(Case("1.9", row, "opens its door, and no other does", opens(*given)) for row, *given in _SCOPES),
    Case("1.9", "w_member_social", "lets a member post", creates_with("w_member_social", "urn:li:person:Ab12Cd34Ef")),
    Case("1.9", "w_organization_social", "lets a page post", creates_with("w_organization_social", "urn:li:organization:5501001")),
    Case("0.2", "Authorize", "shows the consent page", lambda play: same(page(play).status_code, 200)),
    Case("0.2", "Token / refresh", "answers a form", lambda play: same(exchanged(play, grant_type="").status_code, 400)),
    Case("0.2", "Introspect", "answers a form", of_another_app),
    Case("0.2", "Revoke", "answers a form", revocation),
    Case("0.2", "OIDC discovery", "names the others", discovery),
    Case("0.2", "JWKS", "one RSA key", jwks),
    Case("0.3", "Access token", "sixty days", the_grant),
    Case("0.3", "Refresh token", "a year that is never extended", a_refresh),
)  # fmt: skip
