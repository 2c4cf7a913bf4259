"""A person's calendar under an address of its own, for the programs that read one without signing in. Whoever has the
address reads what that person may see today: it is shown once, only its hash is kept, and it can be taken back."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from influence.editorial.models import Feed
from influence.editorial.refusals import Refusal
from influence.journal.actions import record
from influence.people.models import Leader, Membership, User

MOST = 10
# It is written down that a calendar was read, so that one which nobody reads can be taken back; not at each reading.
_NOTED_EVERY = timedelta(hours=1)
# Longer than ours: no need to hash what cannot be one.
_MOST_SECRET = 64


class TooManyFeeds(Refusal):
    sentence = _("Vous avez déjà %(most)s calendriers : révoquez-en un d'abord.")

    def facts(self) -> dict[str, object]:
        return {"most": MOST}


@transaction.atomic
def make_feed(member: Membership, *, name: str, leader: Leader | None, at: datetime) -> tuple[Feed, str]:
    """The feed and its secret, which nobody can show again. Raises TooManyFeeds."""
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    if live_feeds(member).count() >= MOST:
        raise TooManyFeeds
    secret = secrets.token_urlsafe(32)
    feed = Feed.objects.create(
        organisation=member.organisation, user=member.user, name=name, leader=leader, secret_hash=digest(secret),
        created_at=at,
    )  # fmt: skip
    record("feed.made", feed, organisation_id=feed.organisation_id, at=at, by=member.user_id)
    return feed, secret


@transaction.atomic
def revoke_feed(feed: Feed, *, by: User, at: datetime) -> None:
    """Twice is as good as once."""
    if Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at):
        record("feed.revoked", feed, organisation_id=feed.organisation_id, at=at, by=by.pk)


def note_reading(feed: Feed, *, at: datetime) -> None:
    """At most hourly."""
    stale = Q(last_read_at=None) | Q(last_read_at__lte=at - _NOTED_EVERY)
    Feed.objects.filter(stale, pk=feed.pk).update(last_read_at=at)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def read_by(secret: str) -> tuple[Feed, Membership]:
    """Whose calendar it is, as a member today; 404 for any other secret. The table is searched by the hash, so that how
    long it takes tells nothing of a secret."""
    wanted = digest(secret[:_MOST_SECRET])
    feed = Feed.objects.filter(secret_hash=wanted, revoked_at=None).select_related("leader").first()
    if feed is None or not hmac.compare_digest(feed.secret_hash, wanted):
        raise Http404
    found = Membership.objects.select_related("user", "organisation")
    return feed, get_object_or_404(
        found, user_id=feed.user_id, organisation_id=feed.organisation_id, user__is_active=True
    )


def live_feeds(member: Membership) -> QuerySet[Feed]:
    own = Feed.objects.filter(user=member.user, organisation=member.organisation, revoked_at=None)
    return own.select_related("leader").order_by("-created_at", "-pk")


def feed_for(member: Membership, pk: int) -> Feed:
    """One's own only, whatever the role."""
    return get_object_or_404(Feed, pk=pk, user=member.user, organisation=member.organisation)
