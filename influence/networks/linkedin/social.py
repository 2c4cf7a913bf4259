"""Who answered, and how many (linkedin-api.md §6.2-6.4, §7.1). Never what a comment says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from influence.networks.linkedin import analytics, restli
from influence.networks.linkedin.analytics import Analytic
from influence.networks.linkedin.client import Client, understood
from influence.networks.linkedin.shapes import Malformed, moment, number, record, text
from influence.networks.ports import Capability, Comment, Counters, Credentials, Reaction

BATCH = 100
"""Posts in one call. LinkedIn names no number for this resource; 100 is its most for posts (linkedin-api.md §2.7)."""


def counters(
    client: Client, urn: str, *, credentials: Credentials, capabilities: Collection[Capability]
) -> Counters:
    """One call, and three more where the access has analytics: each metric is a call of its own."""
    path = f"/rest/socialMetadata/{restli.key(urn)}"
    counted = understood(_counters, client.get(path, credentials=credentials))
    if Capability.MEMBER_ANALYTICS not in capabilities:
        return counted
    return audience(client, urn, counted, credentials=credentials)


def audience(client: Client, urn: str, counted: Counters, *, credentials: Credentials) -> Counters:
    """What a member's analytics add to counters that are known. Three calls."""
    return replace(
        counted,
        reshares=analytics.total(client, urn, metric=Analytic.RESHARE, credentials=credentials),
        impressions=analytics.total(client, urn, metric=Analytic.IMPRESSION, credentials=credentials),
        reach=analytics.total(client, urn, metric=Analytic.MEMBERS_REACHED, credentials=credentials),
    )


def counters_of(client: Client, urns: Collection[str], *, credentials: Credentials) -> Mapping[str, Counters]:
    """Of several posts in one call, which the Development tier refuses. A post that LinkedIn did not tell is left out."""
    found: dict[str, Counters] = {}
    names = sorted(set(urns))
    for start in range(0, len(names), BATCH):
        ids = names[start : start + BATCH]
        told = client.batch("/rest/socialMetadata", ids, credentials=credentials)
        found |= {urn: understood(_counters, told[urn]) for urn in ids if urn in told}
    return found


def _counters(value: object) -> Counters:
    body = record(value)
    comments = record(body.get("commentSummary", {}))
    kinds = record(body.get("reactionSummaries", {}))
    # The count of one kind has been seen at -1 for a moment after somebody took a reaction back.
    found = {text(kind): max(0, number(record(summary).get("count", 0))) for kind, summary in kinds.items()}
    return Counters(
        reactions_by_type=found,
        comments=number(comments.get("count", 0)),
        top_level_comments=number(comments.get("topLevelCount", 0)),
    )


def reactions(
    client: Client, urn: str, *, credentials: Credentials, since: datetime | None = None
) -> Iterator[Reaction]:
    """The newest first; those made before `since` are not fetched."""
    path = f"/rest/reactions/{restli.encode({'entity': urn})}"
    parameters: dict[str, restli.Value] = {"q": "entity", "sort": {"value": "REVERSE_CHRONOLOGICAL"}}
    for page in client.pages(path, parameters, credentials=credentials, finder=True):
        for element in page:
            reaction = understood(_reaction, element)
            if since is not None and reaction.at < since:
                return
            yield reaction


def _reaction(value: object) -> Reaction:
    body = record(value)
    created = record(body.get("created"))
    return Reaction(
        member_urn=text(created.get("actor")),
        kind=text(body.get("reactionType")),
        at=moment(created.get("time")),
    )


def comments(client: Client, urn: str, *, credentials: Credentials) -> Iterator[Comment]:
    """First-level comments, in LinkedIn's order."""
    for page in client.pages(f"/rest/socialActions/{restli.key(urn)}/comments", {}, credentials=credentials):
        for element in page:
            yield understood(_comment, element)


def _comment(value: object) -> Comment:
    body = record(value)
    created = record(body.get("created"))
    actor = body.get("actor") or created.get("actor")
    if not isinstance(actor, str):
        raise Malformed("a comment has an author")
    return Comment(member_urn=actor, at=moment(created.get("time")), id=text(body.get("id")))
