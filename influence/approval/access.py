"""Who decides here: the leader, or whoever holds their mandate, signed in or on a browser that once proved a code. Nobody
else."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from influence.approval.models import Code, Device, Link
from influence.approval.proofs import digest
from influence.editorial import standing_in
from influence.editorial.embargoes import may_read, sealed_from
from influence.editorial.models import Channel, Decision, Post, Version
from influence.editorial.standing_in import within, without_own_words
from influence.people.mandates import held_by
from influence.people.models import Mandate, Membership, User

# What must be at hand to show a post and to judge where it stands.
OF_VERSION = ("version__written_by", "version__submitted_by", "version__account__through")
SHOWN = ("organisation", "leader__user", "pillar", "slot", *OF_VERSION)


@dataclass(frozen=True)
class Decider:
    """A person who proved to be themselves, and how. By session they act in one organisation; a device knows the
    person alone, so it reaches whatever carries their name. `mandates`: those that they hold now."""

    user: User
    device: Device | None = None
    organisation_id: int | None = None
    mandates: tuple[Mandate, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        return self.device is None


def by_session(member: Membership, *, now: datetime) -> Decider:
    held = held_by(member.user, now=now, organisation_id=member.organisation_id)
    return Decider(user=member.user, organisation_id=member.organisation_id, mandates=tuple(held))


def by_device(secret: str, *, now: datetime) -> Decider | None:
    if not secret:
        return None
    known = Device.objects.select_related("user").filter(
        secret_hash=digest(secret), expires_at__gt=now, user__is_active=True
    )
    device = known.first()
    if device is None:
        return None
    return Decider(user=device.user, device=device, mandates=tuple(held_by(device.user, now=now)))


def channel_of(decider: Decider, version: Version) -> Channel:
    """A device counts as the code itself for the version whose code made it known."""
    if decider.device is None:
        return Channel.SESSION
    by_code = Code.objects.filter(device=decider.device, link__version=version).exists()
    return Channel.CODE if by_code else Channel.DEVICE


def posts_of(decider: Decider) -> QuerySet[Post]:
    """In their own name, or in that of a leader whose mandate they hold, but for what is of their own making."""
    mine = Post.objects.filter(leader__is_active=True)
    own = Q(leader__user=decider.user)
    if decider.mandates:
        lent = Post.objects.filter(within(decider.mandates)).exclude(sealed_from(decider.user.pk))
        own |= Q(pk__in=without_own_words(lent, user_id=decider.user.pk).values("pk"))
    mine = mine.filter(own)
    return mine.filter(organisation_id=decider.organisation_id) if decider.organisation_id else mine


def post_for(decider: Decider, pk: int) -> Post:
    """A post in this person's name that was once put before them. A draft is not theirs to read yet: 404."""
    post = get_object_or_404(posts_of(decider).select_related(*SHOWN), pk=pk)
    if not standing_in.was_put_forward(post):
        raise Http404
    return post


def version_for(post: Post, pk: int) -> Version:
    submitted = Version.objects.filter(submitted_at__isnull=False).select_related("account__through")
    return get_object_or_404(submitted, pk=pk, post=post)


def link_at(locator: str) -> Link | None:
    """None for a link that was never sent, and for one whose person does not decide any more (another leader, a mandate
    that was revoked or is for other themes, an embargo): the page that says so is the same for all."""
    mandated = Mandate.objects.filter(
        Q(pillars=None) | Q(pillars=OuterRef("version__post__pillar")),
        leader=OuterRef("version__post__leader"), delegate=OuterRef("user"), revoked_at=None,
    )  # fmt: skip
    alive = Link.objects.filter(
        Q(version__post__leader__user=F("user")) | Exists(mandated),
        user__is_active=True, version__post__leader__is_active=True,
    )  # fmt: skip
    link = alive.select_related("user", *OF_VERSION).filter(locator_hash=digest(locator)).first()
    if link is None:
        return None
    # By itself: twenty tables in one statement take the database longer to plan than to read.
    link.version.post = Post.objects.select_related(*SHOWN).get(pk=link.version.post_id)
    return link if may_read(link.version.post, link.user) else None


def decider_of(link: Link, *, person: User | None, secret: str, now: datetime) -> Decider | None:
    """Whoever looks at the link, if they may decide. While somebody else is signed in, the browser proves nothing:
    an editor at the leader's computer does not decide for them."""
    if person is not None:
        mine = person.pk == link.user_id
        house = link.version.post.organisation_id
        held = tuple(held_by(person, now=now, organisation_id=house)) if mine else ()
        return Decider(user=person, organisation_id=house, mandates=held) if mine else None
    found = by_device(secret, now=now)
    return found if found and found.user.pk == link.user_id else None


def devices_of(decider: Decider, *, now: datetime) -> QuerySet[Device]:
    return Device.objects.filter(user=decider.user, expires_at__gt=now).order_by("-created_at")


def device_for(decider: Decider, pk: int) -> Device:
    return get_object_or_404(Device, pk=pk, user=decider.user)


# Enough to look back on a long absence.
SHOWN_FOR = 200


def decided_for(member: Membership) -> list[Decision]:
    """In this leader's name, by somebody else; here."""
    found = standing_in.decided_for(member.user).filter(version__post__organisation=member.organisation)
    return list(found[:SHOWN_FOR])
