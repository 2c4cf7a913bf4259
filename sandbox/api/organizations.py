"""/rest/organizations and /rest/organizationAcls: pages, and who may do what there (contract 7.7)."""

from functools import partial

from sandbox import refusals
from sandbox.api import pages, replies
from sandbox.api.calls import Call, Method, Route
from sandbox.entities import Organization, Role
from sandbox.wire import Json, Response

ROLES = (
    "ADMINISTRATOR",
    "CONTENT_ADMINISTRATOR",
    "DIRECT_SPONSORED_CONTENT_POSTER",
    "RECRUITING_POSTER",
    "LEAD_CAPTURE_ADMINISTRATOR",
    "LEAD_GEN_FORMS_MANAGER",
    "ANALYST",
    "CURATOR",
)
STATES = ("APPROVED", "REQUESTED", "REJECTED", "REVOKED")


def get(call: Call) -> Response:
    page = call.world.organizations.get(call.key("id"))
    if page is None:
        raise refusals.not_found(f"organization {call.key('id')}")
    return replies.entity(_shown(call, page), call.query())


def find_by_vanity(call: Call) -> Response:
    query = call.query()
    name = query.required_text("vanityName")
    found = [page for page in call.world.organizations.values() if name and page.vanity == name]
    return replies.page(call, query, found, show=lambda page: _shown(call, page))


def roles_of_member(call: Call) -> Response:
    query = call.query()
    wanted = {name: query.text(name) for name in ("role", "state")}
    _refuse_unknown(wanted)
    found = [role for role in call.world.roles if role.member == call.member.urn and _fits(role, wanted)]
    return replies.page(call, query, found, show=partial(_as_json, call))


def roles_of_page(call: Call) -> Response:
    query = call.query()
    urn = query.required_text("organization")
    page = pages.administered(call, urn, field="/organization")
    found = [role for role in call.world.roles if role.organization == page.urn]
    return replies.page(call, query, found, show=partial(_as_json, call))


def _shown(call: Call, page: Organization) -> Json:
    """Who is no administrator sees little."""
    content: Json = {"id": int(page.id), "localizedName": page.name, "vanityName": page.vanity}
    if not call.administers(page.urn):
        return content
    return {
        **content,
        "localizedWebsite": page.website,
        "name": {
            "localized": {"fr_FR": page.name},
            "preferredLocale": {"country": "FR", "language": "fr"},
        },
        "primaryOrganizationType": "NONE",
    }


def _refuse_unknown(wanted: dict[str, str]) -> None:
    for name, known in (("role", ROLES), ("state", STATES)):
        if wanted[name] and wanted[name] not in known:
            raise refusals.bad_parameter(name)


def _fits(role: Role, wanted: dict[str, str]) -> bool:
    return wanted["role"] in ("", role.role) and wanted["state"] in ("", role.state)


def _as_json(call: Call, role: Role) -> Json:
    return {
        call.world.readings.role_field: role.organization,
        "roleAssignee": role.member,
        "role": role.role,
        "state": role.state,
    }


_ADMIN = ("rw_organization_admin",)
_ANY = (*_ADMIN, "r_organization_social", "w_organization_social")
_PAGE = ("start", "count")
ROUTES = (
    Route(Method.GET, "/rest/organizations/{id}", "organizations.GET", get, _ANY),
    Route(
        Method.FINDER,
        "/rest/organizations",
        "organizations.FINDER-vanityName",
        find_by_vanity,
        _ANY,
        finder="vanityName",
        params=("vanityName", *_PAGE),
    ),
    Route(
        Method.FINDER,
        "/rest/organizationAcls",
        "organizationAcls.FINDER-roleAssignee",
        roles_of_member,
        _ADMIN,
        finder="roleAssignee",
        params=("role", "state", *_PAGE),
    ),
    Route(
        Method.FINDER,
        "/rest/organizationAcls",
        "organizationAcls.FINDER-organization",
        roles_of_page,
        _ADMIN,
        finder="organization",
        params=("organization", *_PAGE),
    ),
)
