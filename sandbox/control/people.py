"""members and organizations: who is on this LinkedIn."""

import random
import re
from dataclasses import replace

from sandbox.control import inputs
from sandbox.control.names import FIRST, HEADLINES, LAST
from sandbox.doors import BadCall, Door, Visit
from sandbox.entities import Member, Organization
from sandbox.wire import Json, Response, as_json
from sandbox.world import World

_ID = re.compile(r"[A-Za-z0-9_-]{5,60}")
_MOST_GENERATED = 5000


def add_members(visit: Visit) -> Response:
    """One member, a list of them ("members"), or "generate": so many invented ones."""
    content, world = visit.json(), visit.world
    if "generate" in content:
        members = _generated(world, content)
    elif "members" in content:
        given = content["members"]
        if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
            raise BadCall("members must be a list of objects")
        members = [_member(world, item) for item in given]
    else:
        members = [_member(world, content)]
    world.members.update({member.id: member for member in members})
    return as_json({"members": [_shown(member) for member in members]}, status=201)


def show_members(visit: Visit) -> Response:
    group = visit.params().get("group", "")
    members = [member for member in visit.world.members.values() if group in ("", member.group)]
    return as_json({"members": [_shown(member) for member in members]})


def add_organization(visit: Visit) -> Response:
    """Pages can be mentioned; those who have a role there (`roles`) speak for them."""
    content = visit.json()
    inputs.only(content, "id", "name", "vanity", "website", "followers", "employees")
    page = _page(visit.world, content)
    if not re.fullmatch(r"[0-9]{1,19}", page.id) or not page.name:
        raise BadCall("an organization has a numeric id and a name")
    visit.world.organizations[page.id] = page
    return as_json({"id": page.id, "urn": page.urn, "name": page.name}, status=201)


def _page(world: World, content: Json) -> Organization:
    page_id, name = inputs.text(content, "id"), inputs.text(content, "name")
    known = world.organizations.get(page_id)
    return Organization(
        page_id,
        name,
        inputs.text(content, "vanity") or _vanity(name, "", page_id),
        inputs.text(content, "website"),
        int(inputs.number(content, "followers", 2400, least=0)),
        int(inputs.number(content, "employees", 300, least=0)),
        known.registered_ms if known else world.now_ms(),
    )


def _member(world: World, content: Json) -> Member:
    """Registering an id again changes the person and keeps the day of registration."""
    inputs.only(
        content,
        *("id", "name", "first_name", "last_name", "headline", "vanity", "email", "group", "followers"),
    )
    first, _, last = inputs.text(content, "name").strip().partition(" ")
    first, last = inputs.text(content, "first_name", first), inputs.text(content, "last_name", last)
    if not first:
        raise BadCall("a member has a name")
    member_id = inputs.text(content, "id") or _new_id(world)
    if not _ID.fullmatch(member_id):
        raise BadCall(f"id {member_id!r} is not 5 to 60 letters, digits, - or _")
    known = world.members.get(member_id)
    return Member(
        id=member_id,
        first_name=first,
        last_name=last,
        headline=inputs.text(content, "headline"),
        vanity=inputs.text(content, "vanity") or _vanity(first, last, member_id),
        email=inputs.text(content, "email"),
        group=inputs.text(content, "group", "leaders"),
        followers=int(inputs.number(content, "followers", 800, least=0)),
        registered_ms=known.registered_ms if known else world.now_ms(),
    )


def _generated(world: World, content: Json) -> list[Member]:
    """The same people for the same seed, whatever was asked before."""
    inputs.only(content, "generate", "group")
    group, size = (
        inputs.text(content, "group", "public"),
        int(inputs.number(content, "generate", 0, least=1, most=_MOST_GENERATED)),
    )
    rng = random.Random(f"{world.seed}/people/{group}")  # noqa: S311  # names, not secrets
    people = (
        Member(
            f"{group[:12]}-{number:05d}",
            rng.choice(FIRST),
            rng.choice(LAST),
            rng.choice(HEADLINES),
            group=group,
        )
        for number in range(1, size + 1)
    )
    return [
        replace(
            person,
            vanity=_vanity(person.first_name, person.last_name, person.id),
            registered_ms=world.now_ms(),
        )
        for person in people
    ]


def _new_id(world: World) -> str:
    return "".join(world.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", k=10))


def _vanity(first: str, last: str, member_id: str) -> str:
    return re.sub(r"[^\w]+", "-", f"{first} {last} {member_id}".lower()).strip("-")


def _shown(member: Member) -> Json:
    return {
        "id": member.id,
        "urn": member.urn,
        "name": member.name,
        "headline": member.headline,
        "vanity": member.vanity,
        "group": member.group,
        "followers": member.followers,
    }


ROUTES = (
    Door("POST", "/_sandbox/members", add_members),
    Door("GET", "/_sandbox/members", show_members),
    Door("POST", "/_sandbox/organizations", add_organization),
)
