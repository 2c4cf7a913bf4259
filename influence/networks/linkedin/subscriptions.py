"""Asking LinkedIn to call us about a page's posts (linkedin-api.md §8.3). For its administrators; not on the Development tier."""

from __future__ import annotations

import json
from http import HTTPStatus

from influence.networks.errors import NetworkFailure
from influence.networks.http import Call
from influence.networks.linkedin import restli
from influence.networks.linkedin.client import Client
from influence.networks.linkedin.webhooks import KIND
from influence.networks.ports import Credentials


def subscribe(
    client: Client,
    page_urn: str,
    webhook: str,
    *,
    application_id: str,
    member_urn: str,
    credentials: Credentials,
) -> None:
    """LinkedIn puts its challenge to `webhook` before it answers. Doing it again keeps the subscription: it ends without a
    word when the member's grant or role does."""
    path = _path(page_urn, application_id=application_id, member_urn=member_urn)
    body = json.dumps({"webhook": webhook}).encode()
    client.send(Call("PUT", path, {"Content-Type": "application/json"}, body), credentials=credentials)


def unsubscribe(
    client: Client, page_urn: str, *, application_id: str, member_urn: str, credentials: Credentials
) -> None:
    """Where there is no subscription any more, that is what was asked for."""
    path = _path(page_urn, application_id=application_id, member_urn=member_urn)
    try:
        client.send(Call("DELETE", path), credentials=credentials)
    except NetworkFailure as failure:
        if failure.http_status != HTTPStatus.NOT_FOUND:
            raise


def _path(page_urn: str, *, application_id: str, member_urn: str) -> str:
    key: dict[str, restli.Value] = {
        "developerApplication": f"urn:li:developerApplication:{application_id}",
        "user": member_urn,
        "entity": page_urn,
        "eventType": KIND,
    }
    return f"/rest/eventSubscriptions/{restli.encode(key)}"
