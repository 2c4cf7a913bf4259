"""Is what the product says what the outside really holds? Every count of the demo is held against the sandbox and the
mail server; what does not agree is said in words."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet, Sum

from influence.accounts.models import AccountKind
from influence.core.lifecycle import PostState, PublicationState
from influence.core.text import plain
from influence.demo.cast import Cast
from influence.editorial.models import Decision, DecisionKind, Post, Version
from influence.engagement.models import InternalCount, Snapshot
from influence.journal.queries import breaks
from influence.networks.ports import Mode
from influence.outbox.letter import message_id
from influence.outbox.models import Message, MessageState
from influence.publishing.models import Attempt, CommentState, Outcome, Publication


def counts(cast: Cast, *, sandbox: dict[str, Any]) -> dict[str, int]:
    organisation = cast.organisation
    posts = Post.objects.filter(organisation=organisation)
    decisions = Decision.objects.filter(version__post__organisation=organisation)
    internal = (
        InternalCount.objects.filter(publication__organisation=organisation).aggregate(n=Sum("acts"))["n"]
        or 0
    )
    read = sum((s.reactions or 0) + (s.comments or 0) for s in last_readings(cast))
    return {
        "drafted": posts.count(),
        "submitted": Version.objects.filter(
            post__organisation=organisation, submitted_at__isnull=False
        ).count(),
        "approved": decisions.filter(kind=DecisionKind.APPROVE).count(),
        "returned": decisions.filter(kind=DecisionKind.RETURN).count(),
        "refused": decisions.filter(kind=DecisionKind.REFUSE).count(),
        "published": posts.filter(state=PostState.PUBLISHED).count(),
        "blocked_unapproved": posts.filter(state=PostState.MISSED).count(),
        "waiting": posts.filter(state=PostState.IN_REVIEW).count(),
        "duplicates": len(sandbox["duplicates"]),
        "engagements_employees": internal,
        "engagements_public": read - internal,
        "reports_mailed": Message.objects.filter(
            organisation=organisation, kind="report", state=MessageState.SENT
        ).count(),
    }


def last_readings(cast: Cast) -> list[Snapshot]:
    found = Snapshot.objects.filter(organisation=cast.organisation).order_by("publication", "-taken_at")
    return list(found.distinct("publication"))


def problems(cast: Cast, *, sandbox: dict[str, Any], mails: list[dict[str, Any]]) -> list[str]:
    return [
        *about_posts(cast, sandbox),
        *about_engagement(cast, sandbox),
        *about_mails(cast, mails),
        *about_journal(cast),
    ]


def published(cast: Cast) -> QuerySet[Publication]:
    return Publication.objects.filter(organisation=cast.organisation, state=PublicationState.PUBLISHED)


def about_posts(cast: Cast, sandbox: dict[str, Any]) -> Iterator[str]:
    """The sandbox holds exactly the approved posts, each once, each with the approved text."""
    mine = {p.urn: p for p in published(cast).select_related("version", "post")}
    theirs = {post["urn"]: post for post in sandbox["posts"]}
    if mine.keys() != theirs.keys():
        yield f"published here and not there, or there and not here: {sorted(mine.keys() ^ theirs.keys())}"
    for urn in mine.keys() & theirs.keys():
        if theirs[urn]["text"] != plain(mine[urn].version.text):
            yield f"{urn} does not read as it was approved"
    approved = set(
        Decision.objects.filter(kind=DecisionKind.APPROVE).values_list("version_id", "content_hash")
    )
    for publication in mine.values():
        if (publication.version_id, publication.content_hash) not in approved:
            yield f"{publication.urn} went out without its leader's decision on that version"
    if sandbox["duplicates"]:
        yield f"{len(sandbox['duplicates'])} texts went out twice"
    created = sum(call["status"] == 201 for call in sandbox["create_calls"])
    ours = Attempt.objects.filter(publication__organisation=cast.organisation, outcome=Outcome.PUBLISHED)
    by_hand = sum(mode == Mode.ASSISTED for p in mine.values() for mode in [cast.modes.get(p.post.leader_id)])
    if not created == len(mine) == ours.count() + by_hand:
        yield f"{created} creations at LinkedIn for {len(mine)} publications, {by_hand} of them by hand"
    if Publication.objects.filter(organisation=cast.organisation, state__in=["sending", "unclear"]).exists():
        yield "a publication's outcome is not known"


def about_kinds(cast: Cast, sandbox: dict[str, Any]) -> Iterator[str]:
    """Each kind of content went out, and an account in each mode has a post."""
    if missing := KINDS - {kind_of(post) for post in sandbox["posts"]}:
        yield f"no post went out as {', '.join(sorted(missing))}"
    leaders = published(cast).values_list("post__leader_id", flat=True)
    if missing_modes := set(Mode) - {cast.modes.get(leader) for leader in leaders}:
        yield f"no post of an account that is {', '.join(sorted(missing_modes))}"
    if not published(cast).filter(account__kind=AccountKind.PAGE).exists():
        yield "no post went out on the page"
    if not published(cast).filter(comment__state=CommentState.MADE).exists():
        yield "no first comment was made"


KINDS = frozenset({"text", "image", "images", "document", "video", "poll", "article", "reshare"})


def kind_of(post: dict[str, Any]) -> str:
    """Of a post as the sandbox holds it."""
    if post["parent"]:
        return "reshare"
    kind = next(iter(post["content"]), "text")
    if kind == "media":
        return str(post["content"]["media"]["id"]).split(":")[2]
    return {"multiImage": "images"}.get(kind, kind)


def about_engagement(cast: Cast, sandbox: dict[str, Any]) -> Iterator[str]:
    """Never more than the sandbox has: what we counted is a reading of some instants before now."""
    found = counts(cast, sandbox=sandbox)
    there = sandbox["counts"]["engagements_by_group"].get("employees", 0)
    if not 0 < found["engagements_employees"] <= there:
        yield f"{found['engagements_employees']} acts of employees counted, {there} there are"
    total = sandbox["counts"]["reactions_total"] + sandbox["counts"]["comments"]
    if not 0 < found["engagements_public"] <= total - found["engagements_employees"]:
        yield f"{found['engagements_public']} acts of the public counted, {total} acts there are"


def about_mails(cast: Cast, mails: list[dict[str, Any]]) -> Iterator[str]:
    """Each mail that the outbox calls sent arrived, once; each edition was mailed."""
    arrived = [mail["message_id"] for mail in mails]
    sent = {message_id(m) for m in Message.objects.filter(state=MessageState.SENT)}
    if len(arrived) != len(set(arrived)):
        yield "a mail arrived twice"
    if sent - set(arrived):
        yield f"{len(sent - set(arrived))} mails are called sent and did not arrive"
    if not any(
        m
        for m in Message.objects.filter(
            organisation=cast.organisation, kind="report", state=MessageState.SENT
        )
    ):
        yield "no report was mailed"
    if failed := Message.objects.filter(state=MessageState.FAILED).count():
        yield f"{failed} mails failed"


def about_journal(cast: Cast) -> Iterator[str]:
    for found in breaks(cast.organisation.pk):
        yield f"journal entry {found.sequence} {found.why}"
