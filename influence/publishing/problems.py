"""What keeps a publication from going out, beside what the network itself says (networks.errors.Reason)."""

from enum import StrEnum

from influence.networks.errors import Reason


class Problem(StrEnum):
    LATE = "late"
    CROWDED = "crowded"
    NOT_CONNECTED = "account_not_connected"
    RECONNECT = "account_to_reconnect"
    PAGE_LOST = "page_lost"
    LEADER_LEFT = "leader_left"
    UNREADABLE = "token_unreadable"
    ALTERED = "altered"
    LOST = "worker_lost"
    LATE_SUCCESS = "late_success"
    MEDIA_NOT_READY = "media_not_ready"
    FILE_MISSING = "file_missing"
    FILE_ALTERED = "file_altered"
    NO_RIGHT = "no_right"
    GIVEN_UP = "given_up"
    # Of what is live: the network does not show it; asked twice, it still does not.
    NOT_SEEN = "not_seen"
    VANISHED = "vanished"
    # What safeguards do; a post that a freeze or a period held is not let go without a person's word.
    FROZEN = "frozen"
    QUIET = "quiet_period"
    EMBARGO = "embargo"
    NOT_CLEARED = "not_cleared"
    TO_CONFIRM = "to_confirm"


# A publication held for one of these goes out by itself once its account can publish again, if it is still in time.
OF_THE_ACCOUNT = frozenset(
    str(problem)
    for problem in (
        Problem.NOT_CONNECTED, Problem.RECONNECT, Problem.PAGE_LOST, Problem.LEADER_LEFT, Problem.UNREADABLE, Reason.BY_HAND, Reason.TOKEN_INVALID,
        Reason.TOKEN_EXPIRED, Reason.TOKEN_REVOKED, Reason.TOKEN_MISSING, Reason.SCOPE_MISSING,
    )
)  # fmt: skip

# Held for one of these, it waits for what stands in its way to go, or for a person (publishing.blocking).
OF_SAFEGUARDS = frozenset(
    str(problem)
    for problem in (Problem.FROZEN, Problem.QUIET, Problem.EMBARGO, Problem.NOT_CLEARED, Problem.TO_CONFIRM)
)
