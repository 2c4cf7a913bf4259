"""What the workers do in the product, done here at a chosen instant: the same actions, called by hand."""

from datetime import datetime

from influence.approval.actions import invite
from influence.core.lifecycle import PublicationState
from influence.editorial.actions import miss_undecided
from influence.engagement.actions import purge, roll_up
from influence.engagement.sweep import collect_due
from influence.outbox import actions as outbox
from influence.publishing.actions import (
    carry,
    claim,
    claim_comments,
    claim_uploads,
    comment_one,
    plan,
    prepare,
    publish_one,
    sweep,
)
from influence.publishing.models import Publication
from influence.reporting.actions import monthly


def publish(*, now: datetime) -> None:
    """One turn of the publishing workers."""
    miss_undecided(now=now)
    plan(now=now)
    carry_files(now=now)
    for claimed in claim(now=now):
        publish_one(claimed.publication_id, token=claimed.token, now=now)
    sweep(now=now)
    follow_up(now=now)


def carry_files(*, now: datetime) -> None:
    """One turn of the workers that bring files to the network, and ask after those that are there."""
    plan(now=now)
    prepare(now=now)
    for claimed in claim_uploads(now=now, limit=20):
        carry(claimed.upload_id, token=claimed.token, now=now)


def follow_up(*, now: datetime) -> None:
    for claimed in claim_comments(now=now):
        comment_one(claimed.comment_id, token=claimed.token, now=now)


def deliver(*, now: datetime) -> None:
    """Send whatever mail waits, over SMTP."""
    invite(now=now)
    while claims := outbox.claim(now=now):
        for claimed in claims:
            outbox.send_one(claimed.message_id, token=claimed.token, now=now)


def observe(*, now: datetime) -> None:
    """Read what was received, count it, and forget who it was."""
    collect_due(now=now)
    roll_up(now=now)
    purge(now=now)


def report(*, now: datetime) -> None:
    monthly(now=now)
    deliver(now=now)


def is_out(post_id: int) -> bool:
    return Publication.objects.filter(post_id=post_id, state=PublicationState.PUBLISHED).exists()
