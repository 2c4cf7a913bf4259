"""How many people follow the member, or a page (linkedin-api.md §7.2, §7.5)."""

from __future__ import annotations

from influence.networks.linkedin import restli
from influence.networks.linkedin.analytics import Days, day_count
from influence.networks.linkedin.client import Client, understood
from influence.networks.linkedin.shapes import Malformed, items, number, record
from influence.networks.ports import Credentials, DayCount

_MEMBER = "/rest/memberFollowersCount"


def level(client: Client, *, credentials: Credentials) -> int:
    """The member's followers now."""
    found = client.get(f"{_MEMBER}?q=me", credentials=credentials, finder=True)
    return understood(_level, found.get("elements"))


def changes(client: Client, *, days: Days, credentials: Credentials) -> tuple[DayCount, ...]:
    """How many more, or fewer, on each day: never the level."""
    query = restli.query({"q": "dateRange", "dateRange": days.encoded()})
    found = client.get(f"{_MEMBER}?{query}", credentials=credentials, finder=True)
    return understood(_changes, found.get("elements"))


def connections(client: Client, member_urn: str, *, credentials: Credentials) -> int:
    """How many people the member is connected with. Needs `r_1st_connections_size`."""
    found = client.get(f"/v2/connections/{restli.key(member_urn)}", credentials=credentials)
    return understood(number, found.get("firstDegreeSize"))


def of_page(client: Client, organisation_urn: str, *, credentials: Credentials) -> int:
    """Any page's: this figure is public."""
    query = restli.query({"edgeType": "COMPANY_FOLLOWED_BY_MEMBER"})
    path = f"/rest/networkSizes/{restli.key(organisation_urn)}?{query}"
    found = client.get(path, credentials=credentials)
    return understood(number, found.get("firstDegreeSize"))


def _level(value: object) -> int:
    elements = items(value)
    if not elements:
        raise Malformed("no number of followers")
    return number(record(elements[0]).get("memberFollowersCount"))


def _changes(value: object) -> tuple[DayCount, ...]:
    return tuple(day_count(record(element), name="memberFollowersCount") for element in items(value))
