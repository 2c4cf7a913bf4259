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
    """`pace`: it is also begun as soon as there is something to do, which is asked so often (workers.stirring)."""

    task: str
    every: float
    queue: str
    why: str
    pace: float = 0.0

    @property
    def patience(self) -> float:
        """How long a message may wait for a worker, in seconds."""
        return max(self.pace or self.every, 5 * SECOND)


TICKS = (
    Tick("workers.stirring.stir", SECOND, "publish",
         "What people wait for begins within a second or two, and a house in which nothing is due costs next to nothing."),
    Tick("workers.publishing.sweep_publications", 30 * SECOND, "publish",
         "Posts go out within two seconds of their slot; what a dead worker left is found.", pace=SECOND),
    Tick("workers.publishing.upload_media", MINUTE, "media",
         "Images, documents and films lie ready at LinkedIn before the slot of their post.", pace=2 * SECOND),
    Tick("workers.publishing.follow_up", MINUTE, "publish",
         "First comments, corrections and removals of what is live.", pace=5 * SECOND),
    Tick("workers.publishing.look_after", MINUTE, "publish",
         "A lost answer is looked for, and what went out is looked at again.", pace=5 * SECOND),
    Tick("workers.publishing.tidy_publications", 20 * SECOND, "housekeeping",
         "Publications of withdrawn or edited posts are cancelled; approved posts that nothing can send are told."),
    Tick("workers.publishing.warn_early", 5 * MINUTE, "housekeeping",
         "Whoever can mend what will keep a post from going out hears of it early."),
    Tick("workers.mail.send_mails", MINUTE, "mail",
         "A code that a leader waits for arrives in seconds; mails that failed are tried again.", pace=SECOND),
    Tick("workers.mail.invite_leaders", MINUTE, "mail",
         "A leader hears of a draft that waits for them.", pace=5 * SECOND),
    Tick("workers.mail.remind_people", 5 * MINUTE, "mail",
         "Who is still asked for a word hears of it two days, a day and four hours ahead; then the editors do."),
    Tick("workers.mail.write_digests", 5 * MINUTE, "mail",
         "What can wait is told together, in the mornings that each person chose; what quiet hours held back leaves."),
    Tick("workers.housekeeping.miss_undecided", 30 * SECOND, "housekeeping",
         "A slot that passes without a decision is missed, and says so."),
    Tick("workers.engagement.collect_engagement", MINUTE, "engagement",
         "Counters and reactions are read while the network still shows them; the plan of each post is in the room.",
         pace=10 * SECOND),
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
    Tick("workers.housekeeping.watch_health", MINUTE, "housekeeping",
         "Operators hear of an alarm that lasts ten minutes, once a day."),
    Tick("workers.analytics.read_files", MINUTE, "media",
         "A person waits in front of the page for what their file holds.", pace=2 * SECOND),
    Tick("workers.analytics.forget_files", HOUR, "housekeeping",
         "An export file that was not imported is kept for a day."),
    Tick("workers.watch.read_sources", MINUTE, "media",
         "Each source of the watch is read once an hour; strangers' servers may be slow, so apart from all that is timed."),
    Tick("workers.watch.forget_ideas", DAY, "housekeeping",
         "An idea that nobody kept is forgotten after ninety days."),
    Tick("workers.housekeeping.refresh_tokens", HOUR, "housekeeping",
         "Tokens are renewed before they end; leaders are asked to reconnect in time."),
    Tick("workers.housekeeping.check_tokens", 5 * MINUTE, "housekeeping",
         "A day and a quarter of an hour before a post comes due, its token is looked at while it can still be renewed."),
    Tick("workers.housekeeping.forget_uploads", HOUR, "housekeeping",
         "A calendar file that was checked and never imported is kept for a day."),
    Tick("workers.housekeeping.rederive_places", DAY, "housekeeping",
         "Places keep their wall time when the rules of a zone change; each worker looks when it starts, too."),
    Tick("workers.housekeeping.grow_recurrences", DAY, "housekeeping",
         "Recurring places stand in the calendar eight weeks ahead."),
    Tick("workers.housekeeping.tidy_approvals", DAY, "housekeeping",
         "Codes and devices that ended a month ago are deleted."),
    Tick("workers.housekeeping.forget_unsaved", DAY, "housekeeping",
         "Words that were typed and never saved are kept for thirty days."),
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
            "options": {"queue": tick.queue, "expires": tick.patience},
        }
        for tick in TICKS
    }


def routes() -> dict[str, dict[str, str]]:
    return {tick.task: {"queue": tick.queue} for tick in TICKS}
