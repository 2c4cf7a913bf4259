import socket
from collections.abc import Iterator
from datetime import datetime
from math import ceil
from uuid import UUID

import structlog
from kombu.exceptions import OperationalError

from influence.publishing import actions, clocks
from influence.publishing.policy import UPLOAD_MOST
from workers.alone import alone, lock
from workers.app import app
from workers.clock import agreed_now, database_now

log = structlog.get_logger(__name__)

# At most so many claimed rows wait for a worker: more would outlive their claims in the queue. Nothing is claimed before
# half of them are done: a claim costs the same however many it takes.
IN_HAND = 100
ROOM = IN_HAND // 2
# Seconds, while posts leave.
MENDS_EVERY = 5
# When many are due they are handed over by the handful, which spares messages to broker and database; of a slow network by
# the small one, so that a call keeps few others waiting. Few are handed over one by one, so that every process has something to do.
HANDFUL, SMALL, HANDFULS = 20, 5, 5
# A message older than its claim would find it expired (publishing.policy.CLAIM_LEASE).
PATIENCE = 40
# Files that are on their way at once, in the whole house: a lease must not end in the queue (policy.UPLOAD_LEASE).
UPLOADS_IN_HAND = 2
# Threads have no limit of Celery's: the upload ends itself before this one (policy.UPLOAD_MOST).
UPLOAD_LIMIT = int(UPLOAD_MOST.total_seconds()) + 60


@app.task
@alone
def sweep_publications(now: datetime) -> None:
    """Plan, claim, hand what is claimed to workers, and mend. A message that is lost costs one lease: the claim expires
    and the row is swept again. In a rush what has to be mended waits some seconds."""
    actions.plan(now=now)
    if not hand_over(now=now) or now.second % MENDS_EVERY == 0:
        actions.recover(now=now)


@app.task(queue="publish", expires=PATIENCE)
def claim_more() -> None:
    """Between two ticks, while more is due than may be in hand."""
    hand_over(now=database_now())


def hand_over(*, now: datetime) -> bool:
    """Whether there is much to send: something was claimed, or so much is in hand that nothing was."""
    with lock("hand_over") as mine:
        if not mine or not may_claim():
            return False
        room = IN_HAND - actions.in_hand()
        if room < ROOM:
            return True
        # How quick the network is shows in the first few.
        limit = room if actions.taken_a_second() > 1 else SMALL * HANDFULS
        claims = actions.claim(now=now, limit=limit)
    messages = [publish_some.s(handful) for handful in handfuls(claims)]
    if claims and len(claims) == limit:
        # Before the last one, so that more is claimed while that is being sent.
        messages.insert(len(messages) - 1, claim_more.s())
    try:
        for message in messages:
            message.delay()
    except OperationalError:
        log.warning("publication.broker_down", claimed=len(claims))
    return bool(claims)


def handfuls(claims: list[actions.Claim]) -> Iterator[list[tuple[int, str]]]:
    """In the order in which they were claimed."""
    size = min(HANDFUL, max(SMALL, actions.taken_a_second()), ceil(len(claims) / HANDFULS))
    for start in range(0, len(claims), size or 1):
        yield [(claim.publication_id, str(claim.token)) for claim in claims[start : start + size]]


def may_claim() -> bool:
    now = agreed_now()
    if now:
        clocks.agrees_again(socket.gethostname(), now=now)
    return now is not None


@app.task(queue="publish", expires=PATIENCE)
def publish_some(handful: list[tuple[int, str]]) -> None:
    """Nothing on a host whose clock is wrong: the claims expire, and another host may have them."""
    now = agreed_now()
    if now is None:
        return
    claims = [actions.Claim(publication_id, UUID(token)) for publication_id, token in handful]
    actions.publish_some(claims, now=now)


@app.task
@alone
def tidy_publications(now: datetime) -> None:
    actions.tidy(now=now)


@app.task
@alone
def upload_media(now: datetime) -> None:
    """Files of the posts of the next two hours, on a queue of their own: a film never stands in a post's way."""
    actions.prepare(now=now)
    for claim in actions.claim_uploads(now=now, limit=UPLOADS_IN_HAND - actions.uploads_in_hand(now=now)):
        try:
            upload_one.delay(claim.upload_id, str(claim.token))
        except OperationalError:
            log.warning("upload.broker_down", upload=claim.upload_id)
            return


@app.task(queue="media", expires=PATIENCE, time_limit=UPLOAD_LIMIT + 60, soft_time_limit=UPLOAD_LIMIT)
def upload_one(upload_id: int, token: str) -> None:
    actions.carry(upload_id, token=UUID(token), now=database_now())


@app.task
@alone
def follow_up(now: datetime) -> None:
    """First comments, corrections and removals of what is live."""
    try:
        for comment in actions.claim_comments(now=now):
            comment_one.delay(comment.comment_id, str(comment.token))
        for pk in actions.claim_looks(now=now):
            look_for_comment.delay(pk)
        for change in actions.claim_changes(now=now):
            change_one.delay(change.change_id, str(change.token))
    except OperationalError:
        log.warning("follow_up.broker_down")


@app.task(queue="publish", expires=PATIENCE)
def comment_one(comment_id: int, token: str) -> None:
    actions.comment_one(comment_id, token=UUID(token), now=database_now())


@app.task(queue="publish", expires=PATIENCE)
def look_for_comment(comment_id: int) -> None:
    actions.look(comment_id, now=database_now())


@app.task(queue="publish", expires=PATIENCE)
def change_one(change_id: int, token: str) -> None:
    actions.change_one(change_id, token=UUID(token), now=database_now())


@app.task
@alone
def look_after(now: datetime) -> None:
    """Posts whose answer was lost, and posts that are live: the network is asked what it has."""
    try:
        for look in actions.claim_unclear(now=now):
            reconcile_one.delay(look.publication_id, look.nth)
        for look in actions.claim_checks(now=now):
            verify_one.delay(look.publication_id, look.nth)
    except OperationalError:
        log.warning("look_after.broker_down")


@app.task(queue="publish", expires=PATIENCE)
def reconcile_one(publication_id: int, nth: int) -> None:
    """It may send once more (publishing.resubmitting), hence the same rule."""
    if now := agreed_now():
        actions.reconcile(publication_id, nth=nth, now=now)


@app.task(queue="engagement", expires=PATIENCE)
def verify_one(publication_id: int, nth: int) -> None:
    actions.verify(publication_id, nth=nth, now=database_now())


@app.task
@alone
def warn_early(now: datetime) -> None:
    """What will keep a post from going out, while somebody can still mend it."""
    actions.warn(now=now)
