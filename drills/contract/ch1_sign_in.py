"""Chapter 1 to 1.3: consent and tokens; and what 0.2 and 0.3 say of them."""

from __future__ import annotations

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


def the_consent_page(play: Play) -> None:
    answer = page(play)
    same(answer.status_code, 200)
    that('value="approve"' in answer.text and 'value="refuse"' in answer.text, "a yes and a no")
    that('name="state" value="st"' in answer.text, "what was asked goes on with the answer")


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


def a_refresh(play: Play) -> None:
    play.need_control()
    scopes = "r_basicprofile w_member_social"
    first = granted(play, app="cma-std", scope=scopes)
    play.later(86_400)
    second = done(refreshed(play, first["refresh_token"]))
    same(second["refresh_token"], first["refresh_token"])
    same(first["refresh_token_expires_in"] - second["refresh_token_expires_in"], 86_400)
    that(second["access_token"] != first["access_token"], "another access token")


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


def introspected(play: Play, token: str, app: str = "selfserve", **fields: str) -> requests.Response:
    play.need_control()
    usual = {"client_id": APPS[app], "client_secret": f"secret-{app}", "token": token}
    return play.form("/oauth/v2/introspectToken", **(usual | fields))


def of_another_app(play: Play) -> None:
    same(done(introspected(play, "tok-selfserve", app="cma-std")), {"active": False})


def revocation(play: Play) -> None:
    play.need_control()
    play.adapter("selfserve").revoke(play.credentials("selfserve"))
    refused(play.get("/v2/userinfo", who="selfserve"), 401, "REVOKED_ACCESS_TOKEN")


def discovery(play: Play) -> None:
    body = done(play.session.get(play.auth + "/oauth/.well-known/openid-configuration", timeout=15))
    that(body["token_endpoint"].endswith("/oauth/v2/accessToken"), body["token_endpoint"])
    that(body["jwks_uri"].endswith("/oauth/openid/jwks"), body["jwks_uri"])


def jwks(play: Play) -> None:
    (found, *_) = done(play.session.get(play.auth + "/oauth/openid/jwks", timeout=15))["keys"]
    same((found["kty"], found["alg"]), ("RSA", "RS256"))


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
    Case("0.2", "Authorize", "shows the consent page", the_consent_page),
    Case("0.2", "Token / refresh", "answers a form", lambda play: same(exchanged(play, grant_type="").status_code, 400)),
    Case("0.2", "Introspect", "answers a form", of_another_app),
    Case("0.2", "Revoke", "answers a form", revocation),
    Case("0.2", "OIDC discovery", "names the others", discovery),
    Case("0.2", "JWKS", "one RSA key", jwks),
    Case("0.3", "Access token", "sixty days", the_grant),
    Case("0.3", "Refresh token", "a year that is never extended", a_refresh),
)  # fmt: skip
