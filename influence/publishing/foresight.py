"""What will keep a post from going out at its slot, seen before it does: one answer for the pages and for the mails."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Prefetch, QuerySet

from influence.accounts.models import Account, AccountKind, AccountState
from influence.accounts.networks import token_of
from influence.editorial.attachments import files_shown, named_files
from influence.editorial.flags import ASKED, Asked, able
from influence.editorial.models import Embargo, Flag, Post, Slot, Version
from influence.library.models import MediaFile
from influence.networks.ports import Capability
from influence.people.access import own_leader
from influence.people.models import Membership
from influence.publishing.fitness import PUBLISHING_MODES
from influence.publishing.following import may
from influence.publishing.models import Upload, UploadState
from influence.safeguards.models import Freeze, Period, Strength

# How far the pages look.
AHEAD = timedelta(days=14)
# Before that, nobody is late yet.
DECIDED_BY = timedelta(hours=48)
# Files leave two hours ahead (policy.UPLOAD_LEAD): by then the network should have them.
FILES_READY_BY = timedelta(minutes=30)
A_DAY = timedelta(hours=24)


class Risk(StrEnum):
    FROZEN = "frozen"
    QUIET = "quiet"
    EMBARGO = "embargo"
    LEADER_LEFT = "leader_left"
    RECONNECT = "reconnect"
    PAGE_LOST = "page_lost"
    EXPIRES = "expires"
    NO_RIGHT = "no_right"
    BY_HAND = "by_hand"
    FILE_GONE = "file_gone"
    FILE_FAILED = "file_failed"
    FILE_LATE = "file_late"
    UNDECIDED = "undecided"
    NO_APPROVER = "no_approver"
    UNCLEARED = "uncleared"
    COMMENT_BY_HAND = "comment_by_hand"


@dataclass(frozen=True)
class Foreseen:
    """A post that will not simply go out. `asked`: the second approvals that are missing."""

    post: Post
    slot: Slot
    version: Version
    risks: tuple[Risk, ...]
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Around:
    """What was read at once for all the posts that are looked at."""

    now: datetime
    files: dict[int, dict[str, MediaFile]]
    freezes: list[Freeze]
    periods: list[Period]
    embargoes: dict[int, Embargo]
    uploads: dict[int, list[Upload]] = field(default_factory=dict)


def foreseen_for(member: Membership, *, now: datetime) -> list[Foreseen]:
    """Of the organisation for the comms team, of their own posts for a leader; the next to go out first."""
    posts = Post.objects.filter(organisation=member.organisation)
    return foreseen(posts.filter(leader=own_leader(member)) if member.is_leader else posts, now=now)


def foreseen_of(post: Post, *, now: datetime) -> Foreseen | None:
    return next(iter(foreseen(Post.objects.filter(pk=post.pk), now=now)), None)


def foreseen(posts: "QuerySet[Post]", *, now: datetime) -> list[Foreseen]:
    found = list(ahead(posts, now=now))
    around = look_around(found, now=now)
    seen = [
        of_post(post, post.slot, post.version, around=around) for post in found if post.slot and post.version
    ]
    return [one for one in seen if one.risks]


def ahead(posts: "QuerySet[Post]", *, now: datetime) -> "QuerySet[Post]":
    asked = Prefetch("version__flags", queryset=Flag.objects.select_related("topic").order_by("topic__name"))
    coming = posts.filter(state__in=ASKED, slot__at__gt=now, slot__at__lte=now + AHEAD, version__isnull=False)
    related = ("leader__user", "organisation", "pillar", "slot", "version__account__through")
    return coming.select_related(*related).prefetch_related(asked).order_by("slot__at", "pk")


def look_around(posts: list[Post], *, now: datetime) -> Around:
    houses = {post.organisation_id for post in posts}
    uploads: dict[int, list[Upload]] = {}
    wanted = {"publication__post__in": posts, "publication__version": F("publication__post__version")}
    for upload in Upload.objects.filter(**wanted).select_related("publication"):
        uploads.setdefault(upload.publication.post_id, []).append(upload)
    return Around(
        now=now, uploads=uploads,
        files={house: files_shown([p.version for p in posts if p.version and p.organisation_id == house], organisation_id=house)
               for house in houses},
        freezes=list(Freeze.objects.filter(organisation__in=houses, released_at=None)),
        periods=list(Period.objects.filter(organisation__in=houses, cancelled_at=None, strength=Strength.HARD, ends_at__gt=now)),
        embargoes={embargo.post_id: embargo for embargo in Embargo.objects.filter(post__in=posts)},
    )  # fmt: skip


def of_post(post: Post, slot: Slot, version: Version, *, around: Around) -> Foreseen:
    flags = [
        flag
        for flag in version.flags.all()
        if flag.state != "cleared" or flag.content_hash != version.content_hash
    ]
    asked = tuple(Asked(flag, people=tuple(able(with_post(flag, version, post)))) for flag in flags)
    risks = [
        *of_safeguards(post, slot, version, topics={flag.topic_id for flag in version.flags.all()}, around=around),
        *of_people(post, slot, asked=asked, now=around.now), *of_account(version, slot, now=around.now),
        *of_files(post, slot, version, around=around),
    ]  # fmt: skip
    return Foreseen(post, slot, version, risks=tuple(risks), asked=asked)


def with_post(flag: Flag, version: Version, post: Post) -> Flag:
    """Nothing is read again that is at hand."""
    version.post, flag.version = post, version
    return flag


def of_safeguards(
    post: Post, slot: Slot, version: Version, *, topics: Collection[int], around: Around
) -> Iterator[Risk]:
    if any(concerns(freeze, post) for freeze in around.freezes):
        yield Risk.FROZEN
    if any(silences(period, post, slot, topics=topics) for period in around.periods):
        yield Risk.QUIET
    embargo = around.embargoes.get(post.pk)
    if embargo and not lifted(embargo, slot, version):
        yield Risk.EMBARGO


def concerns(freeze: Freeze, post: Post) -> bool:
    """As safeguards.sql.FROZEN (a test compares them)."""
    return (
        freeze.organisation_id == post.organisation_id
        and freeze.leader_id in (None, post.leader_id)
        and freeze.pillar_id in (None, post.pillar_id)
    )


def silences(period: Period, post: Post, slot: Slot, *, topics: Collection[int]) -> bool:
    """At the slot, as safeguards.sql.SILENCED will find then (a test compares them)."""
    return (
        period.organisation_id == post.organisation_id
        and period.starts_at <= slot.at < period.ends_at
        and period.leader_id in (None, post.leader_id)
        and (period.topic_id is None or period.topic_id in topics)
    )


def lifted(embargo: Embargo, slot: Slot, version: Version) -> bool:
    return (
        embargo.confirmed_at is not None and embargo.lifts_at <= slot.at and embargo.address in version.text
    )


def of_people(post: Post, slot: Slot, *, asked: Iterable[Asked], now: datetime) -> Iterator[Risk]:
    soon = slot.at - now <= DECIDED_BY
    if not post.leader.is_active:
        yield Risk.LEADER_LEFT
    elif post.state == "in_review" and soon:
        yield Risk.UNDECIDED
    if any(not one.people for one in asked):
        yield Risk.NO_APPROVER
    if soon and any(one.people for one in asked):
        yield Risk.UNCLEARED


def of_account(version: Version, slot: Slot, *, now: datetime) -> Iterator[Risk]:
    """One reason is enough, the one to begin with."""
    account = version.account
    holder = token_of(account)
    if account.kind == AccountKind.PAGE and account.state != AccountState.CONNECTED:
        yield Risk.PAGE_LOST
    elif holder.state == AccountState.RECONNECT or ends(holder, by=now):
        yield Risk.RECONNECT
    elif holder.state != AccountState.CONNECTED:
        yield Risk.BY_HAND
    elif not may_publish(account, holder):
        yield Risk.NO_RIGHT
    else:
        yield from of_token(account, version, slot)


def may_publish(account: Account, holder: Account) -> bool:
    """As the claim asks (fitness.USABLE); a page speaks by a right of its own (editorial.readiness)."""
    is_page = account.kind == AccountKind.PAGE
    return holder.mode in PUBLISHING_MODES and (not is_page or may(account, Capability.PUBLISH))


def of_token(account: Account, version: Version, slot: Slot) -> Iterator[Risk]:
    holder = token_of(account)
    if ends(holder, by=slot.at):
        yield Risk.EXPIRES
    if version.first_comment.strip() and not may(account, Capability.COMMENT):
        yield Risk.COMMENT_BY_HAND


def ends(holder: Account, *, by: datetime) -> bool:
    """A token that renews itself has no end (accounts.queries.later_than_token)."""
    return (
        holder.access_expires_at is not None and holder.access_expires_at <= by and not holder.sealed_refresh
    )


def of_files(post: Post, slot: Slot, version: Version, *, around: Around) -> Iterator[Risk]:
    wanted = set(named_files(version))
    if not wanted <= set(around.files.get(post.organisation_id, {})):
        yield Risk.FILE_GONE
        return
    sent = {upload.sha256: upload for upload in around.uploads.get(post.pk, []) if upload.sha256 in wanted}
    if any(upload.state == UploadState.FAILED for upload in sent.values()):
        yield Risk.FILE_FAILED
    elif post.state == "scheduled" and slot.at - around.now <= FILES_READY_BY and not all_there(wanted, sent):
        yield Risk.FILE_LATE


def all_there(wanted: Collection[str], sent: dict[str, Upload]) -> bool:
    return all(name in sent and sent[name].state == UploadState.AVAILABLE for name in wanted)
