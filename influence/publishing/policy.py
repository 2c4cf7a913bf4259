"""How long things may take (domain.md §6.5), in one place."""

from datetime import datetime, timedelta

# A post goes out at most this late where its organisation says nothing else (publishing.lateness); after that its leader
# is asked again.
CATCH_UP = timedelta(minutes=30)
# A leader who publishes by hand has a day to do it and to paste the link.
BY_HAND = timedelta(hours=24)
# From the claim to the moment when a worker begins. Longer than a message may wait (workers.publishing).
CLAIM_LEASE = timedelta(seconds=45)
# After that a worker begins no further one of its handful: behind a slow call they go back, and others have them.
HANDFUL_LASTS = timedelta(seconds=5)
# What was read and asked so long ago is read and asked again before the network is called: a leader may have connected anew,
# or withdrawn.
FRESH = timedelta(seconds=1)
# From the beginning to the outcome. Longer than any worker may live on one task (workers.app: task_time_limit), so that
# a row found beyond it has no worker left that could still be sending.
SEND_LEASE = timedelta(seconds=150)
# What a worker began so long ago and has not called, or has heard of and not written down, others may see to.
LEFT = timedelta(seconds=10)

# Files go to the network this long before their post (a post approved later: at once).
UPLOAD_LEAD = timedelta(hours=2)
# Without a word from the worker that uploads: it says one at each few blocks of the file.
UPLOAD_LEASE = timedelta(seconds=120)
# A film of 500 MB over a slow line. What stands still ends sooner (networks.http.UPLOAD_SECONDS).
UPLOAD_MOST = timedelta(hours=1)
# Where the account may not ask how far the network is with a file (linkedin-api.md §5.1).
BLIND_WAIT = timedelta(seconds=20)
# What was uploaded for a slot that has moved on since is uploaded again: nobody says how long the network keeps it.
UPLOAD_KEPT = timedelta(hours=24)
# A file that the network could not process is sent anew, and no more than so often.
UPLOAD_ROUNDS = 3
FIRST_LOOK, LAST_LOOK = timedelta(seconds=2), timedelta(seconds=60)

# LinkedIn takes one comment a minute of a member (linkedin-api.md §6.1); a little more, as two clocks are at work.
COMMENT_PAUSE = timedelta(seconds=65)
# When a lost answer of a comment is looked into: by then the network shows what it has.
COMMENT_LOOK = timedelta(seconds=60)
# Without a look that came to an end: a person is asked.
LOOKED_FOR = timedelta(minutes=30)
# After that a comment no longer goes with its post by itself.
FOLLOW_UP = timedelta(hours=24)
# Corrections and removals: some six hours of trying, then a person is asked to do it.
CHANGE_TRIES = 40

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=10)
JITTER = 0.25


def wait(*, tries: int, spread: float) -> timedelta:
    """30 s, 60 s, 120 s … up to 10 min, and up to a quarter more, so that posts that failed together do not come back
    together. `spread` is a random number in [0, 1)."""
    plain = min(FIRST_WAIT * 2 ** min(max(tries - 1, 0), 10), LONGEST_WAIT)
    return plain * (1 + JITTER * spread)


def next_try(*, now: datetime, tries: int, spread: float, not_before: datetime | None) -> datetime:
    """When to try again; never before the instant that the network itself named."""
    pause = wait(tries=tries, spread=spread)
    return max(now + pause, not_before + pause * JITTER * spread) if not_before else now + pause
