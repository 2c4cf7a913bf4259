"""What is looked at, how often, where, and why. The only place that knows: nothing in Celery is ever scheduled by `eta`.

A tick that a worker has not taken before the next one is due expires: when workers come back after an hour, one tick
waits for them, not thousands."""

from dataclasses import dataclass
from typing import Any

from kombu import Queue

# `media` has a worker of its own: a film takes minutes, and nothing else may wait for it.
QUEUES = [Queue(name) for name in ("publish", "mail", "engagement", "reports", "housekeeping", "media")]

SECOND, MINUTE, HOUR, DAY = 1.0, 60.0, 3600.0, 86_400.0


@dataclass(frozen=True)
class Tick:
    task: str
    every: float
    queue: str
    why: str


TICKS = (
    Tick("workers.publishing.sweep_publications", SECOND, "publish",
         "Posts go out within two seconds of their slot; what a dead worker left is found."),
    Tick("workers.publishing.upload_media", 2 * SECOND, "media",
         "Images, documents and films lie ready at LinkedIn before the slot of their post."),
    Tick("workers.publishing.follow_up", 5 * SECOND, "publish",
         "First comments, corrections and removals of what is live."),
    Tick("workers.publishing.tidy_publications", 20 * SECOND, "housekeeping",
         "Publications of withdrawn or edited posts are cancelled; approved posts that nothing can send are told."),
    Tick("workers.mail.send_mails", 2 * SECOND, "mail",
         "A code that a leader waits for arrives in seconds; mails that failed are tried again."),
    Tick("workers.mail.invite_leaders", 5 * SECOND, "mail",
         "A leader hears of a draft that waits for them."),
    Tick("workers.housekeeping.miss_undecided", 30 * SECOND, "housekeeping",
         "A slot that passes without a decision is missed, and says so."),
    Tick("workers.engagement.collect_engagement", 10 * SECOND, "engagement",
         "Counters and reactions are read while the network still shows them; the plan of each post is in the room."),
    Tick("workers.engagement.count_followers", HOUR, "engagement",
         "Each account's followers are counted once a day; whoever could not be asked is asked an hour later."),
    Tick("workers.engagement.keep_subscriptions", HOUR, "engagement",
         "LinkedIn's word about a page's posts ends silently: it is asked for again once a day."),
    Tick("workers.engagement.roll_up_engagement", HOUR, "engagement",
         "Raw rows are counted into days well before they are purged."),
    Tick("workers.engagement.purge_engagement", 15 * MINUTE, "engagement",
         "No row ties an employee to a post for more than 48 hours."),
    Tick("workers.reports.send_reports", 10 * MINUTE, "reports",
         "Last month's report leaves on the first, in each organisation's own zone."),
    Tick("workers.housekeeping.tend_breaker", 20 * SECOND, "housekeeping",
         "Operators hear that LinkedIn stopped us; a trial whose worker died is made again."),
    Tick("workers.analytics.read_files", 2 * SECOND, "media",
         "A person waits in front of the page for what their file holds."),
    Tick("workers.analytics.forget_files", HOUR, "housekeeping",
         "An export file that was not imported is kept for a day."),
    Tick("workers.housekeeping.refresh_tokens", HOUR, "housekeeping",
         "Tokens are renewed before they end; leaders are asked to reconnect in time."),
    Tick("workers.housekeeping.check_tokens", 5 * MINUTE, "housekeeping",
         "A day and a quarter of an hour before a post comes due, its token is looked at while it can still be renewed."),
    Tick("workers.housekeeping.forget_uploads", HOUR, "housekeeping",
         "A calendar file that was checked and never imported is kept for a day."),
    Tick("workers.housekeeping.tidy_approvals", DAY, "housekeeping",
         "Codes and devices that ended a month ago are deleted."),
    Tick("workers.housekeeping.forget_calls", DAY, "housekeeping",
         "Counts of calls are kept for ninety days."),
    Tick("workers.housekeeping.clear_sessions", DAY, "housekeeping",
         "Sessions that have ended are forgotten."),
)  # fmt: skip


def beat_schedule() -> dict[str, dict[str, Any]]:
    return {
        tick.task: {
            "task": tick.task,
            "schedule": tick.every,
            "options": {"queue": tick.queue, "expires": patience(tick)},
        }
        for tick in TICKS
    }


def patience(tick: Tick) -> float:
    """How long a tick may wait for a worker, in seconds."""
    return max(tick.every, 5 * SECOND)


def routes() -> dict[str, dict[str, str]]:
    return {tick.task: {"queue": tick.queue} for tick in TICKS}
