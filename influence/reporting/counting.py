"""What posts brought: each alone, and what may be summed of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from influence.core.cadence import local_date
from influence.core.text import plain
from influence.editorial.cards import CardKind, kind_of
from influence.engagement.models import Snapshot
from influence.engagement.queries import Internal, internal_counts
from influence.people.models import Organisation
from influence.publishing.models import Publication
from influence.reporting import gathering

Figures = dict[str, Any]


def posts_figures(
    organisation: Organisation, publications: list[Publication], *, now: datetime
) -> list[Figures]:
    return [
        post_figures(p, reading=reading, internal=internal, zone=organisation.zone)
        for p, reading, internal in told_apart(publications, until=now)
    ]


def page_figures(
    organisation: Organisation, publications: list[Publication], *, now: datetime
) -> list[Figures]:
    """Of what leaders said for a page: beside the leaders' own figures, and in none of their sums (R-1.4)."""
    posts = posts_figures(organisation, publications, now=now)
    found = []
    for account in {p.account_id: p.account for p in publications}.values():
        mine = [post for post in posts if post["account"] == account.pk]
        name = account.author_name or account.author_urn
        found.append({"name": name, "leader": account.leader_id, "posts": mine, "totals": totals(mine)})
    return found


def told_apart(
    publications: list[Publication], *, until: datetime
) -> Iterable[tuple[Publication, Snapshot | None, Internal]]:
    readings = gathering.readings(publications, until=until)
    internal = internal_counts(p.pk for p in publications)
    return ((p, readings.get(p.pk), internal.get(p.pk, Internal())) for p in publications)


def post_figures(
    publication: Publication, *, reading: Snapshot | None, internal: Internal, zone: str
) -> Figures:
    """Null where nothing was read: unknown is not zero."""
    known = {
        name: getattr(reading, name) if reading else None
        for name in ("impressions", "reach", "reactions", "comments", "reshares")
    }
    post = publication.post
    at = publication.published_at or publication.due_at
    return {
        "publication": publication.pk,
        "account": publication.account_id,
        "leader": post.leader_id,
        "pillar": post.pillar_id,
        "at": at.isoformat(),
        "day": local_date(at, zone).isoformat(),
        "is_repost": kind_of(publication.version) == CardKind.RESHARE,
        "opening": plain(publication.version.text).strip().split("\n")[0][:120],
        "permalink": publication.permalink,
        # An employee's late act can be younger than the reading that it is compared with: never more than all.
        "internal": min(internal.acts, engagements(known)) if reading else None,
        "source": reading.source if reading else None,
        **known,
    }


def totals(posts: Iterable[Figures]) -> Figures:
    """Sums of what may be summed. Reach may not (R-1.2). `rated` is the part of the engagements whose impressions are
    known: the only numerator that belongs to `impressions`."""
    posts = list(posts)
    return {
        "posts": len(posts),
        "reposts": sum(post["is_repost"] for post in posts),
        "read": sum(post["reactions"] is not None for post in posts),
        "reactions": sum(post["reactions"] or 0 for post in posts),
        "comments": sum(post["comments"] or 0 for post in posts),
        "reshares": sum(post["reshares"] or 0 for post in posts),
        "engagements": sum(engagements(post) for post in posts),
        "internal": sum(post["internal"] or 0 for post in posts),
        "impressions": sum(post["impressions"] or 0 for post in posts) or None,
        "rated": sum(engagements(post) for post in posts if post["impressions"]),
        "rated_posts": sum(bool(post["impressions"]) for post in posts),
    }


def engagements(post: Mapping[str, Any]) -> int:
    return (post["reactions"] or 0) + (post["comments"] or 0) + (post["reshares"] or 0)
