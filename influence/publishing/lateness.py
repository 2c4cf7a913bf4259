"""How late a post may still go out, by its organisation's policy, and which of those that are late (domain.md §6.5)."""

from datetime import datetime, timedelta

from django.db.models import Case, DateTimeField, DurationField, ExpressionWrapper, F, Value, When
from django.db.models.functions import Coalesce, Greatest

from influence.publishing.models import Publication
from influence.publishing.policy import BY_HAND
from influence.safeguards.models import Policy
from influence.safeguards.policies import JOIN_POLICY, policy_of, setting

# Up to this it left "at its slot": a busy second, a first retry. Beyond, it follows the rule of a storm (CROWDED).
ON_TIME = timedelta(minutes=5)
_ON_TIME = f"make_interval(secs => {ON_TIME.total_seconds():.0f})"

# Needs `publication`, `post` and `policy`.
LAST_MOMENT = f"""(publication.due_at + CASE WHEN post.is_undated
      THEN greatest(make_interval(hours => {setting("undated_hours")}), make_interval(mins => {setting("catch_up_minutes")}))
      ELSE make_interval(mins => {setting("catch_up_minutes")}) END)"""

# Posts of one minute do not leave in one second, where the organisation wants it so; never before their slot, and never
# spread over more than half of the time that they have.
FIRST_MOMENT = f"""(publication.due_at + make_interval(secs =>
      publication.id %% (least({setting("jitter_seconds")}, 30 * {setting("catch_up_minutes")}) + 1)))"""

IN_TIME = f"publication.due_at <= %(now)s AND {FIRST_MOMENT} <= %(now)s AND {LAST_MOMENT} >= %(now)s"

IS_LATE = f"publication.due_at < %(now)s - {_ON_TIME}"
GAP = f"make_interval(hours => {setting('min_gap_hours')})"

# Of the same leader, on whatever account: live or in hand within the gap, or about to leave on time within it.
_BESIDE = """FROM accounts_account voice
        JOIN publishing_publication other ON other.account_id = voice.id AND other.id <> publication.id
       WHERE voice.leader_id = account.leader_id"""
_NEAR = f"""EXISTS (
      SELECT 1 {_BESIDE} AND other.state = 'published' AND other.published_at > %(now)s - {GAP}
       UNION ALL
      SELECT 1 {_BESIDE} AND other.state IN ('claimed', 'sending', 'unclear') AND other.changed_at > %(now)s - {GAP}
       UNION ALL
      SELECT 1 {_BESIDE} AND other.state = 'due' AND other.due_at > %(now)s - {_ON_TIME} AND other.due_at < %(now)s + {GAP})"""

# Of the same organisation, and late as well, within the hour.
_FOLLOWED = f"""EXISTS (
      SELECT 1 FROM publishing_publication other
       WHERE other.organisation_id = publication.organisation_id AND other.id <> publication.id AND other.state = 'published'
         AND other.published_at > %(now)s - interval '1 hour' AND other.published_at > other.due_at + {_ON_TIME}
       UNION ALL
      SELECT 1 FROM publishing_publication other
       WHERE other.organisation_id = publication.organisation_id AND other.id <> publication.id
         AND other.state IN ('claimed', 'sending', 'unclear')
         AND other.changed_at > %(now)s - interval '1 hour' AND other.changed_at > other.due_at + {_ON_TIME})"""  # noqa: S608 (no value of anybody is in it)

# After an outage posts do not leave all at once: of what is late, one a leader within their gap, one an organisation an
# hour. Whoever asks first has it (`claiming`); `sending.begin` asks again, so that two who asked at once both give way.
# A CASE, as nothing of it is ever worked out for a post that is on time. Needs `publication`, `account` and `policy`.
CROWDED = f"CASE WHEN {IS_LATE} THEN {_NEAR} OR {_FOLLOWED} ELSE false END"


def patience(policy: Policy, *, is_undated: bool) -> timedelta:
    """How long after its slot a post may leave. LAST_MOMENT, and `limit` below, say the same (a test compares them)."""
    return max(policy.catch_up, timedelta(hours=policy.undated_hours)) if is_undated else policy.catch_up


def last_moment(publication: Publication, *, by_hand: bool = False) -> datetime:
    """After this instant the slot is missed."""
    if by_hand:
        return publication.due_at + BY_HAND
    policy = policy_of(publication.organisation)
    return publication.due_at + patience(policy, is_undated=publication.post.is_undated)


def limit(due: str, *, is_undated: str) -> ExpressionWrapper:
    """LAST_MOMENT for a query set: `due` and `is_undated` name the columns, of rows that have an `organisation`."""
    catch_up = span("catch_up_minutes", timedelta(minutes=1))
    undated = Greatest(catch_up, span("undated_hours", timedelta(hours=1)))
    allowed = Case(When(**{is_undated: True}, then=undated), default=catch_up, output_field=DurationField())
    return ExpressionWrapper(F(due) + allowed, output_field=DateTimeField())


def span(name: str, unit: timedelta) -> ExpressionWrapper:
    default = Policy._meta.get_field(name).default
    number = Coalesce(F(f"organisation__policy__{name}"), Value(default))
    return ExpressionWrapper(number * Value(unit), output_field=DurationField())


__all__ = [
    "CROWDED",
    "FIRST_MOMENT",
    "IN_TIME",
    "IS_LATE",
    "JOIN_POLICY",
    "LAST_MOMENT",
    "last_moment",
    "limit",
    "patience",
]
