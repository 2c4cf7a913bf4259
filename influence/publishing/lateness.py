"""How late a post may still go out, by its organisation's policy (domain.md §6.5)."""

from influence.safeguards.policies import JOIN_POLICY, setting

# Needs `publication`, `post` and `policy`.
LAST_MOMENT = f"""(publication.due_at + CASE WHEN post.is_undated
      THEN greatest(make_interval(hours => {setting("undated_hours")}), make_interval(mins => {setting("catch_up_minutes")}))
      ELSE make_interval(mins => {setting("catch_up_minutes")}) END)"""

# Posts of one minute do not leave in one second, where the organisation wants it so; never before their slot.
FIRST_MOMENT = f"""(publication.due_at
      + make_interval(secs => publication.id %% ({setting("jitter_seconds")} + 1)))"""

IN_TIME = f"publication.due_at <= %(now)s AND {FIRST_MOMENT} <= %(now)s AND {LAST_MOMENT} >= %(now)s"

__all__ = ["FIRST_MOMENT", "IN_TIME", "JOIN_POLICY", "LAST_MOMENT"]
