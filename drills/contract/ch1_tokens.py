"""Chapter 1 from 1.4 on: the life of a token, who it speaks for, what its scopes open."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from drills.contract.ch1_sign_in import a_refresh, code, granted, introspected, of_another_app, revocation
from drills.contract.play import APPS, Case, Json, Play, done, refused, same, that
from influence.networks.errors import Reason, Refused


def the_id_token(play: Play) -> None:
    head, claims, _ = (decoded(part) for part in granted(play)["id_token"].split("."))
    same((head["alg"], claims["aud"], claims["sub"]), ("RS256", APPS["selfserve"], "Ab12Cd34Ef"))
    that(claims["iss"].endswith("/oauth"), claims["iss"])


def decoded(part: str) -> Json:
    try:
        return dict(json.loads(base64.urlsafe_b64decode(part + "==")))
    except ValueError:
        return {}


def nobody_refreshes(play: Play) -> None:
    play.reading(refresh="nobody")
    grant = play.adapter("cma-std").exchange(code(play, app="cma-std", scope="r_basicprofile"))
    same((grant.refresh_token, grant.refresh_expires_at), (None, None))


def adapter_refreshes(play: Play) -> None:
    network = play.adapter("cma-std")
    first = network.exchange(code(play, app="cma-std", scope="r_basicprofile"))
    again = network.refresh(first.refresh_token or "")
    same(again.refresh_token, first.refresh_token)


def lag(play: Play) -> None:
    for status in (401, 200):
        same(play.get("/v2/userinfo", who="selfserve", fault="401-once").status_code, status)


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


def introspection_refused(play: Play) -> None:
    same(introspected(play, "nothing").status_code, 400)
    same(introspected(play, "tok-selfserve", client_id="nobody").status_code, 400)
    same(introspected(play, "tok-selfserve", client_secret="wrong").status_code, 401)


def no_revocation(play: Play) -> None:
    play.reading(revoke="absent")
    try:
        play.adapter("selfserve").revoke(play.credentials("selfserve"))
    except Refused as failure:
        same((failure.reason, failure.http_status), (Reason.NOT_FOUND, 404))
    else:
        that(False, "the adapter took it for revoked")


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


CASES = (
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
)  # fmt: skip
