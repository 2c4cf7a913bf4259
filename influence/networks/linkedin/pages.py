"""Organisations' pages: which the member may act for, and what they are called (linkedin-api.md §7.7)."""

from __future__ import annotations

from enum import StrEnum

from influence.networks.linkedin import restli
from influence.networks.linkedin.client import Client, understood
from influence.networks.linkedin.shapes import items, maybe_text, number, record, text
from influence.networks.ports import Credentials, Page, PageRole


class Role(StrEnum):
    ADMINISTRATOR = "ADMINISTRATOR"
    CONTENT_ADMINISTRATOR = "CONTENT_ADMINISTRATOR"
    DIRECT_SPONSORED_CONTENT_POSTER = "DIRECT_SPONSORED_CONTENT_POSTER"
    ANALYST = "ANALYST"


_SPELLINGS = {"CONTENT_ADMIN": Role.CONTENT_ADMINISTRATOR.value}
MAY_POST = frozenset({Role.ADMINISTRATOR, Role.CONTENT_ADMINISTRATOR, Role.DIRECT_SPONSORED_CONTENT_POSTER})


def roles(
    client: Client, *, credentials: Credentials, role: Role = Role.ADMINISTRATOR
) -> tuple[PageRole, ...]:
    """The pages where the member has that role now. LinkedIn answers for one role at a time."""
    parameters: dict[str, restli.Value] = {"q": "roleAssignee", "role": role.value, "state": "APPROVED"}
    pages = client.pages("/rest/organizationAcls", parameters, credentials=credentials, finder=True)
    found = [understood(_role, element) for page in pages for element in page]
    return tuple(one for one in found if one is not None)


def by_urn(client: Client, organisation_urn: str, *, credentials: Credentials) -> Page:
    number_ = organisation_urn.rsplit(":", 1)[-1]
    found = client.get(f"/rest/organizations/{restli.key(number_)}", credentials=credentials)
    return understood(_page, found)


def by_name(client: Client, vanity_name: str, *, credentials: Credentials) -> Page | None:
    """`vanity_name`: the last part of the page's address. None where nobody has it."""
    query = restli.query({"q": "vanityName", "vanityName": vanity_name})
    found = client.get(f"/rest/organizations?{query}", credentials=credentials, finder=True)
    elements = understood(items, found.get("elements"))
    return understood(_page, elements[0]) if elements else None


def _role(value: object) -> PageRole | None:
    """None for a role no longer, or not yet, given. The page's field has had two names."""
    body = record(value)
    if body.get("state") not in (None, "APPROVED"):
        return None
    said = text(body.get("role"))
    urn = text(body.get("organization") or body.get("organizationTarget"))
    role = _SPELLINGS.get(said, said)
    return PageRole(organisation_urn=urn, role=role, may_post=role in MAY_POST)


def _page(value: object) -> Page:
    body = record(value)
    return Page(
        urn=f"urn:li:organization:{number(body.get('id'))}",
        name=text(body.get("localizedName")),
        vanity_name=maybe_text(body.get("vanityName")) or "",
        website=maybe_text(body.get("localizedWebsite")) or "",
    )
