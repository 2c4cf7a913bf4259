"""POST /_sandbox/roles: what a member may do on a page."""

from dataclasses import asdict

from sandbox.api.organizations import ROLES, STATES
from sandbox.control import inputs
from sandbox.doors import BadCall, Door, Visit
from sandbox.entities import Role
from sandbox.wire import Response, as_json


def give(visit: Visit) -> Response:
    """One role of one member on one page; given again, its state changes."""
    content, world = visit.json(), visit.world
    inputs.only(content, "member", "organization", "role", "state")
    page = world.organization(inputs.text(content, "organization"))
    if page is None:
        raise BadCall(f"organization {content.get('organization')!r} is not known")
    member = inputs.member(world, content)
    name, state = inputs.text(content, "role", ROLES[0]), inputs.text(content, "state", STATES[0])
    if name not in ROLES or state not in STATES:
        raise BadCall(f"role is one of {', '.join(ROLES)}; state is one of {', '.join(STATES)}")
    role = Role(page.urn, member.urn, name, state)
    key = (role.organization, role.member, role.role)
    others = [other for other in world.roles if (other.organization, other.member, other.role) != key]
    world.roles = [*others, role]
    return as_json(asdict(role), status=201)


def show(visit: Visit) -> Response:
    return as_json({"roles": [asdict(role) for role in visit.world.roles]})


ROUTES = (
    Door("POST", "/_sandbox/roles", give),
    Door("GET", "/_sandbox/roles", show),
)
