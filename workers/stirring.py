"""Is there anything to do? The sweeps that people wait for are asked about each second, all in one statement over indexes that
hold what waits and nothing else: where nothing does, that statement is all that the house costs.

A condition here says when to look, never what may be done: the sweep asks for itself. One that says yes too often costs
a look; one that says no too long costs the sweep's own pace (`Tick.every`), and nothing else."""

from datetime import datetime

from influence.journal.statements import run
from influence.publishing import pulses
from influence.publishing.policy import LEFT, SEND_LEASE, UPLOAD_LEAD
from workers.app import app
from workers.clock import database_now
from workers.timetable import SECOND, TICKS, Tick

STIRS = {
    "workers.publishing.sweep_publications": """
        EXISTS (SELECT FROM editorial_post WHERE state = 'approved')
     OR EXISTS (SELECT FROM publishing_publication WHERE state = 'due' AND due_at <= %(now)s + interval '1 second'
                   AND (next_attempt_at IS NULL OR next_attempt_at <= %(now)s))
     OR EXISTS (SELECT FROM publishing_publication WHERE state IN ('claimed', 'sending') AND claimed_until <= %(now)s)
     OR EXISTS (SELECT FROM publishing_publication WHERE state = 'sending' AND claimed_until <= %(left)s)""",
    "workers.publishing.upload_media": """
        EXISTS (SELECT FROM publishing_upload WHERE state IN ('waiting', 'uploading', 'processing')
                   AND (next_look_at IS NULL OR next_look_at <= %(now)s) AND (claimed_until IS NULL OR claimed_until <= %(now)s))
     OR EXISTS (SELECT FROM publishing_publication publication
                  JOIN editorial_version version ON version.id = publication.version_id
                   AND (version.media <> '[]' OR version.card ->> 'thumbnail' > '')
                 WHERE publication.state = 'due' AND publication.due_at <= %(uploads)s
                   AND NOT EXISTS (SELECT FROM publishing_upload upload WHERE upload.publication_id = publication.id))""",
    "workers.publishing.follow_up": """
        EXISTS (SELECT FROM publishing_firstcomment WHERE state IN ('waiting', 'sending', 'unclear') AND next_attempt_at <= %(now)s)
     OR EXISTS (SELECT FROM publishing_change WHERE state = 'ready' AND next_attempt_at <= %(now)s)""",
    "workers.publishing.look_after": """
        EXISTS (SELECT FROM publishing_publication WHERE next_look_at <= %(now)s AND state IN ('unclear', 'published'))""",
    "workers.mail.send_mails": """
        EXISTS (SELECT FROM outbox_message WHERE state = 'queued' AND next_attempt_at <= %(now)s)
     OR EXISTS (SELECT FROM outbox_message WHERE state = 'sending' AND claimed_until <= %(now)s)""",
    "workers.mail.invite_leaders": """
        EXISTS (SELECT FROM editorial_post post
                  JOIN editorial_version version ON version.id = post.version_id
                   AND version.submitted_at > %(now)s - interval '1 minute'
                 WHERE post.state = 'in_review'
                   AND NOT EXISTS (SELECT FROM approval_link link WHERE link.version_id = post.version_id))""",
    "workers.analytics.read_files": """
        EXISTS (SELECT FROM analytics_analyticsfile WHERE state = 'waiting')""",
    "workers.engagement.collect_engagement": """
        EXISTS (SELECT FROM engagement_watch WHERE next_at <= %(now)s)
     OR EXISTS (SELECT FROM engagement_notice WHERE NOT is_handled)""",
}  # fmt: skip

# Always the same words: the server plans them once a connection, and planning is most of what they would cost. The last
# one asks whether beat's pulse is to be written.
QUESTION = f"SELECT {', '.join(f'({condition})' for condition in [*STIRS.values(), pulses.SILENT])}"


@app.task
def stir() -> None:
    for tick in stirred(database_now()):
        app.send_task(tick.task, queue=tick.queue, expires=tick.patience)


def stirred(now: datetime) -> list[Tick]:
    """What has something to do, of what is asked about in this second."""
    *answers, is_silent = run(QUESTION, moments(now))[0]
    if is_silent:
        pulses.beat(now=now)
    has_work = dict(zip(STIRS, answers, strict=True))
    return [tick for tick in TICKS if tick.pace and is_in_turn(tick, now) and has_work[tick.task]]


def moments(now: datetime) -> dict[str, datetime]:
    return {"now": now, "uploads": now + UPLOAD_LEAD, "left": now + SEND_LEASE - LEFT}


def is_in_turn(tick: Tick, now: datetime) -> bool:
    return int(now.timestamp()) % int(tick.pace / SECOND) == 0
